import { type Change, changeSchema, MAX_STEP_PCT, PARAMETERS, type ParameterKey } from '#src/domain/adaptation.ts';
import type { Evidence } from './claims.ts';
import type { Finding } from './discover.ts';

/** A change that follows from a claim. */
export interface Consequence {
  readonly change: Change;
  /** The claim says only that something could be better, not what: the replay must show that this is. */
  readonly mustHelp: boolean;
}

/** Half of the largest step: what is tried is small. */
const STEP = 1 - MAX_STEP_PCT / 200;

/**
 * The change that follows from a finding; undefined where nothing does. A group that loses is no longer traded; with half the size where its interval
 * reaches above zero. A group that only earns less than others goes on as it is; one that earns more is favored when its interval lies above zero.
 */
export function consequenceOf({ claim, evidence }: Finding, inForce: (key: ParameterKey) => number): Consequence | undefined {
  if (claim.kind === 'exit_share') return nearerTarget(inForce('smc.targets.firstR'));
  const { dimension, key, direction } = claim;
  const change = direction === 'worse' ? againstIt(dimension, key, evidence) : forIt(dimension, key, evidence);
  const parsed = changeSchema.safeParse(change);
  return parsed.success ? { change: parsed.data, mustHelp: false } : undefined;
}

function againstIt(dimension: string, key: string, { meanR, highR }: Evidence): unknown {
  if (meanR >= 0) return undefined;
  if (dimension === 'market') return { kind: 'market', market: key, action: 'bench' };
  if (dimension === 'pattern') return { kind: 'pattern', pattern: key, action: 'deactivate' };
  const when = { [dimension]: dimension === 'hour' ? Number(key) : key };
  return { kind: 'rule', when, action: highR < 0 ? 'no_trade' : 'reduce' };
}

function forIt(dimension: string, key: string, { lowR }: Evidence): unknown {
  if (lowR <= 0) return undefined;
  if (dimension === 'market') return { kind: 'market', market: key, action: 'favor' };
  if (dimension === 'pattern') return { kind: 'pattern', pattern: key, action: 'boost' };
  return undefined;
}

/** Most trades end before the first target: take it sooner. */
function nearerTarget(before: number): Consequence | undefined {
  const { from } = PARAMETERS['smc.targets.firstR'];
  const after = Math.max(from, Math.round(before * STEP * 100) / 100);
  return after < before ? { change: { kind: 'parameter', key: 'smc.targets.firstR', before, after }, mustHelp: true } : undefined;
}
