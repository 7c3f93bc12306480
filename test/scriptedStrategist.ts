import { type Instant, later } from '#src/domain/clock.ts';
import type { ConditionDraft, Side, Target } from '#src/domain/condition.ts';
import type { Strategist } from '#src/strategist/port.ts';
import type { Trigger } from '#src/triggers/trigger.ts';

const HOUR_MS = 3_600_000;

/** What a test wants proposed. Prices are numbers; what is left out is filled in so that the shipped settings let it pass. */
export interface Idea extends Partial<Omit<ConditionDraft, 'entry' | 'stop' | 'targets'>> {
  /** A trigger; or a price, which is to be crossed in the direction of the trade. */
  readonly entry?: Trigger | number;
  readonly stop?: number;
  /** Price and percent of the position. */
  readonly targets?: readonly (readonly [price: number, sharePct: number])[];
  /** Hours until it expires, when `expiresAt` is not given. */
  readonly hours?: number;
}

/** The whole draft of an idea at a price: by default a long in BTC/USDT that crosses half a percent above, 2 % of stop, targets at 1.5 R and 3 R. */
export function draftOf({ entry, stop, targets, hours = 6, ...rest }: Idea, price: number, now: Instant): ConditionDraft {
  const side: Side = rest.side ?? 'long';
  const sign = side === 'long' ? 1 : -1;
  const wanted = typeof entry === 'object' ? price : (entry ?? round(price * (1 + 0.005 * sign)));
  const stopAt = stop ?? round(wanted * (1 - 0.02 * sign));
  const risk = Math.abs(wanted - stopAt);
  const ladder = targets ?? [
    [round(wanted + 1.5 * risk * sign), 50],
    [round(wanted + 3 * risk * sign), 50],
  ];
  return {
    market: 'BTC/USDT',
    side,
    entry:
      typeof entry === 'object' ? entry : { type: 'price', is: side === 'long' ? 'crossesAbove' : 'crossesBelow', level: String(wanted) },
    stop: String(stopAt),
    targets: ladder.map(([at, sharePct]): Target => ({ price: String(at), sharePct })),
    riskPct: 1,
    expiresAt: later(now, hours * HOUR_MS),
    exits: { trail: [], breakEvenAfter: 1, timeLimitMs: 0, atr: String(round(risk)) },
    thesis: 'A fresh break of structure on 1h is holding. Enter when price goes beyond it.',
    pattern: 'momentum_breakout',
    regime: 'wide_structure',
    score: 71,
    evidence: ['break:1h'],
    referencePrice: String(price),
    ...rest,
  };
}

/** A price that reads well: five significant digits. */
const round = (price: number): number => Number(price.toPrecision(6));

/** A strategist that says what a test tells it to say; on its own it proposes nothing. */
export class ScriptedStrategist implements Strategist {
  readonly name = 'smc';
  /** What it answers when it is asked next; taken once. */
  drafts: readonly ConditionDraft[] = [];
  /** Why it has nothing to say. */
  reasons: readonly string[] = ['no structure on 1h stands at the price'];
  readonly biases = new Map<string, 'long' | 'short' | 'neutral'>();

  forMarket({ symbol }: Parameters<Strategist['forMarket']>[0]): ReturnType<Strategist['forMarket']> {
    return {
      timeframes: ['5m', '1h'],
      asks: '1h',
      candle: () => undefined,
      decide: () => {
        const drafts = this.drafts.filter(({ market }) => market === symbol);
        this.drafts = this.drafts.filter(({ market }) => market !== symbol);
        return drafts.length > 0
          ? { outcome: 'proposed', reasons: ['score 71 of 60 needed'], drafts }
          : { outcome: 'nothing', reasons: this.reasons, drafts };
      },
      bias: () => this.biases.get(symbol) ?? 'neutral',
    };
  }
}
