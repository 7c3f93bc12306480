import { describe, expect, it } from 'vitest';
import { draftOf, type Idea, ScriptedStrategist } from '#test/scriptedStrategist.ts';
import { createApp, type RunningApp } from './app.ts';
import { loadSettings } from './config/load.ts';
import type { Candle } from './domain/candle.ts';
import { later, parseInstant, toIso, VirtualClock } from './domain/clock.ts';
import { countingIds } from './domain/ids.ts';
import { fileFeeds } from './feed/file.ts';
import { simulatedMarket } from './feed/simulated/markets.ts';
import { pruneCandles } from './ledger/candleBlocks.ts';
import { Ledger } from './ledger/ledger.ts';
import type { ShadowRow } from './ledger/shadows.ts';
import { ShadowBook } from './shadow.ts';

const START = parseInstant('2026-01-05T08:00:00Z');
const MINUTE_MS = 60_000;
const BTC = 'BTC/USDT';

/** Candles along straight lines between prices at minutes; minutes in `without` are missing. */
function along(
  turns: readonly (readonly [minute: number, price: number])[],
  without: readonly [from: number, to: number] = [0, 0],
): Candle[] {
  const last = turns.at(-1)?.[0] ?? 0;
  const priceAt = (minute: number): number => {
    const next = Math.max(
      1,
      turns.findIndex(([at]) => at >= minute),
    );
    const [to, b] = turns[next] as readonly [number, number];
    const [from, a] = turns[next - 1] as readonly [number, number];
    return a + ((b - a) * (minute - from)) / (to - from);
  };
  return Array.from({ length: last }, (_, i) => {
    const open = priceAt(i);
    const close = priceAt(i + 1);
    return { openedAt: later(START, i * MINUTE_MS), open, high: Math.max(open, close), low: Math.min(open, close), close, volume: 500 };
  }).filter((_, i) => !(i >= without[0] && i < without[1]));
}

const IDEA: Idea = {
  entry: 64_000,
  stop: 63_000,
  targets: [
    [65_500, 50],
    [67_000, 50],
  ],
};
/** Over the entry after 20 minutes. */
const OVER: readonly (readonly [number, number])[] = [
  [0, 63_800],
  [10, 63_800],
  [25, 64_200],
];

interface Lived {
  readonly ledger: Ledger;
  readonly app: RunningApp;
  readonly bugs: unknown[];
}

/** A market, and a second one that goes on; a proposal after five minutes that somebody turns down, or that nobody answers. */
async function live(
  candles: readonly Candle[],
  { minutes = 400, idea = IDEA, rejects = true, sets = [] as readonly string[], each = (_: Lived, __: number): void => undefined } = {},
): Promise<Lived> {
  const settings = loadSettings({
    env: {},
    folder: '/nowhere',
    sets: ['desk.markets=["BTC/USDT","ETH/USDT"]', 'policy.autoUpToPct=0', ...sets],
  });
  const clock = new VirtualClock(START);
  const bugs: unknown[] = [];
  const report = (error: unknown): void => void bugs.push(error);
  const ledger = new Ledger({ path: ':memory:', clock, report });
  const { spreadBps, participationPct } = settings.values.replay;
  const strategist = new ScriptedStrategist();
  const other = along([
    [0, 3_000],
    [minutes, 3_000],
  ]);
  const app = await createApp({
    settings,
    ledger,
    clock,
    feed: fileFeeds([
      { market: simulatedMarket(BTC), candles, spreadBps, participationPct },
      { market: simulatedMarket('ETH/USDT'), candles: other, spreadBps, participationPct },
    ]),
    strategist,
    kind: 'replay',
    source: 'lines',
    ledgerId: 'lines',
    withJobs: false,
    withShadows: true,
    report,
  });
  const lived = { ledger, app, bugs };
  for (let steps = 1; app.engine.nextAt() !== undefined; steps++) {
    app.engine.step();
    if (steps === 5) {
      strategist.drafts = [draftOf(idea, 63_800, clock.now())];
      const [cycle] = await app.proposer.now(BTC);
      if (cycle?.outcome !== 'proposed') throw new Error(`not proposed: ${cycle?.reasons.join('; ')}`);
      if (rejects) app.sniper.answer({ id: 'c1', decision: 'reject', actor: 'user:terminal' });
    }
    each(lived, steps);
    await app.shadows?.ready();
  }
  expect((await app.audit()).findings).toEqual([]);
  return lived;
}

