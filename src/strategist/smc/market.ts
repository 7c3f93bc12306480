import { Bias } from '#src/analysis/smc/bias.ts';
import { Structures } from '#src/analysis/smc/structures.ts';
import type { Candle } from '#src/domain/candle.ts';
import type { ConditionDraft, Side } from '#src/domain/condition.ts';
import { placesOf, toNumber } from '#src/domain/decimal.ts';
import type { Market } from '#src/domain/market.ts';
import type { Timeframe } from '#src/domain/timeframe.ts';
import type { Decision, MarketStrategist, StrategistContext } from '#src/strategist/port.ts';
import { readableNumber } from '#src/triggers/readable.ts';
import { Cooldowns } from './cooldowns.ts';
import { type Candidate, draftOf } from './draft.ts';
import { type NoPlan, planOf } from './plan.ts';
import { type Scene, scoreOf } from './score.ts';
import type { SmcProfile, SmcSettings } from './settings.ts';
import { type Setup, setupsOf } from './setups.ts';
import { noPlanText, PATTERN_WORDS, pointsText } from './words.ts';

/** What came of one side. */
interface Answer {
  readonly candidate?: Candidate | undefined;
  readonly waiting: boolean;
  /** Points missing to the gate; decides which side's reason is said first. */
  readonly shortBy: number;
  readonly reasons: readonly string[];
}

const wait = (reason: string): Answer => ({ waiting: true, shortBy: Number.POSITIVE_INFINITY, reasons: [reason] });
const nothing = (reason: string, shortBy = Number.POSITIVE_INFINITY): Answer => ({ waiting: false, shortBy, reasons: [reason] });

/** The `smc` strategist for one market: structures of each timeframe, and a decision whenever it is asked. */
export class SmcMarket implements MarketStrategist {
  readonly timeframes: readonly Timeframe[];
  readonly asks: Timeframe;
  readonly #settings: SmcSettings;
  readonly #profile: SmcProfile;
  readonly #tick: number;
  readonly #places: number;
  #bias: Bias;
  /** Decision timeframe first, then the refinements from coarse to fine. */
  #views: readonly [Structures, ...Structures[]];
  readonly #cooldowns: Cooldowns;

  constructor(market: Market, settings: SmcSettings) {
    const profile = settings.profiles[settings.profile];
    this.#settings = settings;
    this.#profile = profile;
    this.#tick = toNumber(market.tick);
    this.#places = placesOf(market.tick);
    this.#bias = this.#newBias();
    this.#views = [this.#newView(profile.decision), ...profile.refinement.map((timeframe) => this.#newView(timeframe))];
    this.#cooldowns = new Cooldowns(settings.cooldown);
    this.timeframes = [...new Set([profile.bias.timeframe, profile.decision, ...profile.refinement])];
    this.asks = profile.asks;
  }

