import { type Rng, seededRng, seedOf } from '#src/domain/rng.ts';
import type { Result } from './outcome.ts';

const DRAWS = 2_000;
/** Percent of the draws that an interval covers. */
export const INTERVAL_PCT = 80;
/** Fewer days with trades than this have no spread to draw from. */
const LEAST_DAYS = 3;

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Σ R and how many, day by day. */
type Days = readonly { readonly sum: number; readonly count: number }[];

/** The mean R of each draw; NaN where a draw has no trade. */
type Means = Float64Array;

/**
 * Draws of the mean R of several sets of trades over the same days: days are drawn with replacement, all trades of a day together, because trades of a
 * day share its market (block bootstrap, Efron 1979 and Künsch 1989). The same days are drawn for every set, so that differences are those of the
 * strategists and not of the days.
 */
export class Bootstrap {
  readonly #days: readonly number[];
  readonly #draws: readonly Int32Array[];

  /** `days`: start of each UTC day of the data. */
  constructor(days: readonly number[], seed: number) {
    const rng = seededRng(seedOf('bootstrap', seed));
    this.#days = days;
    this.#draws = Array.from({ length: DRAWS }, () => drawOf(days.length, rng));
  }

  /** Undefined when there are too few days with trades to say. */
  means(results: readonly Result[]): Means | undefined {
    if (new Set(results.map(({ day }) => day)).size < LEAST_DAYS) return undefined;
    const days = daysOf(results, this.#days);
    return Float64Array.from(this.#draws, (draw) => meanOf(days, draw));
  }
}

const drawOf = (length: number, rng: Rng): Int32Array => Int32Array.from({ length }, () => Math.floor(rng.next() * length));

function daysOf(results: readonly Result[], days: readonly number[]): Days {
  const byDay = new Map(days.map((day) => [day, { sum: 0, count: 0 }]));
  for (const { day, r } of results) {
    const one = byDay.get(day);
    if (one === undefined) continue;
    one.sum += r;
    one.count++;
  }
  return [...byDay.values()];
}

function meanOf(days: Days, draw: Int32Array): number {
  let sum = 0;
  let count = 0;
  for (const index of draw) {
    const day = days[index] as Days[number];
    sum += day.sum;
    count += day.count;
  }
  return sum / count;
}

/** What the middle 80 % of the draws cover. */
export function intervalOf(means: Means): Interval {
  const sorted = means.filter((mean) => !Number.isNaN(mean)).sort();
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] as number;
  const tail = (100 - INTERVAL_PCT) / 200;
  return { low: at(tail), high: at(1 - tail) };
}

/** By how much the first is above the second, draw by draw. */
export const differenceOf = (a: Means, b: Means): Means => a.map((mean, i) => mean - (b[i] as number));
