import { describe, expect, it } from 'vitest';
import { seededRng } from '#src/domain/rng.ts';
import { nameOf } from './claims.ts';
import { discover } from './discover.ts';
import type { Dimension, Fact } from './facts.ts';
import { consequenceOf } from './follow.ts';
import { sampleFact } from './sample.ts';

const SETTINGS = { minTrades: 8, confidencePct: 95 };
const MARKETS = ['BTC/USDT', 'ETH/USDT', 'SOL/USDT', 'XRP/USDT'];
const HOURS = ['07', '08', '09', '13', '14', '15'];
const TRENDS = ['up', 'down', 'flat'];

/** Trades of a coin that pays what it costs, but where `win` says otherwise. */
function coins(seed: number, count: number, win: (keys: Partial<Record<Dimension, string>>) => number = () => 0.4): Fact[] {
  const rng = seededRng(seed);
  const pick = (from: readonly string[]): string => from[Math.floor(rng.next() * from.length)] as string;
  return Array.from({ length: count }, (_, i) => {
    const keys = { market: pick(MARKETS), hour: pick(HOURS), trend: pick(TRENDS), pattern: pick(['gap_fill', 'support_bounce']) };
    return sampleFact(rng.next() < win(keys) ? 1.4 : -1.1, i, keys);
  });
}

/** Asks after every ten trades, as a desk does. */
function lifeOf(facts: readonly Fact[]): string[] {
  const found: string[] = [];
  const known = [];
  for (let n = 10; n <= facts.length; n += 10) {
    const seen = facts.slice(0, n).map((fact, i) => ({ ...fact, isOld: i < n - 10 }));
    const { findings } = discover(seen, known, SETTINGS);
    known.push(...findings.map(({ claim }) => claim));
    found.push(...findings.map(({ claim }) => nameOf(claim)));
  }
  return found;
}

describe('discovery', () => {
  it('finds nothing in coins, in all their reflections together, in more than 95 of 100 desks', () => {
    const desks = Array.from({ length: 80 }, (_, seed) => lifeOf(coins(seed, 200)));
    expect(desks.filter((found) => found.length > 0).length).toBeLessThanOrEqual(2);
  });

  it('finds a market that loses, and finds it once, not as what its neighbors are not', () => {
    const desks = Array.from({ length: 20 }, (_, seed) => lifeOf(coins(seed, 200, ({ market }) => (market === 'SOL/USDT' ? 0.02 : 0.45))));
    const found = desks.filter((one) => one.includes('mean_r market SOL/USDT worse'));
    expect(found.length).toBeGreaterThanOrEqual(17);
    expect(desks.flat().filter((name) => name !== 'mean_r market SOL/USDT worse').length).toBeLessThanOrEqual(2);
  });

  it('asks a group only when it has grown to its next mark', () => {
    const facts = coins(1, 100);
    expect(discover(facts, [], SETTINGS).asked).toBeGreaterThan(10);
    expect(
      discover(
        facts.map((fact) => ({ ...fact, isOld: true })),
        [],
        SETTINGS,
      ),
    ).toEqual({ asked: 0, findings: [] });
  });

  it('asks nothing below the fewest trades that say anything', () => {
    const facts = coins(2, 200, ({ market }) => (market === 'SOL/USDT' ? 0 : 0.5));
    expect(discover(facts, [], { ...SETTINGS, minTrades: 201 })).toEqual({ asked: 0, findings: [] });
  });
});

describe('what follows', () => {
  const evidence = { n: 30, meanR: -0.6, lowR: -0.9, highR: -0.3, restN: 170, restMeanR: 0.1, p: 0.00001 };
  const of = (dimension: Dimension, key: string, direction: 'worse' | 'better', changed: Partial<typeof evidence> = {}) =>
    consequenceOf(
      { claim: { kind: 'mean_r', dimension, key, direction }, evidence: { ...evidence, ...changed }, allowed: 0.001 },
      () => 1.5,
    )?.change;

  it('from a group that loses is that it is not traded; half the size where it may as well not lose', () => {
    expect(of('market', 'SOL/USDT', 'worse')).toEqual({ kind: 'market', market: 'SOL/USDT', action: 'bench' });
    expect(of('pattern', 'gap_fill', 'worse')).toEqual({ kind: 'pattern', pattern: 'gap_fill', action: 'deactivate' });
    expect(of('hour', '14', 'worse')).toEqual({ kind: 'rule', when: { hour: 14 }, action: 'no_trade' });
    expect(of('trend', 'down', 'worse', { highR: 0.05 })).toEqual({ kind: 'rule', when: { trend: 'down' }, action: 'reduce' });
  });

  it('from a group that only earns less than the others is nothing', () => {
    expect(of('market', 'SOL/USDT', 'worse', { meanR: 0.1, lowR: -0.1, highR: 0.3 })).toBeUndefined();
  });

  it('from one that earns more is more of it, when its interval lies above zero', () => {
    const good = { meanR: 0.8, lowR: 0.3, highR: 1.3 };
    expect(of('market', 'SOL/USDT', 'better', good)).toEqual({ kind: 'market', market: 'SOL/USDT', action: 'favor' });
    expect(of('pattern', 'gap_fill', 'better', good)).toEqual({ kind: 'pattern', pattern: 'gap_fill', action: 'boost' });
    expect(of('pattern', 'gap_fill', 'better', { ...good, lowR: -0.1 })).toBeUndefined();
    expect(of('setup', 'gap_fill in up', 'better', good)).toBeUndefined();
  });

  it('from trades that mostly run out of time is a nearer target, within its range, and only if a replay shows that it helps', () => {
    const finding = { claim: { kind: 'exit_share', exit: 'time' } as const, evidence, allowed: 0.01 };
    expect(consequenceOf(finding, () => 1.5)).toEqual({
      change: { kind: 'parameter', key: 'smc.targets.firstR', before: 1.5, after: 1.35 },
      mustHelp: true,
    });
    expect(consequenceOf(finding, () => 0.8)).toBeUndefined();
  });
});