const shadowOf = ({ ledger }: Lived): ShadowRow | undefined => ledger.get<ShadowRow>('select * from shadow');
const minuteOf = (at: string | null | undefined): number => (parseInstant(at ?? '') - START) / MINUTE_MS;

describe('prices that are missing', () => {
  it('for longer than half an hour while it was in a position: it is given up', async () => {
    const lived = await live(along([...OVER, [120, 64_300], [200, 67_400]], [60, 95]));
    expect(shadowOf(lived)).toMatchObject({ status: 'lost', exit_reason: 'prices are missing', r: null });
  });

  it('for less: it goes on', async () => {
    const lived = await live(along([...OVER, [120, 64_300], [200, 67_400]], [60, 85]));
    expect(shadowOf(lived)).toMatchObject({ status: 'closed', exit_reason: 'target' });
  });

  it('before its trigger came: it waits on', async () => {
    const lived = await live(
      along(
        [
          [0, 63_800],
          [100, 63_800],
          [115, 64_200],
          [200, 67_400],
        ],
        [20, 90],
      ),
    );
    expect(shadowOf(lived)).toMatchObject({ status: 'closed', exit_reason: 'target' });
  });

  it('for good, while other markets go on: a position is lost after half an hour, and a trigger that did not come has not come', async () => {
    const lost = await live(along([...OVER, [60, 64_300]]));
    expect(shadowOf(lost)).toMatchObject({ status: 'lost', exit_reason: 'prices are missing' });
    expect(minuteOf(lost.ledger.get<{ at: string }>("select at from event where kind = 'shadow.closed'")?.at)).toBe(91);
    const waiting = await live(
      along([
        [0, 63_800],
        [60, 63_800],
      ]),
      { idea: { ...IDEA, hours: 2 } },
    );
    expect(shadowOf(waiting)).toMatchObject({ status: 'untriggered', exit_reason: 'its trigger did not come in time' });
  });

  it('where it began, because they were pruned: it is given up', async () => {
    const lived = await live(along([...OVER, [60, 64_300], [300, 64_300]]), {
      rejects: false,
      idea: { ...IDEA, hours: 4 },
      each: ({ ledger }, steps) => {
        if (steps === 240) ledger.transact((tx) => pruneCandles(tx, later(START, 3 * 60 * MINUTE_MS)));
      },
    });
    expect(shadowOf(lived)).toMatchObject({ why: 'expired', status: 'lost', exit_reason: 'prices are missing' });
  });
});

describe('a long look back', () => {
  it('is taken in pieces, so that no minute waits for it, and comes to the same', async () => {
    const long = 50 * 60;
    let most = 0;
    const lived = await live(along([...OVER, [60, 64_300], [long + 10, 64_300], [long + 30, 67_400], [long + 60, 67_400]]), {
      minutes: long + 60,
      rejects: false,
      idea: { ...IDEA, hours: 49 },
      each: ({ app }, steps) => {
        if (steps > 49 * 60 + 5) most += app.shadows?.count ?? 0;
      },
    });
    expect(shadowOf(lived)).toMatchObject({ why: 'expired', status: 'closed', exit_reason: 'target' });
    expect(minuteOf(shadowOf(lived)?.entered_at)).toBeLessThan(25);
    expect(minuteOf(shadowOf(lived)?.ended_at)).toBeGreaterThan(long);
    expect(most).toBeGreaterThan(2);
  });
});

describe('a book that fails', () => {
  it('says so, gives up what it followed, and lets the market go on', async () => {
    const lived = await live(along([...OVER, [100, 64_300]]));
    const { ledger, app } = lived;
    const bugs: unknown[] = [];
    const book = new ShadowBook({
      createApp: () => Promise.reject(new Error('no memory')),
      ledger,
      clock: app.clock,
      ids: countingIds({ w: 100 }),
      settings: app.settings,
      feed: { history: () => [] },
      report: (error) => void bugs.push(error),
    });
    ledger.transact((tx) => {
      const data = { id: 'w50', condition_id: 'c1', why: 'benched' as const, adaptation_id: null, market: BTC, begun_at: toIso(START) };
      tx.append({ kind: 'shadow.followed', subject: 'w50', actor: 'shadow', data });
    });
    await book.start();
    expect(bugs.map(String)).toEqual(['Error: no memory']);
    expect(book.count).toBe(0);
    expect(ledger.get('select status, exit_reason from shadow where id = ?', 'w50')).toEqual({
      status: 'lost',
      exit_reason: 'it could not be followed',
    });
  });
});
