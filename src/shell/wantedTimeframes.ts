import type { Settings } from '#src/config/settings.ts';
import { TIMEFRAMES, type Timeframe } from '#src/domain/timeframe.ts';

/** What volatility, volume and charts look at, whoever trades. */
const ALWAYS: readonly Timeframe[] = ['1m', '15m', '1h'];
/** What the analysts look at beyond it. */
const ANALYSTS: readonly Timeframe[] = ['4h'];

/** The timeframes whose history somebody will look at with these settings, so that no other is asked of a venue. */
export function wantedTimeframes({ smc, analysts, model }: Pick<Settings, 'smc' | 'analysts' | 'model'>): readonly Timeframe[] {
  if (model.name !== '') return TIMEFRAMES;
  const { bias, decision, refinement, asks } = smc.profiles[smc.profile];
  const wanted = new Set([...ALWAYS, ...(analysts.on.length === 0 ? [] : ANALYSTS), bias.timeframe, decision, asks, ...refinement]);
  return TIMEFRAMES.filter((one) => wanted.has(one));
}
