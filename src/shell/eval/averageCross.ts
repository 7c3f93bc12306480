import { type Indicator, indicatorOf } from '#src/analysis/indicators.ts';
import type { Candle } from '#src/domain/candle.ts';
import { later } from '#src/domain/clock.ts';
import type { ConditionDraft, Side } from '#src/domain/condition.ts';
import { fromNumber, toText } from '#src/domain/decimal.ts';
import { roundPrice } from '#src/domain/market.ts';
import type { Timeframe } from '#src/domain/timeframe.ts';
import type { Decision, MarketStrategist, Strategist, StrategistContext } from '#src/strategist/port.ts';
import { atNextPrice } from './atNextPrice.ts';

/** Hours, as they are commonly taken; chosen once, before anything was measured. */
export const FAST = 12;
export const SLOW = 48;
const ATR_LENGTH = 14;
const STOP_ATR = 2;
/** Far enough never to be the reason why it is left. */
const TARGET_R = 50;
const HOUR_MS = 3_600_000;

/**
 * The moving-average rule: in at the first price after the mean of the last 12 hourly closes has crossed that of the last 48, in its direction (down only
 * where a market can be sold short); out when it crosses back, or at a stop two average true ranges away.
 */
class CrossMarket implements MarketStrategist {
  readonly timeframes = ['1h'] as const;
  readonly asks = '1h';
  readonly #fast: Indicator = indicatorOf({ name: 'sma', length: FAST });
  readonly #slow: Indicator = indicatorOf({ name: 'sma', length: SLOW });
  readonly #atr: Indicator = indicatorOf({ name: 'atr', length: ATR_LENGTH });
  #side: Side | 'neutral' = 'neutral';
  #crossed = false;

  candle(_timeframe: Timeframe, candle: Candle): void {
    for (const one of [this.#fast, this.#slow, this.#atr]) one.update(candle);
    const [fast, slow] = [this.#fast.value?.now, this.#slow.value?.now];
    if (fast === undefined || slow === undefined || fast === slow) return;
    const side = fast > slow ? 'long' : 'short';
    this.#crossed = side !== this.#side && this.#side !== 'neutral';
    this.#side = side;
  }

  decide(context: StrategistContext): Decision {
    const atr = this.#atr.value?.now;
    const side = this.#side;
    if (!this.#crossed || side === 'neutral' || atr === undefined || (side === 'short' && !context.allowShort))
      return { outcome: 'nothing', reasons: ['the averages have not crossed'], drafts: [] };
    this.#crossed = false;
    return { outcome: 'proposed', reasons: [`the mean of ${FAST} h crossed that of ${SLOW} h`], drafts: [draftOf(context, side, atr)] };
  }

  bias(): Side | 'neutral' {
    return this.#side;
  }
}

function draftOf({ market, price, now, riskPct }: StrategistContext, side: Side, atr: number): ConditionDraft {
  const sign = side === 'long' ? 1 : -1;
  const priceText = (at: number): string => toText(roundPrice(market, fromNumber(Math.max(at, price / 100), 12)));
  const entry = priceText(price);
  return {
    market: market.symbol,
    side,
    entry: atNextPrice(entry),
    stop: priceText(price - sign * STOP_ATR * atr),
    targets: [{ price: priceText(price + sign * STOP_ATR * TARGET_R * atr), sharePct: 100 }],
    riskPct,
    expiresAt: later(now, HOUR_MS),
    exits: { trail: [], breakEvenAfter: 0, timeLimitMs: 0, atr: toText(fromNumber(atr, 8)) },
    thesis: `The mean of ${FAST} hourly closes crossed that of ${SLOW}.`,
    evidence: [],
    referencePrice: entry,
  };
}

export const averageCross: Strategist = { name: 'average', forMarket: () => new CrossMarket() };
