import type { Sourced } from '#src/config/load.ts';
import { later } from '#src/domain/clock.ts';
import type { ConditionDraft } from '#src/domain/condition.ts';
import { fromNumber, toText } from '#src/domain/decimal.ts';
import { roundPrice } from '#src/domain/market.ts';
import type { Decision, Strategist, StrategistContext } from '#src/strategist/port.ts';
import { atNextPrice } from './atNextPrice.ts';

/** A condition can risk 10 % of equity at most; with a stop 80 % below, that buys an eighth of it. */
const PARTS = 8;
const STOP_SHARE = 0.2;
const RISK_PCT = 9.9;
const HOUR_MS = 3_600_000;
/** Above every figure that a limit can be held against. */
const OFF = 1_000_000;

/** Buys with all of the capital in the first minutes, a part in each, and keeps it; what is left to do at the end is for whoever runs it. */
export const buyAndHold: Strategist = {
  name: 'hold',
  forMarket() {
    let bought = 0;
    return {
      timeframes: ['1m'],
      asks: '1m',
      candle: () => undefined,
      bias: () => 'neutral',
      decide(context) {
        if (bought === PARTS) return HOLDING;
        bought++;
        return { outcome: 'proposed', reasons: [`part ${bought} of ${PARTS}`], drafts: [part(context, bought)] };
      },
    };
  },
};

const HOLDING: Decision = { outcome: 'nothing', reasons: ['it holds what it bought'], drafts: [] };

function part({ market, price, now }: StrategistContext, number: number): ConditionDraft {
  const priceText = (at: number): string => toText(roundPrice(market, fromNumber(at, 12)));
  const entry = priceText(price);
  return {
    market: market.symbol,
    side: 'long',
    entry: atNextPrice(entry),
    // Parts that are alike would be merged into one.
    stop: priceText(price * (STOP_SHARE - number / 1000)),
    targets: [{ price: priceText(price * 100), sharePct: 100 }],
    riskPct: RISK_PCT,
    expiresAt: later(now, HOUR_MS),
    exits: { trail: [], breakEvenAfter: 0, timeLimitMs: 0, atr: toText(fromNumber(price / 100, 8)) },
    thesis: 'Buy and hold.',
    evidence: [],
    referencePrice: entry,
  };
}

/** The settings with the limits that would not let anybody hold one thing with all of the capital taken away. */
export function withoutLimits({ values, ...rest }: Sourced): Sourced {
  return {
    ...rest,
    values: {
      ...values,
      // All of it at once: how it is bought is not the question here.
      replay: { ...values.replay, participationPct: OFF },
      policy: { ...values.policy, autopilot: true, neverAbovePct: OFF },
      condition: { ...values.condition, sameMarketAndSide: true },
      guards: {
        ...values.guards,
        riskPct: OFF,
        openPositions: PARTS,
        positionsPerMarket: PARTS,
        marketExposurePct: 100,
        venueExposurePct: 100,
        grossExposurePct: 100,
        personDayPct: OFF,
        dailyLossPct: OFF,
        drawdownDegradedPct: OFF,
        drawdownHaltPct: OFF,
      },
    },
  };
}
