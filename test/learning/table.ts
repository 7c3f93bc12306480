import { KINDS, type Kind } from './plan.ts';
import type { Learnt } from './simulate.ts';

/** One world that was lived twice: with learning and without. */
export interface Run {
  readonly kind: Kind;
  readonly seed: number;
  readonly learnt: Learnt;
  /** Undefined where nothing is to be compared. */
  readonly plain: Learnt | undefined;
}

/** Trades within which a planted edge must be found. */
const WITHIN = 200;

/** What the runs of one kind of world showed; shares are fractions from 0 to 1. */
export interface Row {
  readonly kind: Kind;
  readonly runs: number;
  /** A change in force at the end about something that was not planted. */
  readonly wrong: number;
  /** The planted thing was acted upon within 200 trades. */
  readonly found: number;
  /** Of what was found: trades that it took, the median. */
  readonly medianTrades: number | undefined;
  /** Result per idea in R, weighed by size, with learning and without; over runs that were lived both ways. */
  readonly withR: number | undefined;
  readonly withoutR: number | undefined;
  /** The change that was planted by hand was taken back. */
  readonly undone: number;
  /** The same because it was measured as harmful, and not because it could not be proven. */
  readonly undoneAsHarmful: number;
  readonly msEach: number;
}

/** Whatever points the wrong way counts as wrong: in a world without edge that is any change at all. */
export function rowOf(kind: Kind, runs: readonly Run[]): Row {
  const own = runs.filter((run) => run.kind === kind);
  const share = (holds: (run: Run) => boolean): number => own.filter(holds).length / own.length;
  const found = own
    .flatMap(({ learnt: { foundAfter } }) => (foundAfter !== undefined && foundAfter <= WITHIN ? [foundAfter] : []))
    .sort((a, b) => a - b);
  const both = own.flatMap(({ learnt, plain }) => (plain === undefined ? [] : [{ learnt, plain }]));
  return {
    kind,
    runs: own.length,
    wrong: share(({ learnt }) => learnt.wrong.length > 0),
    found: found.length / own.length,
    medianTrades: found[Math.floor(found.length / 2)],
    withR: mean(both.map(({ learnt }) => learnt.perIdeaR)),
    withoutR: mean(both.map(({ plain }) => plain.perIdeaR)),
    undone: share(({ learnt }) => learnt.planted === 'undone'),
    undoneAsHarmful: share(({ learnt }) => learnt.planted === 'undone' && learnt.plantedGrade === 'harmful'),
    msEach: mean(own.map(({ learnt, plain }) => learnt.ms + (plain?.ms ?? 0))) ?? 0,
  };
}

const mean = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : values.reduce((sum, one) => sum + one, 0) / values.length;

/** The table for people, Markdown. */
export function tableOf(runs: readonly Run[]): string {
  const rows = KINDS.filter((kind) => runs.some((run) => run.kind === kind)).map((kind) => rowOf(kind, runs));
  return [
    '| world | runs | wrong change lasts | found in 200 trades | median trades | R per idea, with | without | taken back | as harmful |',
    '|---|--:|--:|--:|--:|--:|--:|--:|--:|',
    ...rows.map(({ kind, runs: count, wrong, found, medianTrades, withR, withoutR, undone, undoneAsHarmful }) => {
      const planted = kind !== 'no edge' && kind !== 'harmful change';
      const cells = [
        kind,
        count,
        pct(wrong),
        planted ? pct(found) : '–',
        planted ? (medianTrades ?? '–') : '–',
        r(withR),
        r(withoutR),
        kind === 'harmful change' ? pct(undone) : '–',
        kind === 'harmful change' ? pct(undoneAsHarmful) : '–',
      ];
      return `| ${cells.join(' | ')} |`;
    }),
  ].join('\n');
}

const pct = (share: number): string => `${(share * 100).toFixed(1)} %`;
const r = (value: number | undefined): string => (value === undefined ? '–' : `${value > 0 ? '+' : ''}${value.toFixed(3)}`);
