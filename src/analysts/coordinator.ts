import { FEWEST_TO_JUDGE, skillOf, type TrackRecord } from '#src/domain/calibration.ts';
import { type Instant, parseInstant } from '#src/domain/clock.ts';
import { type AnalystRow, type Direction, type OpinionRow, recordOf } from '#src/ledger/opinions.ts';

/** What nobody's skill is known to be: a newcomer's weight, and that of the coin that sits at the table. */
const NEWCOMER = 0.01;
/** Nearer to a half than this, the whole table says nothing. */
const SAYS_NOTHING = 0.01;
/** Probabilities are held within these, so that no single certainty decides alone. */
const SURE = 0.99;

/** What one of them holds now, and how much that counts. */
interface Voice {
  readonly analyst: string;
  readonly direction: Direction;
  /** Its probability that the direction is right, 0–1. */
  readonly strength: number;
  readonly at: string;
  readonly horizonMinutes: number;
  /** Its share of the whole, 0–1; what is missing to 1 over all voices is the coin's. */
  readonly weight: number;
  /** How many of its opinions were measured; fewer than 20 judge nobody. */
  readonly resolved: number;
}

/** What they hold together. */
export interface Consensus {
  readonly direction: Direction;
  /** Probability that the price is higher at the horizon, 0–1. */
  readonly upProbability: number;
  /** The heaviest first. */
  readonly voices: readonly Voice[];
}

/**
 * Combines the newest opinions about a market; those whose horizon is over say nothing any more. With pᵢ the probability of "up" (a half for `flat`):
 *
 *   logit P = Σ wᵢ logit pᵢ ÷ (Σ wᵢ + c)      a logarithmic opinion pool (Genest & Zidek 1986)
 *
 * wᵢ is the measured skill (`skillOf`) of whoever has 20 opinions resolved, and 0.01 for whoever has not, or holds no direction; c = 0.01 is a coin that always says a
 * half, so that nobody's guess alone is taken at its word. Weights sum to less than one: the whole is never surer than its surest voice.
 */
export function coordinate(opinions: readonly OpinionRow[], records: ReadonlyMap<string, AnalystRow>, now: Instant): Consensus {
  const held = opinions
    .filter(({ due_at }) => parseInstant(due_at) > now)
    .map((opinion) => {
      const row = records.get(opinion.analyst);
      const record = row && recordOf(row);
      // Skill is measured in directions: whoever holds none has not earned more than a newcomer's voice with it.
      return { opinion, resolved: record?.resolved ?? 0, raw: opinion.direction === 'flat' ? NEWCOMER : weightOf(record) };
    });
  const total = held.reduce((sum, { raw }) => sum + raw, NEWCOMER);
  const voices = held
    .map(({ opinion, resolved, raw }): Voice => {
      const { analyst, direction, strength, at, horizon_minutes: horizonMinutes } = opinion;
      return { analyst, direction, strength, at, horizonMinutes, weight: raw / total, resolved };
    })
    .sort((a, b) => b.weight - a.weight || (a.analyst < b.analyst ? -1 : 1));
  const evidence = voices.reduce((sum, voice) => sum + voice.weight * logit(upOf(voice)), 0);
  const upProbability = 1 / (1 + Math.exp(-evidence));
  const away = upProbability - 0.5;
  return { direction: Math.abs(away) < SAYS_NOTHING ? 'flat' : away > 0 ? 'up' : 'down', upProbability, voices };
}

const weightOf = (record: TrackRecord | undefined): number =>
  record === undefined || record.resolved < FEWEST_TO_JUDGE ? NEWCOMER : skillOf(record);

const upOf = ({ direction, strength }: Pick<Voice, 'direction' | 'strength'>): number =>
  direction === 'flat' ? 0.5 : direction === 'up' ? strength : 1 - strength;

const logit = (probability: number): number => {
  const held = Math.min(SURE, Math.max(1 - SURE, probability));
  return Math.log(held / (1 - held));
};
