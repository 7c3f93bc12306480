import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { keysOf } from './keys.ts';
import { loadSettings } from './load.ts';
import { settingsSchema } from './settings.ts';

const pathOf = (name: string): string => fileURLToPath(new URL(`../../config/${name}`, import.meta.url));
const { leaves } = keysOf(settingsSchema);

/** Key → value, as the file names them. */
function flat(value: unknown, prefix = ''): [string, unknown][] {
  if (leaves.has(prefix) || typeof value !== 'object' || value === null) return [[prefix, value]];
  return Object.entries(value).flatMap(([key, inner]) => flat(inner, prefix === '' ? key : `${prefix}.${key}`));
}

const valuesOf = (name: string): [string, unknown][] => flat(parse(readFileSync(pathOf(name), 'utf8')));
const paper = new Map(
  loadSettings({ env: {}, sets: [] })
    .entries()
    .map(({ key, value }) => [key, value]),
);

describe.each(['live.yaml', 'live.example.yaml'])('config/%s', (name) => {
  const limits = valuesOf(name).filter(([key]) => /^(?:guards|policy|desk)\./.test(key) && !['desk.markets', 'desk.quote'].includes(key));

  it('names settings that there are', () => {
    for (const [key] of valuesOf(name)) expect(leaves.has(key), key).toBe(true);
  });

  it('begins with a third of each limit of paper, or less', () => {
    expect(limits.length).toBeGreaterThan(1);
    for (const [key, value] of limits) {
      if (typeof value === 'boolean') expect(value, key).toBe(false);
      else expect(value, key).toBeLessThanOrEqual((paper.get(key) as number) / 3);
    }
  });
});

describe('live settings', () => {
  const load = (file: string | undefined, sets: readonly string[] = []) => loadSettings({ file, env: {}, sets });

  it('bound risk, loss of a day, drawdown, exposure, positions, orders and leverage at less than paper does', () => {
    const live = new Map(valuesOf('live.yaml'));
    const all = [
      'riskPct',
      'dailyLossPct',
      'drawdownHaltPct',
      'marketExposurePct',
      'venueExposurePct',
      'grossExposurePct',
      'personDayPct',
      'openPositions',
      'ordersPerMinute',
      'ordersPerDayDesk',
      'ordersPerDayVenue',
      'leverageMax',
    ];
    for (const name of all) expect(live.has(`guards.${name}`), name).toBe(true);
    expect(live.get('policy.autoUpToPct')).toBe(0);
  });

  it('are those of config/live.yaml as soon as the mode is live, below a file and --set', () => {
    const plain = load(undefined, ['mode=live', 'feed.source=binance', 'desk.markets=[BTC/USDT]']);
    for (const [key, value] of valuesOf('live.yaml'))
      expect([key, plain.entries().find((one) => one.key === key)?.value]).toEqual([key, value]);
    const wider = load(undefined, ['mode=live', 'feed.source=binance', 'desk.markets=[BTC/USDT]', 'guards.openPositions=2']);
    expect(wider.values.guards.openPositions).toBe(2);
    expect(load(undefined).values.guards.openPositions).toBe(5);
  });

  it('load from the example as it stands, and name a venue, its markets and a ledger of their own', () => {
    const { values } = load(pathOf('live.example.yaml'));
    expect(values).toMatchObject({ mode: 'live', feed: { source: 'binance' }, venue: { testnet: false, url: '' } });
    expect(values.ledger.path).not.toBe(load(undefined).values.ledger.path);
    expect(values.desk.markets.length).toBeGreaterThan(0);
    for (const market of values.desk.markets) expect(market).toMatch(new RegExp(`/${values.desk.quote}$`));
  });
});
