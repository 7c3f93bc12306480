import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Momentum } from './momentum.ts';
import type { Analyst } from './port.ts';
import {
  drift,
  hourOf,
  hoursThrough,
  opinionAfter,
  SAMPLE_HORIZON,
  SAMPLE_STRUCTURES,
  sampleHour,
  sayings,
  walkOfHours,
} from './sample.ts';
import { Structure } from './structure.ts';
import { Trend } from './trend.ts';
import { Volatility } from './volatility.ts';

const ALL: Readonly<Record<string, () => Analyst>> = {
  trend: () => new Trend(SAMPLE_HORIZON),
  momentum: () => new Momentum(SAMPLE_HORIZON),
  structure: () => new Structure(SAMPLE_HORIZON, SAMPLE_STRUCTURES),
  volatility: () => new Volatility(SAMPLE_HORIZON),
};
const every = Object.entries(ALL);
const fresh = (name: string): Analyst => (ALL[name] as () => Analyst)();

/** Candles that each needs before it holds anything. */
const WARM: Readonly<Record<string, number>> = { trend: 84, momentum: 15, structure: 50, volatility: 20 };

describe('every analyst', () => {
  it.each(every)('%s holds nothing before it is warm, and something with the next hour', (name, make) => {
    const needed = WARM[name] as number;
    const hours = walkOfHours(needed, 3);
    expect(opinionAfter(make(), hours.slice(0, -1))).toBeUndefined();
    expect(opinionAfter(make(), hours)).toMatchObject({ analyst: name, horizonMinutes: 240 });
  });

  it.each(every)('%s holds nothing about a market that stands still', (_, make) => {
    expect(opinionAfter(make(), hoursThrough(Array.from({ length: 120 }, () => 10_000)))).toMatchObject({
      direction: 'flat',
      strength: 0.5,
    });
    expect(
      opinionAfter(
        make(),
        hoursThrough(
          Array.from({ length: 120 }, () => 10_000),
          0,
        ),
      ),
    ).toMatchObject({ direction: 'flat', strength: 0.5 });
  });

  it.each(every)('%s claims no more than 0.75 and no less than a half, in any market', (_, make) => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 90, max: 200 }), (seed, count) => {
        const opinion = opinionAfter(make(), walkOfHours(count, seed));
        expect(opinion?.strength).toBeGreaterThanOrEqual(0.5);
        expect(opinion?.strength).toBeLessThanOrEqual(0.75);
      }),
      { numRuns: 60 },
    );
  });

  it.each(every)('%s does not look ahead: what comes later changes nothing that it said', (name, make) => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), fc.integer({ min: 90, max: 140 }), (seed, other, cut) => {
        const hours = walkOfHours(160, seed);
        const elsewhere = [...hours.slice(0, cut), ...walkOfHours(160, other).slice(cut)];
        expect(sayings(fresh(name), elsewhere).slice(0, cut)).toEqual(sayings(make(), hours).slice(0, cut));
      }),
      { numRuns: 25 },
    );
  });

  it.each(every)('%s says something about many markets, and both ways', (_, make) => {
    const said = Array.from({ length: 80 }, (_, seed) => sayings(make(), walkOfHours(160, seed))).flat();
    for (const direction of ['up', 'down', 'flat']) expect(said.filter((one) => one?.direction === direction).length).toBeGreaterThan(10);
  });
});

describe('trend', () => {
  it.each([
    [40, 'up'],
    [-40, 'down'],
    [0, 'flat'],
  ] as const)('a drift of %d an hour is %s', (step, direction) => {
    expect(opinionAfter(fresh('trend'), hoursThrough(drift(120, step), 20))?.direction).toBe(direction);
  });

  it('is flat where the last hours go against the days before', () => {
    const up = drift(160, 40);
    const turned = [...up, ...drift(8, -100, (up.at(-1) as number) - 100)];
    expect(opinionAfter(fresh('trend'), hoursThrough(turned, 20))?.direction).toBe('flat');
  });

  it('is surer of a steep trend than of a slow one', () => {
    const [slow, steep] = [8, 40].map((step) => opinionAfter(fresh('trend'), hoursThrough(drift(120, step), 20))?.strength ?? 0);
    expect(slow).toBeGreaterThan(0.5);
    expect(steep).toBeGreaterThan(slow as number);
  });
});

describe('momentum', () => {
  const calm = drift(60, 0);
  it.each([
    ['rises', 30, 'up'],
    ['falls', -30, 'down'],
  ])('a market that now %s goes on', (_, step, direction) => {
    expect(opinionAfter(fresh('momentum'), hoursThrough([...calm, ...drift(12, step)], 5))?.direction).toBe(direction);
  });

  it('is flat where the rise is over and half undone', () => {
    const risen = [...calm, ...drift(12, 30)];
    const top = risen.at(-1) as number;
    const undone = [...risen, ...drift(12, -25, top - 60)];
    expect(opinionAfter(fresh('momentum'), hoursThrough(undone, 5))?.direction).not.toBe('up');
  });
});

describe('structure', () => {
  /** Swings between two prices: highs and lows that can break. */
  const range = Array.from({ length: 60 }, (_, index) => 10_000 + ([0, 30, 60, 90, 60, 30][index % 6] as number) - 45);

  it.each([
    ['above the last high', 1, 'up'],
    ['below the last low', -1, 'down'],
  ])('closes %s point there', (_, side, direction) => {
    const broken = [1, 2, 3].map((step) => 10_000 + side * (80 + 30 * step));
    expect(opinionAfter(fresh('structure'), hoursThrough([...range, ...broken], 2))?.direction).toBe(direction);
  });

  it('is flat inside the range, and again when the break has failed', () => {
    expect(opinionAfter(fresh('structure'), hoursThrough(range, 2))?.direction).toBe('flat');
    const failed = [10_110, 10_140, 10_170, 10_050, 9_990];
    expect(opinionAfter(fresh('structure'), hoursThrough([...range, ...failed], 2))?.direction).toBe('flat');
  });

  it('hears no other timeframe', () => {
    const analyst = fresh('structure');
    for (const hour of walkOfHours(60, 1)) analyst.candle('4h', hour);
    expect(analyst.opinion(sampleHour(60))).toBeUndefined();
  });
});

describe('volatility', () => {
  const calm = drift(60, 0);
  const thrown = (move: number) => [...hoursThrough(calm, 5), hourOf(60, calm.at(-1) as number, (calm.at(-1) as number) + move, 5)];

  it.each([
    ['up', 120, 'down'],
    ['down', -120, 'up'],
  ])('what is thrown %s comes back', (_, move, direction) => {
    expect(opinionAfter(fresh('volatility'), thrown(move))?.direction).toBe(direction);
  });

  it('is flat after an ordinary hour, after the price has come back, and when the throw is old', () => {
    expect(opinionAfter(fresh('volatility'), thrown(9))?.direction).toBe('flat');
    const top = (calm.at(-1) as number) + 120;
    expect(opinionAfter(fresh('volatility'), [...thrown(120), hourOf(61, top, top - 115, 5)])?.direction).toBe('flat');
    const stays = [0, 1, 2].map((index) => hourOf(61 + index, top, top, 5));
    expect(opinionAfter(fresh('volatility'), [...thrown(120), ...stays.slice(0, 2)])?.direction).toBe('down');
    expect(opinionAfter(fresh('volatility'), [...thrown(120), ...stays])?.direction).toBe('flat');
  });
});
