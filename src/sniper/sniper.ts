import type { Candle } from '#src/domain/candle.ts';
import type { Instant } from '#src/domain/clock.ts';
import type { Condition } from '#src/domain/condition.ts';
import { roundTripCostPct } from '#src/domain/cost.ts';
import { toNumber } from '#src/domain/decimal.ts';
import type { Quote } from '#src/domain/quote.ts';
import { GUARDS } from '#src/guards/index.ts';
import { recentTrades } from '#src/ledger/trades.ts';
import type { TriggerView } from '#src/triggers/trigger.ts';
import { adoptExit } from './adopt.ts';
import { type Answer, answer, askPolicy, expire, type Question } from './answer.ts';
import { consider, stillArmed } from './consider.ts';
import { DayBook } from './dayBook.ts';
import type { SniperDeps } from './deps.ts';
import { setDeskStatus } from './deskStatus.ts';
import { disarmByHand } from './disarm.ts';
import { distancePct } from './distance.ts';
import { type Edited, type EditRequest, edit } from './edit.ts';
import { type Halted, halt, resume } from './halt.ts';
import { type Acted, cancelOrder, closePosition, flatten, limitsInUse } from './hand.ts';
import { endLockdown, type LockedDown, lockDown } from './lockdown.ts';
import { manage } from './manage.ts';
import { type Closed, isMet, MarketView, NOTHING_CLOSED } from './marketView.ts';
import { MarketWatch } from './marketWatch.ts';
import { mend } from './mend.ts';
import { MinuteMoves } from './moves.ts';
import { nakedReason } from './naked.ts';
import { type Preview, preview } from './preview.ts';
import { keepPosition } from './queuedClose.ts';
import { type Recovered, recover } from './recover.ts';
import { RiskWatch } from './riskWatch.ts';
import { type ReadSink, sinkOf } from './sink.ts';
import { RECENT_TRADES, recentOf, type SniperState } from './state.ts';
import { Tally } from './tally.ts';
import { Valuation } from './valuation.ts';

/** Waits and executes. It is asked once per quote and once per closed minute; it asks nobody between trigger and order. */
export class Sniper {
  readonly #state: SniperState;
  /** Where reports about orders become rows: for the venue, and for whoever reads it. */
  readonly sink: ReadSink;
  #nextExpiry = Number.NEGATIVE_INFINITY;
  readonly #risk: RiskWatch;

  constructor(deps: SniperDeps) {
    const { ledger, quotes, clock } = deps;
    this.#state = {
      ...deps,
      watches: new Map(),
      trades: new Map(),
      valuations: new Map(),
      riskMeters: new Map(),
      moves: new MinuteMoves(),
      tally: new Tally(ledger, clock.now()),
      dayBook: new DayBook(ledger, () => roundTripCostPct(deps.venue.profile)),
      recent: new Map(),
      shockUntil: undefined,
      canceling: new Map(),
      causes: new Map(),
    };
    this.#risk = new RiskWatch(this.#state);
    for (const market of ledger.memory.markets.values()) this.#state.watches.set(market.symbol, new MarketWatch(market));
    for (const account of ledger.memory.accounts.values())
      this.#state.valuations.set(account.id, new Valuation(ledger, quotes, account.id));
    this.sink = sinkOf(this.#state);
    deps.venue.connect(this.sink);
    ledger.listen((event) => {
      this.#state.dayBook.note(event);
      if (event.kind === 'condition.proposed') this.#proposed(event.data.id, event.seq, event.actor);
      if (event.kind === 'bias.changed') this.#biasChanged(event.subject, event.data.after, event.seq);
      if (event.kind === 'capital.moved') this.#state.riskMeters.get(event.data.account_id)?.transferred(Number(event.data.value ?? 0));
      if (event.kind === 'capital.deposited') this.#state.riskMeters.get(event.data.account_id)?.transferred(Number(event.data.amount));
    });
  }

