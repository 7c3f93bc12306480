import { signOf } from '#src/analysis/smc/direction.ts';
import { later } from '#src/domain/clock.ts';
import type { ConditionDraft, Target } from '#src/domain/condition.ts';
import { fromNumber, toText } from '#src/domain/decimal.ts';
import { type Market, roundPrice } from '#src/domain/market.ts';
import { TIMEFRAME_MS } from '#src/domain/timeframe.ts';
import type { StrategistContext } from '#src/strategist/port.ts';
import type { Plan } from './plan.ts';
import type { Scene, Score } from './score.ts';
import type { SmcProfile, SmcSettings } from './settings.ts';
import type { Setup } from './setups.ts';
import { trailOf } from './trail.ts';
import { againstOf, idOf, thesisOf } from './words.ts';

const HOUR_MS = 3_600_000;
/** Digits that a float price is read with before it is put on the tick. */
const PLACES = 12;
/** An ATR is no price and lies on no tick. */
const ATR_PLACES = 8;

/** A setup that passed, with everything that was found out about it. */
export interface Candidate {
  readonly setup: Setup;
  readonly plan: Plan;
  readonly score: Score;
}

/** The condition that a candidate amounts to. */
export function draftOf(
  { setup, plan, score }: Candidate,
  context: StrategistContext,
  scene: Scene,
  atr: number,
  settings: SmcSettings,
  profile: SmcProfile,
): ConditionDraft {
  const { market, price, now } = context;
  const { side } = setup;
  const long = side === 'long';
  const regime = setup.regime === 'tight_smc' ? settings.tight : settings.wide;
  const entry = priceText(plan.entry, market);
  const invalidation = priceText(setup.invalidation, market);
  // Price has to come to the level from the side that it is on now. A crossing, so that a level long passed is not an entry.
  const rising = price < plan.entry;
  // Down to two decimals, so that the runner's trail has begun when target 2 is reached.
  const secondR = Math.floor((((plan.targets[1] - plan.entry) * signOf(side)) / plan.risk) * 100 + 1e-6) / 100;
  return {
    market: market.symbol,
    side,
    entry: { type: 'price', is: rising ? 'crossesAbove' : 'crossesBelow', level: entry },
    stop: priceText(plan.stop, market),
    targets: targetsOf(plan, regime.sharesPct, market),
    riskPct: context.riskPct,
    expiresAt: later(now, profile.expiryHours * HOUR_MS),
    invalidation: { type: 'candle', timeframe: profile.invalidation, closes: long ? 'below' : 'above', level: invalidation },
    exits: {
      trail: trailOf(secondR, settings.exits),
      breakEvenAfter: settings.exits.breakEvenAfter,
      timeLimitMs: profile.timeLimit.candles * TIMEFRAME_MS[profile.timeLimit.timeframe],
      atr: toText(fromNumber(atr, ATR_PLACES)),
    },
    thesis: thesisOf(setup, scene.bias, profile, market.symbol, { entry, invalidation, rising }),
    against: againstOf(score, plan, scene.adx, profile, settings.points),
    pattern: setup.pattern,
    regime: setup.regime,
    score: score.total,
    evidence: score.evidence.map(idOf),
    referencePrice: priceText(price, market),
  };
}

const priceText = (price: number, market: Market): string => toText(roundPrice(market, fromNumber(price, PLACES)));

function targetsOf(plan: Plan, [first, second]: readonly [number, number], market: Market): Target[] {
  const targets = [
    { price: priceText(plan.targets[0], market), sharePct: first },
    { price: priceText(plan.targets[1], market), sharePct: second },
  ];
  const rest = 100 - first - second;
  if (plan.final !== undefined) targets.push({ price: priceText(plan.final.price, market), sharePct: rest });
  // A share that is set to nothing takes its rung away.
  return targets.filter(({ sharePct }) => sharePct > 0);
}
