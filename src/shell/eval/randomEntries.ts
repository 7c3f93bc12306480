import { Bias } from '#src/analysis/smc/bias.ts';
import type { Settings } from '#src/config/settings.ts';
import { type Instant, later } from '#src/domain/clock.ts';
import type { ConditionDraft, ExitPlan, Side } from '#src/domain/condition.ts';
import { fromNumber, toText } from '#src/domain/decimal.ts';
import { type Market, roundPrice } from '#src/domain/market.ts';
import { type Rng, seededRng, seedOf } from '#src/domain/rng.ts';
import { likelyEntry } from '#src/domain/sense.ts';
import { conditionById } from '#src/ledger/conditions.ts';
import type { Reader } from '#src/ledger/core.ts';
import { tradesInOrder } from '#src/ledger/trades.ts';
import type { Strategist, StrategistContext } from '#src/strategist/port.ts';
import { atNextPrice } from './atNextPrice.ts';

const HOUR_MS = 3_600_000;

/** How a trade was meant to be left, without when it was entered. Distances are fractions of the entry price. */
export interface ExitShape {
  readonly side: Side;
  readonly stop: number;
  readonly targets: readonly { readonly at: number; readonly sharePct: number }[];
  readonly atr: number;
  readonly exits: Omit<ExitPlan, 'atr'>;
  readonly regime: string | undefined;
}

/** The exit plans of all closed trades of a ledger, in order. */
export function exitShapesOf(ledger: Reader): ExitShape[] {
  return tradesInOrder(ledger).flatMap(({ trade }) => {
    const condition = conditionById(ledger, trade.conditionId);
    if (condition === undefined) return [];
    const { side, exits, regime } = condition;
    const entry = likelyEntry(condition, Number(condition.referencePrice));
    const { atr, ...plan } = exits;
    return [
      {
        side,
        stop: Number(condition.stop) / entry,
        targets: condition.targets.map(({ price, sharePct }) => ({ at: Number(price) / entry, sharePct })),
        atr: Number(atr) / entry,
        exits: plan,
        regime,
      },
    ];
  });
}

interface RandomOptions {
  readonly seed: number;
  readonly shapes: readonly ExitShape[];
  readonly from: Instant;
  readonly to: Instant;
  readonly settings: Settings;
}

/** Enters as often as others did, with the exits of theirs, at moments that are drawn. While it holds something, what is due waits. */
export function randomEntries({ seed, shapes, from, to, settings }: RandomOptions): Strategist {
  const rng = seededRng(seedOf('random entries', seed));
  const plans = shuffled(shapes, rng);
  const moments = plans.map(() => from + Math.floor(rng.next() * (to - from))).sort((a, b) => a - b);
  const { smc } = settings;
  const { bias } = smc.profiles[smc.profile];
  return {
    name: 'random',
    forMarket() {
      // The exit because the bias has turned is one of the exits of the others too.
      const leaning = new Bias(bias.timeframe, bias.emaLength, smc.neutralBps);
      let next = 0;
      return {
        timeframes: ['1m', bias.timeframe],
        asks: '1m',
        candle: (timeframe, candle) => {
          if (timeframe === bias.timeframe) leaning.update(candle);
        },
        bias: () => leaning.side,
        decide(context) {
          const plan = plans[next];
          const isDue = (moments[next] ?? Number.POSITIVE_INFINITY) <= context.now;
          if (plan === undefined || !isDue || context.busy.long || context.busy.short)
            return { outcome: 'nothing', reasons: NOT_YET, drafts: [] };
          next++;
          return { outcome: 'proposed', reasons: ['its moment was drawn'], drafts: [draftOf(plan, context)] };
        },
      };
    },
  };
}

const NOT_YET = ['its moment has not come'];

function draftOf(
  { side, stop, targets, atr, exits, regime }: ExitShape,
  { market, price, now, riskPct }: StrategistContext,
): ConditionDraft {
  const at = (share: number): string => priceText(market, price * share);
  return {
    market: market.symbol,
    side,
    entry: atNextPrice(at(1)),
    stop: at(stop),
    targets: targets.map((one) => ({ price: at(one.at), sharePct: one.sharePct })),
    riskPct,
    expiresAt: later(now, HOUR_MS),
    exits: { ...exits, atr: toText(fromNumber(price * atr, 8)) },
    thesis: 'The moment was drawn.',
    regime,
    evidence: [],
    referencePrice: at(1),
  };
}

const priceText = (market: Market, price: number): string => toText(roundPrice(market, fromNumber(price, 12)));

/** Fisher and Yates. */
function shuffled<T>(list: readonly T[], rng: Rng): T[] {
  const out = [...list];
  for (let i = out.length - 1; i > 0; i--) {
    const j = Math.floor(rng.next() * (i + 1));
    [out[i], out[j]] = [out[j] as T, out[i] as T];
  }
  return out;
}
