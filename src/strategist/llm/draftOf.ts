import { signOf } from '#src/analysis/smc/direction.ts';
import type { Settings } from '#src/config/settings.ts';
import type { Instant } from '#src/domain/clock.ts';
import { later } from '#src/domain/clock.ts';
import type { ConditionDraft } from '#src/domain/condition.ts';
import { fromNumber, toText } from '#src/domain/decimal.ts';
import { type Market, roundPrice } from '#src/domain/market.ts';
import { faultOfDraft } from '#src/domain/sense.ts';
import { trailOf } from '#src/strategist/smc/trail.ts';
import { describe } from '#src/triggers/describe.ts';
import { readableNumber } from '#src/triggers/readable.ts';
import type { Trigger } from '#src/triggers/trigger.ts';
import { plainWords } from './plainWords.ts';
import { PATTERN_REGIMES, type WireCondition } from './wire.ts';
import { wireFault } from './wireFault.ts';

const HOUR_MS = 3_600_000;
/** Digits that a float price is read with before it is put on the tick. */
const PLACES = 12;
/** An ATR is no price and lies on no tick. */
const ATR_PLACES = 8;
/** Farthest step of a trailing stop. */
const MOST_R = 100;

/** What a wire condition is read against. */
export interface DraftScene {
  readonly market: Market;
  readonly now: Instant;
  /** Last price, now. */
  readonly price: number;
  /** Round trip cost in basis points. */
  readonly costBps: number;
  /** Average true range of the timeframe that is asked on, quote units. */
  readonly atr: number;
  readonly settings: Settings;
  /** Ids of what the model was shown about the market. */
  readonly evidence: readonly string[];
}

type Read =
  /** `taken` says what was made smaller than the model asked for. */
  | { readonly draft: ConditionDraft; readonly taken: readonly string[] }
  /** A sentence that begins with a small letter. */
  | { readonly refused: string };

/**
 * The draft that a model's condition amounts to: prices on the tick, exits from the settings, size and lifetime within what the desk allows. What cannot be
 * meant is refused here, where the shared sense check could not see it; that check follows.
 */
export function draftOf(said: WireCondition, scene: DraftScene): Read {
  const { market, now, price, atr, settings, evidence } = scene;
  const { side } = said;
  const fault = wireFault(said, price);
  if (fault !== undefined) return { refused: fault };
  const thesis = plainWords(said.thesis, 300);
  if (thesis === '') return { refused: 'it has no thesis' };
  const entry = entryOf(said, market);
  if (entry === undefined) return { refused: 'it waits for a close and does not say of which timeframe' };
  const taken: string[] = [];
  const riskPct = Math.min(said.riskPct, settings.desk.riskPct);
  if (riskPct < said.riskPct) taken.push(`a risk of ${said.riskPct} % was asked for and ${riskPct} % is taken`);
  const hours = Math.min(said.expiryHours, settings.llm.expiryHours);
  if (hours < said.expiryHours) taken.push(`${said.expiryHours} h were asked for and ${hours} h are given`);
  const { exits } = settings.smc;
  const against = plainWords(said.against, 200);
  const draft: ConditionDraft = {
    market: market.symbol,
    side,
    entry,
    stop: priceText(said.stop, market),
    targets: said.targets.map(({ price: at, sharePct }) => ({ price: priceText(at, market), sharePct })),
    riskPct,
    expiresAt: later(now, hours * HOUR_MS),
    invalidation: invalidationOf(said, market),
    exits: {
      trail: trailOf(runnerR(said), exits),
      breakEvenAfter: Math.min(exits.breakEvenAfter, said.targets.length),
      timeLimitMs: 0,
      atr: toText(fromNumber(atr, ATR_PLACES)),
    },
    thesis,
    against: against === '' ? undefined : against,
    pattern: said.pattern ?? undefined,
    regime: said.pattern === null ? undefined : PATTERN_REGIMES[said.pattern],
    evidence: evidence.slice(0, 20),
    referencePrice: priceText(price, market),
  };
  const atLevel = closeFault(draft, scene);
  return atLevel === undefined ? { draft, taken } : { refused: atLevel };
}

/** The shared check measures an entry at a close from the price of now; the close will be beyond its level, and the idea has to make sense there too. */
function closeFault(draft: ConditionDraft, { market, now, price, costBps, settings }: DraftScene): string | undefined {
  const { entry } = draft;
  if (entry.type !== 'candle') return undefined;
  const crossing: ConditionDraft = { ...draft, entry: { type: 'price', is: 'above', level: entry.level } };
  return faultOfDraft(crossing, {
    now,
    market,
    price,
    deskMarkets: [market.symbol],
    costPct: costBps / 100,
    limits: settings.condition,
  });
}

/** `long, BTC/USDT crosses above 64,000, stop 62,900` */
export const inWords = ({ market, side, entry, stop }: ConditionDraft): string =>
  `${side}, ${describe(entry, market)}, stop ${readableNumber(stop)}`;

function entryOf({ entry }: WireCondition, market: Market): Trigger | undefined {
  const level = priceText(entry.price, market);
  const above = entry.kind.endsWith('_above');
  if (entry.kind === 'crosses_above' || entry.kind === 'crosses_below')
    return { type: 'price', is: above ? 'crossesAbove' : 'crossesBelow', level };
  return entry.timeframe === null ? undefined : { type: 'candle', timeframe: entry.timeframe, closes: above ? 'above' : 'below', level };
}

function invalidationOf({ invalidation }: WireCondition, market: Market): Trigger | undefined {
  if (invalidation === null) return undefined;
  const { kind, price, timeframe } = invalidation;
  return { type: 'candle', timeframe, closes: kind === 'closes_above' ? 'above' : 'below', level: priceText(price, market) };
}

/** From where on the rest runs behind the trailing stop: target 2, in R; the last one where there is none. Down to two decimals, so that the trail has begun there. */
function runnerR({ side, entry, stop, targets }: WireCondition): number {
  const far = (targets[1] ?? targets[0])?.price ?? entry.price;
  const risk = Math.abs(entry.price - stop);
  return Math.min(MOST_R, Math.max(0, Math.floor((((far - entry.price) * signOf(side)) / risk) * 100 + 1e-6) / 100));
}

const priceText = (price: number, market: Market): string => toText(roundPrice(market, fromNumber(price, PLACES)));