  candle(timeframe: Timeframe, candle: Candle): void {
    if (timeframe === this.#profile.bias.timeframe) this.#bias.update(candle);
    for (const view of this.#views) if (view.timeframe === timeframe) view.update(candle);
  }

  gap(timeframes: readonly Timeframe[]): void {
    const [decision, ...refinements] = this.#views;
    const after = (view: Structures): Structures => (timeframes.includes(view.timeframe) ? this.#newView(view.timeframe) : view);
    this.#views = [after(decision), ...refinements.map(after)];
    if (timeframes.includes(this.#profile.bias.timeframe)) this.#bias = this.#newBias();
  }

  bias(): Side | 'neutral' {
    return this.#bias.side;
  }

  decide(context: StrategistContext): Decision {
    const { now } = context;
    const bias = this.#bias.describe();
    const [decision] = this.#views;
    const { atr, seen, timeframe } = decision;
    if (atr === undefined) {
      const needed = this.#settings.structures.atrLength;
      return { outcome: 'waiting', reasons: [`too few ${timeframe} candles to measure with: ${seen} of ${needed}`, bias], drafts: [] };
    }
    const pause = this.#cooldowns.market(now, context.lastTrade);
    if (pause !== undefined) return { outcome: 'waiting', reasons: [pause, bias], drafts: [] };
    const scene: Scene = { now, views: this.#views, bias: this.#bias.side, adx: decision.adx, costBps: context.costBps };
    const answers = [this.#side('long', context, scene, atr), this.#side('short', context, scene, atr)].sort((a, b) =>
      a.shortBy < b.shortBy ? -1 : a.shortBy > b.shortBy ? 1 : 0,
    );
    const drafts: ConditionDraft[] = [];
    for (const { candidate } of answers) {
      if (candidate === undefined) continue;
      this.#cooldowns.proposed(candidate.setup.structure, now);
      drafts.push(draftOf(candidate, context, scene, atr, this.#settings, this.#profile));
    }
    const outcome = drafts.length > 0 ? 'proposed' : answers.some((answer) => answer.waiting) ? 'waiting' : 'nothing';
    return { outcome, reasons: [...answers.flatMap((answer) => answer.reasons), bias], drafts };
  }

  #newView = (timeframe: Timeframe): Structures => new Structures(timeframe, this.#settings.structures);

  #newBias = (): Bias => new Bias(this.#profile.bias.timeframe, this.#profile.bias.emaLength, this.#settings.neutralBps);

  /** The best setup of a side, or why there is none. */
  #side(side: Side, context: StrategistContext, scene: Scene, atr: number): Answer {
    const { price, now } = context;
    if (side === 'short' && !context.allowShort) return nothing('no short: this market is traded long only');
    if (scene.bias !== 'neutral' && scene.bias !== side) return nothing(`no ${side}: the bias is ${scene.bias}`);
    if (context.busy[side]) return wait(`no second ${side}: one is proposed, armed or open already`);
    const { entry, fib } = this.#settings;
    const reach = Math.min(entry.maxDistanceAtr * atr, (entry.maxDistancePct / 100) * price);
    const legs = this.#views.flatMap((view) => view.leg(side) ?? []);
    const terms = { atr, tick: this.#tick, costBps: scene.costBps, finest: this.#views.length - 1, legs };
    let best: Candidate | undefined;
    let bestShort = Number.POSITIVE_INFINITY;
    let unplanned: (NoPlan & { readonly setup: Setup }) | undefined;
    let resting: string | undefined;
    for (const setup of setupsOf(side, this.#views, price, now, entry.offsetAtr * atr, fib)) {
      const distance = Math.abs(setup.entry - price);
      // Nearer than a tick there is nothing left to cross.
      if (distance > reach || distance < this.#tick) continue;
      const plan = planOf(setup, terms, this.#settings);
      if ('fault' in plan) {
        unplanned ??= { ...plan, setup };
        continue;
      }
      const score = scoreOf(setup, plan, scene, this.#settings);
      const shortBy = this.#gate(setup.regime, scene.bias) - score.total;
      // Of equals the nearer entry is the likelier one.
      if (best !== undefined && (shortBy > bestShort || (shortBy === bestShort && distance >= Math.abs(best.plan.entry - price)))) continue;
      const pause = this.#cooldowns.structure(setup.structure, now);
      if (pause !== undefined) {
        resting ??= pause;
        continue;
      }
      best = { setup, plan, score };
      bestShort = shortBy;
    }
    if (best !== undefined) return this.#judge(best, bestShort, scene.bias);
    if (resting !== undefined) return wait(`no ${side}: ${resting}`);
    if (unplanned !== undefined) return nothing(`no ${side}: ${this.#name(unplanned.setup)}: ${noPlanText(unplanned)}`);
    return nothing(
      `no ${side}: no order block, gap or break of structure offers an entry within ${reach.toFixed(this.#places)} of the price`,
    );
  }

  #judge(best: Candidate, shortBy: number, bias: Side | 'neutral'): Answer {
    const passes = shortBy <= 0;
    const gate = this.#gate(best.setup.regime, bias);
    const verdict = passes ? 'reaches' : 'is under';
    const reason = `score ${best.score.total} ${verdict} the gate ${gate} (${pointsText(best.score)}): ${this.#name(best.setup)}`;
    return { candidate: passes ? best : undefined, waiting: false, shortBy, reasons: [reason] };
  }

  /** `order block retest, long at 23,400 on 1h` */
  #name({ pattern, side, entry, structure }: Setup): string {
    return `${PATTERN_WORDS[pattern]}, ${side} at ${readableNumber(entry.toFixed(this.#places))} on ${structure.timeframe}`;
  }

  #gate(regime: Candidate['setup']['regime'], bias: Side | 'neutral'): number {
    const { gate } = regime === 'tight_smc' ? this.#settings.tight : this.#settings.wide;
    return bias === 'neutral' ? gate.neutral : gate.aligned;
  }
}
