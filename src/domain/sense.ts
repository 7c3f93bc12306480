import { priceLevels } from '#src/triggers/levels.ts';
import type { Instant } from './clock.ts';
import type { ConditionDraft } from './condition.ts';
import type { Market } from './market.ts';

/** What a draft is held against. Prices in quote; percents are percents. */
interface SenseLimits {
  readonly minStopAtr: number;
  readonly minRewardRisk: number;
  readonly maxTriggerDistancePct: number;
  readonly maxExpiryHours: number;
}

export interface SenseContext {
  readonly now: Instant;
  readonly market: Market;
  readonly price: number;
  readonly deskMarkets: readonly string[];
  /** Both fees and slippage of a round trip, percent of notional. */
  readonly costPct: number;
  readonly limits: SenseLimits;
}

const HOUR_MS = 3_600_000;

/** Price at which the entry will most likely happen: the level of its trigger that is nearest to the price, or the price itself. */
export function likelyEntry(draft: Pick<ConditionDraft, 'entry'>, price: number): number {
  const levels = priceLevels(draft.entry).map(({ level }) => level);
  return levels.sort((a, b) => Math.abs(a - price) - Math.abs(b - price))[0] ?? price;
}

/** Why a draft of the right shape makes no sense, as a sentence; or undefined. */
export function faultOfDraft(
  draft: ConditionDraft,
  { now, market, price, deskMarkets, costPct, limits }: SenseContext,
): string | undefined {
  const sign = draft.side === 'long' ? 1 : -1;
  const entry = likelyEntry(draft, price);
  const stop = Number(draft.stop);
  const targets = draft.targets.map((one) => Number(one.price));
  const shares = draft.targets.reduce((total, { sharePct }) => total + sharePct, 0);
  const risk = (entry - stop) * sign;
  const reward = ((targets[0] ?? entry) - entry) * sign;
  const cost = (entry * costPct) / 100;
  if (draft.market !== market.symbol || !deskMarkets.includes(draft.market)) return `${draft.market} is not a market of this desk`;
  if (!(price > 0)) return `there is no price of ${draft.market} to hold it against`;
  if (!((Math.abs(Number(draft.referencePrice) - price) / price) * 100 <= limits.maxTriggerDistancePct))
    return `the reference price ${draft.referencePrice} is not the price, which is ${price}`;
  if (draft.side === 'short' && market.kind === 'spot') return 'a spot market cannot be sold short';
  if (!(risk > 0)) return `the stop ${draft.stop} is on the wrong side of the entry at ${entry}`;
  if (risk < limits.minStopAtr * Number(draft.exits.atr))
    return `the stop is ${risk.toPrecision(4)} away, inside the noise (${limits.minStopAtr} ATR is ${(limits.minStopAtr * Number(draft.exits.atr)).toPrecision(4)})`;
  if (targets.some((target, i) => (target - (targets[i - 1] ?? entry)) * sign <= 0))
    return 'the targets do not lie one behind the other on the profit side';
  if (shares > 100.0001) return `the targets take ${shares} % of the position`;
  if (!((reward - cost) / (risk + cost) >= limits.minRewardRisk - 1e-9))
    return `reward to risk is ${((reward - cost) / (risk + cost)).toFixed(2)} after costs, less than ${limits.minRewardRisk}`;
  if ((Math.abs(entry - price) / price) * 100 > limits.maxTriggerDistancePct)
    return `the trigger is more than ${limits.maxTriggerDistancePct} % away from the price`;
  if (draft.expiresAt <= now) return 'it has expired already';
  if (draft.expiresAt > now + limits.maxExpiryHours * HOUR_MS) return `it would be open for more than ${limits.maxExpiryHours} h`;
  return undefined;
}