  /** Takes up what the ledger holds; called once, before the first quote. */
  async start(): Promise<Recovered> {
    const { ledger, recent } = this.#state;
    this.#risk.start();
    for (const desk of ledger.memory.desks.values()) {
      const closed = recentTrades(ledger, RECENT_TRADES).filter(({ deskId }) => deskId === desk.id);
      recent.set(
        desk.id,
        closed.map((trade) => recentOf(trade, toNumber(trade.pnl))),
      );
    }
    return recover(this.#state);
  }

  /** One turn for one market, after its quote was stored. A quote in the quiet band costs a handful of comparisons. */
  tick(quote: Quote): void {
    const watch = this.#state.watches.get(quote.market);
    if (watch === undefined) return;
    this.#state.moves.quote(quote);
    if (quote.at >= this.#nextExpiry) this.#expireConditions(quote.at);
    const price = quote.last;
    if (price < watch.up && price > watch.down && !watch.restless) {
      watch.before = price;
      return;
    }
    const { before } = watch;
    watch.before = price;
    watch.restless = false;
    const view = this.#view(quote.market, { now: price, before: Number.isNaN(before) ? undefined : before }, quote.at, NOTHING_CLOSED);
    for (const condition of watch.touched(before, price)) consider(this.#state, condition, watch, view, quote, NOTHING_CLOSED);
    this.#manageTrades(watch, view, price);
    watch.settle(price);
  }

  /** Nobody could hear the prices of a market for a while: what is armed is looked at with the next one as after a start, and nothing crosses. */
  reopened(market: string): void {
    this.#state.watches.get(market)?.reopen();
  }

  /** After all candles that closed at a moment were stored. `isLate`: long ago; that may end something, and begins nothing. */
  candlesClosed(market: string, closed: Closed, minute: Candle, isLate = false): void {
    const watch = this.#state.watches.get(market);
    const quote = this.#state.quotes.get(market);
    if (watch === undefined || quote === undefined) return;
    this.#state.moves.candle(market, minute);
    this.#risk.minute(quote.at);
    const slow = watch.slow();
    watch.forgetCloses();
    if (slow.length === 0 && watch.trades.length === 0) return;
    // No price is "before": a crossing belongs to the quote that made it.
    const view = this.#view(market, { now: quote.last, before: undefined }, quote.at, closed);
    for (const condition of slow) {
      if (isLate) stillArmed(this.#state, condition, view);
      else consider(this.#state, condition, watch, view, quote, closed);
    }
    this.#manageTrades(watch, view, quote.last);
    watch.settle(quote.last);
  }

  /** Nearest last price at which something here could happen. */
  nextLevel(market: string, from: number, direction: 'up' | 'down'): number {
    const none = direction === 'up' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
    return this.#state.watches.get(market)?.nextLevel(from, direction) ?? none;
  }

  /** True when the very next price of a market matters, whatever it is. */
  waits(market: string): boolean {
    return this.#state.watches.get(market)?.waits === true;
  }

  answer(question: Question): Answer {
    const answered = answer(this.#state, question);
    this.#nextExpiry = Number.NEGATIVE_INFINITY;
    return answered;
  }

  edit = (request: EditRequest): Edited => edit(this.#state, request);

  /** What would be said to a condition if it triggered now. Changes nothing. */
  preview = (condition: Condition): Preview | undefined => preview(this.#state, condition);

  disarm = (id: string, actor: string): Acted => disarmByHand(this.#state, id, actor);

  closePosition = (tradeId: string, actor: string): Acted => closePosition(this.#state, tradeId, actor);

  /** Takes back a close that waits for its market. */
  keepPosition = (tradeId: string, actor: string): Acted => keepPosition(this.#state, tradeId, actor);

  /** Cancels every entry and closes every position at the market; each of these orders can only reduce. */
  flatten = (actor: string): readonly Acted[] => flatten(this.#state, actor);

  /** Books an exit that somebody made outside of Heron; false when no position is large enough. */
  adoptExit = (exit: Parameters<typeof adoptExit>[1]): boolean => adoptExit(this.#state, exit);

  /** What is no longer true of positions and orders is looked at again: stops that are missing, orders that were to be canceled. */
  mend = (): void => mend(this.#state);

  /** Why a position has no stop at the venue, as far as Heron knows; undefined when one rests there or the venue has none to give. */
  nakedReason = (tradeId: string, unseen?: ReadonlySet<string>): string | undefined => nakedReason(this.#state, tradeId, unseen);

  cancelOrder = (orderId: string, actor: string): Acted => cancelOrder(this.#state, orderId, actor);

  /** No new risk from the commit of this row on. Twice is the same as once. */
  halt = (reason: string, actor: string): Halted => halt(this.#state, reason, actor);

  resume = (reason: string, actor: string): Acted => resume(this.#state, reason, actor);

  /** A halt that no chat can end, and no yes from any of them until an owner ends it at the machine. */
  lockDown = (reason: string, actor: string): LockedDown => lockDown(this.#state, reason, actor);

  endLockdown = (reason: string, actor: string): Acted => endLockdown(this.#state, reason, actor);

  setDeskStatus = (deskId: string, paused: boolean, actor: string): Acted => setDeskStatus(this.#state, deskId, paused, actor);

  /** How far the last price is from where a condition enters, percent. */
  distancePct = (conditionId: string): number | undefined => distancePct(this.#state, conditionId);

  limitsInUse = (): readonly { guard: string; holds: string; now: string }[] => limitsInUse(this.#state, GUARDS);

  /** The deepest confirmed drawdown of an account since start, percent. */
  worstDrawdownPct = (accountId: string): number => this.#state.riskMeters.get(accountId)?.worstDrawdownPct ?? 0;

  #proposed(id: string, seq: number, actor: string): void {
    this.#state.causes.set(id, seq);
    this.#nextExpiry = Number.NEGATIVE_INFINITY;
    // A human's resized proposal is answered by that human.
    if (actor.startsWith('strategist:')) askPolicy(this.#state, id);
  }

  #biasChanged(market: string, after: string, seq: number): void {
    for (const trade of this.#state.watches.get(market)?.trades ?? []) {
      const side = trade.sign === 1 ? 'long' : 'short';
      if (after === 'neutral' || after === side) continue;
      trade.abandon = `the higher timeframe turned ${after}`;
      const price = this.#state.quotes.get(market)?.last;
      if (price !== undefined) manage(this.#state, trade, price, seq);
    }
  }

  #manageTrades(watch: MarketWatch, view: TriggerView, price: number): void {
    for (const trade of watch.trades) {
      const { invalidation } = trade.condition;
      if (invalidation !== undefined && trade.abandon === undefined && isMet(invalidation, view)) trade.abandon = 'its invalidation holds';
      manage(this.#state, trade, price, this.#state.causes.get(trade.condition.id));
    }
  }

  #expireConditions(at: Instant): void {
    let next = Number.POSITIVE_INFINITY;
    for (const condition of [...this.#state.ledger.memory.conditions.values()]) {
      if (condition.status === 'triggered') continue;
      if (condition.expiresAt <= at)
        expire(this.#state, condition, condition.status === 'armed' ? 'its trigger did not come in time' : 'nobody answered in time');
      else next = Math.min(next, condition.expiresAt);
    }
    this.#nextExpiry = next;
  }

  #view(market: string, price: TriggerView['price'], now: Instant, closed: Closed): TriggerView {
    return new MarketView(this.#state, market, price, now, closed);
  }
}
