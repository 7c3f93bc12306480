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
    const targets = targetsOf(raceOf({ b: 200, c: 600, d: 1_000 }), [
      quote(100, 40, 50),
      quote(10_000, 900, 900),
      quote(1_000_000, 200, 100),
    ]);
    expect(targets.map((target) => [target.value, target.isMet])).toEqual([
      [0.6, true],
      [5, true],
      [5, false],
      [2, true],
    ]);
  });

  it('are neither met nor missed by what was not measured', () => {
    expect(targetsOf(raceOf({ b: 200 }), []).map((target) => target.isMet)).toEqual([undefined, undefined, undefined, undefined]);
  });
});
