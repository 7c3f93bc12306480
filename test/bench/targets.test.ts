import { describe, expect, it } from 'vitest';
import type { Letter } from './contestant.ts';
import type { Race } from './replayRace.ts';
import { targetsOf } from './targets.ts';

const flat = (median: number) => ({ median, min: median, max: median });
const raceOf = (times: Partial<Record<Letter, number>>): Race => ({
  eventsPerTrade: 12,
  counts: [],
  mismatch: undefined,
  absent: [],
  timings: Object.entries(times).map(([letter, ms]) => ({ letter: letter as Letter, elapsedMs: flat(ms), candlesPerSecond: 1 })),
});
const quote = (armed: number, quiet: number, walk: number) => ({
  armed,
  quietNs: flat(quiet),
  walkNs: flat(walk),
  hitsPerQuote: 0.4,
  replaceNs: flat(1),
});

describe('the targets', () => {
  it('compare Heron with grademark by speed, with bare rows by time, and the largest book with the smallest', () => {
    const quotes = [quote(100, 40, 50), quote(10_000, 900, 900), quote(1_000_000, 200, 100)];
    const targets = targetsOf(raceOf({ b: 200, c: 600, d: 1_000, e: 100 }), quotes, undefined, []);
    expect(targets.slice(0, 5).map((target) => [target.value, target.isMet])).toEqual([
      [0.6, true],
      [0.1, undefined],
      [5, true],
      [5, false],
      [2, true],
    ]);
  });

  it('are neither met nor missed by what was not measured', () => {
    for (const { isMet, value } of targetsOf(raceOf({ b: 200 }), [], undefined, [])) expect([isMet, value]).toEqual([undefined, undefined]);
  });

  it('take the slowest reading command', () => {
    const cost = (line: string, ms: number) => ({ line, elapsedMs: flat(ms), cpuMs: 1, firstMs: 99 });
    const commands = (...lines: ReturnType<typeof cost>[]) => ({ events: 1, trades: 1, runs: 1, walks: [cost('/verify', 500)], lines });
    const slowest = (...lines: ReturnType<typeof cost>[]) => targetsOf(raceOf({}), [], commands(...lines), []).at(-2);
    expect(slowest(cost('/trades', 4.9), cost('/help', 0.1))).toMatchObject({ value: 4.9, isMet: true });
    expect(slowest(cost('/trades', 5.1), cost('/help', 0.1))).toMatchObject({ value: 5.1, isMet: false });
  });

  it('take the dearest picture', () => {
    const pictures = [1.1, 1.3, 0.9].map((ofEmpty) => ({ kind: 'equity' as const, elapsedMs: flat(60), ofEmpty }));
    expect(targetsOf(raceOf({}), [], undefined, pictures).at(-1)).toMatchObject({ value: 1.3, isMet: false });
  });
});
