import type { AppParts, RunningApp } from '#src/app.ts';
import type { Sourced } from '#src/config/load.ts';
import type { Candle } from '#src/domain/candle.ts';
import { type Instant, instant, later, toIso, VirtualClock } from '#src/domain/clock.ts';
import { type Condition, paramsHashOf } from '#src/domain/condition.ts';
import type { Market } from '#src/domain/market.ts';
import type { Timeframe } from '#src/domain/timeframe.ts';
import { rOf } from '#src/domain/trade.ts';
import { conditionRow } from '#src/ledger/conditions.ts';
import type { AnyEvent, EventData } from '#src/ledger/event.ts';
import { Ledger } from '#src/ledger/ledger.ts';
import type { ShadowEnd } from '#src/ledger/shadows.ts';
import { tradeOf } from '#src/ledger/trades.ts';
import type { Strategist } from '#src/strategist/port.ts';
import { timeframesOf } from '#src/triggers/needs.ts';
import { flatBefore, HandFeed } from './handFeed.ts';
import { liftedSettings } from './lifted.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** A position whose prices are missing for longer than this cannot be followed: its stop may have been hit in between. */
export const LONGEST_GAP_MS = 30 * MINUTE_MS;
/** A price that is always above. */
const ANY_PRICE = '0.000000000000000001';

export interface FollowerParts {
  readonly createApp: (parts: AppParts) => Promise<RunningApp>;
  readonly settings: Sourced;
  readonly condition: Condition;
  readonly market: Market;
  readonly startAt: Instant;
  /** Its trigger was true at `startAt` or within the minute after it: when it does not come true again, it is entered all the same. */
  readonly isEntered: boolean;
  /** Closed candles before the minute of `startAt`, for indicators and candles of triggers. */
  readonly before: readonly Candle[];
  readonly fundingPct: (market: string, at: Instant) => number;
  readonly report: (error: unknown) => void;
}

/** Which way the higher timeframe of a market turned, and when. */
export type BiasTurn = { readonly at: Instant } & EventData['bias.changed'];

/** The first candle that a condition which is followed from `startAt` needs: that of the minute before it. */
export const firstCandleAt = (startAt: Instant): Instant => instant(Math.floor(startAt / MINUTE_MS) * MINUTE_MS - MINUTE_MS);

/** Timeframes that a condition looks at. */
export const timeframesNeeded = ({ entry, invalidation }: Condition): Timeframe[] => [
  ...new Set([...timeframesOf(entry), ...(invalidation === undefined ? [] : timeframesOf(invalidation))]),
];

/**
 * One condition on paper: a Heron of its own on a ledger in memory, with the desk's capital and nothing else in its account, that is given the
 * candles of the market one by one. The same candles always come to the same end, so that it can be built anew after a restart.
 */
export class Follower {
  /** Opening of the candle that is wanted next. */
  cursor: Instant;
  ended: ShadowEnd | undefined;
  readonly #app: RunningApp;
  readonly #feed: HandFeed;
  readonly #parts: FollowerParts;
  readonly #turns: BiasTurn[] = [];
  /** Id of the condition that is at work here. */
  #id: string;
  #lastAt: Instant | undefined;
  #isProposed = false;

  private constructor(parts: FollowerParts, app: RunningApp, feed: HandFeed) {
    this.#parts = parts;
    this.#app = app;
    this.#feed = feed;
    this.#id = parts.condition.id;
    this.cursor = firstCandleAt(parts.startAt);
    app.ledger.listen((event) => this.#heard(event));
  }

  static async open(parts: FollowerParts): Promise<Follower> {
    const { settings, market, condition, startAt, before, fundingPct, report } = parts;
    const clock = new VirtualClock(firstCandleAt(startAt));
    const lifted = liftedSettings(settings, market.symbol);
    const { spreadBps, participationPct } = lifted.values.replay;
    const feed = new HandFeed({ market, before, fundingPct, spreadBps, participationPct });
    const ledger = new Ledger({ path: ':memory:', clock, report });
    const app = await parts.createApp({
      settings: lifted,
      ledger,
      clock,
      feed,
      strategist: silent(timeframesNeeded(condition)),
      kind: 'replay',
      source: `what ${condition.id} would have made`,
      ledgerId: `shadow ${condition.id}`,
      withJobs: false,
      report,
    });
    return new Follower(parts, app, feed);
  }

  get market(): string {
    return this.#parts.market.symbol;
  }

  get isInPosition(): boolean {
    return this.#app.ledger.memory.positions.size > 0;
  }

  /** The higher timeframe turned; told in order, before the candle in which it did. */
  turned(turn: BiasTurn): void {
    this.#turns.push(turn);
  }

  /** A closed candle, in order. One before the cursor is known already. */
  take(candle: Candle): void {
    if (this.ended !== undefined || candle.openedAt < this.cursor) return;
    if (this.#lastAt !== undefined && candle.openedAt - this.#lastAt - MINUTE_MS > LONGEST_GAP_MS && this.isInPosition) {
      this.#end({ status: 'lost', exit_reason: 'prices are missing' });
      return;
    }
    // What came after the close of the candle before comes before this one opens.
    if (this.#lastAt !== undefined) this.#turn(candle.openedAt);
    if (this.ended !== undefined) return;
    const isFirst = !this.#isProposed && candle.openedAt + MINUTE_MS > this.#parts.startAt;
    if (isFirst) this.#begin(candle);
    else this.#feed.give(candle);
    this.#app.engine.step();
    this.#lastAt = candle.openedAt;
    this.cursor = later(candle.openedAt, MINUTE_MS);
    this.#turn(this.cursor);
    if (this.#parts.isEntered && this.#isProposed && this.#id === this.#parts.condition.id) this.#enterAnyway();
  }

  /** No candle has come since the last one, and it is `now`: what can be said without prices. */
  miss(now: Instant): void {
    if (this.ended !== undefined || now - Math.max(this.cursor, this.#parts.startAt) <= LONGEST_GAP_MS) return;
    if (this.isInPosition) this.#end({ status: 'lost', exit_reason: 'prices are missing' });
    else if (now >= this.#parts.condition.expiresAt) this.#end({ status: 'untriggered', exit_reason: 'its trigger did not come in time' });
  }

  lose(reason: string): void {
    this.#end({ status: 'lost', exit_reason: reason });
  }

  close(): void {
    this.#app.ledger.close();
  }

  /** The first candle in which it counts. The minute before it is there for the price before, and because guards clear nothing without it. */
  #begin(candle: Candle): void {
    const { startAt, condition } = this.#parts;
    if (this.#lastAt === undefined) {
      this.#feed.give(flatBefore(candle));
      this.#app.engine.step();
    }
    if (candle.openedAt < startAt) {
      this.#feed.giveFrom(candle, startAt, () => this.#propose(condition));
      return;
    }
    this.#app.clock.now() < startAt && this.#advance(startAt);
    this.#propose(condition);
    this.#feed.give(candle);
  }

  #advance(at: Instant): void {
    (this.#app.clock as VirtualClock).advanceTo(at);
  }

  /** Its policy approves everything at once. */
  #propose(condition: Condition): void {
    this.#isProposed = true;
    const { ledger } = this.#app;
    const data = conditionRow({ ...condition, status: 'proposed' });
    const actor = `strategist:${condition.strategist}`;
    (ledger as Ledger).transact((tx) => tx.append({ kind: 'condition.proposed', subject: condition.id, actor, data }));
  }

  /** Where it was triggered there, it is entered here: at the next quote, if candles alone do not show why. */
  #enterAnyway(): void {
    const { condition } = this.#parts;
    if (this.ended !== undefined || this.#app.ledger.memory.conditions.get(condition.id)?.status === 'triggered') return;
    this.#id = `${condition.id}.now`;
    this.#app.sniper.disarm(condition.id, 'shadow');
    const expiresAt = later(this.cursor, HOUR_MS);
    const draft = { ...condition, entry: { type: 'price', is: 'above', level: ANY_PRICE } as const, expiresAt };
    this.#propose({ ...draft, id: this.#id, createdAt: this.cursor, paramsHash: paramsHashOf(draft, draft.deskId, draft.accountId) });
  }

  #turn(until: Instant): void {
    while ((this.#turns[0]?.at ?? Number.POSITIVE_INFINITY) <= until) {
      const { at: _, ...data } = this.#turns.shift() as BiasTurn;
      const actor = `strategist:${data.strategist}`;
      (this.#app.ledger as Ledger).transact((tx) => tx.append({ kind: 'bias.changed', subject: this.market, actor, data }));
    }
  }

  #heard(event: AnyEvent): void {
    if (event.kind === 'trade.closed') {
      const trade = tradeOf(event.data);
      this.ended = {
        status: 'closed',
        entered_at: toIso(trade.openedAt),
        ended_at: toIso(trade.closedAt),
        exit_reason: trade.exitReason,
        r: rOf(trade),
      };
      return;
    }
    if (event.subject !== this.#id) return;
    if (event.kind === 'condition.denied') this.#end({ status: 'untriggered', exit_reason: `denied by ${event.data.guard}` });
    if (event.kind === 'condition.closed') this.#end({ status: 'untriggered', exit_reason: event.data.reason });
    const isSecondTry = this.#parts.isEntered && this.#id === this.#parts.condition.id;
    if ((event.kind === 'condition.expired' || event.kind === 'condition.disarmed') && !isSecondTry)
      this.#end({ status: 'untriggered', exit_reason: event.data.reason });
  }

  #end({ status, exit_reason }: Pick<ShadowEnd, 'status' | 'exit_reason'>): void {
    this.ended ??= { status, entered_at: null, ended_at: toIso(this.#app.clock.now()), exit_reason, r: null };
  }
}

/** Proposes nothing by itself. */
const silent = (timeframes: readonly Timeframe[]): Strategist => ({
  name: 'shadow',
  forMarket: () => ({
    timeframes,
    asks: '1d',
    candle: () => undefined,
    decide: () => ({ outcome: 'nothing', reasons: ['it only follows'], drafts: [] }),
    bias: () => 'neutral',
  }),
});
