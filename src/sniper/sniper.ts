import type { Candle } from '#src/domain/candle.ts';
import { type Instant, parseInstant, startOfDay, toIso } from '#src/domain/clock.ts';
import type { Condition } from '#src/domain/condition.ts';
import { roundTripCostPct } from '#src/domain/cost.ts';
import { toNumber } from '#src/domain/decimal.ts';
import type { Quote } from '#src/domain/quote.ts';
import type { Timeframe } from '#src/domain/timeframe.ts';
import { GUARDS } from '#src/guards/index.ts';
import { shockOf } from '#src/guards/shock.ts';
import { lastEvent } from '#src/ledger/events.ts';
import { marksSince, movedSince, peakMark } from '#src/ledger/marks.ts';
import { recentTrades } from '#src/ledger/trades.ts';
import { evaluate } from '#src/triggers/evaluate.ts';
import { priceLevels } from '#src/triggers/levels.ts';
import type { IndicatorRef, Trigger, TriggerView } from '#src/triggers/trigger.ts';
import { adoptExit } from './adopt.ts';
import { type Answer, answer, askPolicy, expire, type Question } from './answer.ts';
import { isSlow } from './armed.ts';
import { cancel, cancelAgain } from './cancel.ts';
import { DayBook } from './dayBook.ts';
import type { SniperDeps } from './deps.ts';
import { type Edited, type EditRequest, edit } from './edit.ts';
import { enter } from './enter.ts';
import { type Acted, cancelEntries, closePosition, flatten, limitsInUse } from './hand.ts';
import { endLockdown, type LockedDown, lockDown } from './lockdown.ts';
import { manage } from './manage.ts';
import { MarketWatch } from './marketWatch.ts';
import { MinuteMoves } from './moves.ts';
import { nakedReason } from './naked.ts';
import { type Preview, preview } from './preview.ts';
import { protect } from './protect.ts';
import { closeAgain, keepPosition } from './queuedClose.ts';
import { type Recovered, recover } from './recover.ts';
import { RiskMeter } from './riskMeter.ts';
import { type ReadSink, sinkOf } from './sink.ts';
import { RECENT_TRADES, recentOf, type SniperState } from './state.ts';
import { Tally } from './tally.ts';
import { LONG_MS, type Unconfirmed } from './unconfirmed.ts';
import { Valuation } from './valuation.ts';

const NOTHING_CLOSED: ReadonlyMap<Timeframe, Candle> = new Map();

/** Waits and executes. It is asked once per quote and once per closed minute; it asks nobody between trigger and order. */
export class Sniper {
  readonly #state: SniperState;
  /** Where reports about orders become rows: for the venue, and for whoever reads it. */
  readonly sink: ReadSink;
  #nextExpiry = Number.NEGATIVE_INFINITY;
  /** The accounts whose losses are read each minute. */
  #watched: readonly { accountId: string; meter: RiskMeter; valuation: Valuation | undefined }[] = [];

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
    const { ledger, clock, settings } = this.#state;
    const now = clock.now();
    const pause = lastEvent(ledger, 'entries.paused', 'entries');
    if (pause && parseInstant(pause.data.until) > now) this.#state.shockUntil = parseInstant(pause.data.until);
    for (const desk of ledger.memory.desks.values()) {
      const closed = recentTrades(ledger, RECENT_TRADES).filter(({ deskId }) => deskId === desk.id);
      this.#state.recent.set(
        desk.id,
        closed.map((trade) => recentOf(trade, toNumber(trade.pnl))),
      );
      const today = marksSince(ledger, desk.id, toIso(startOfDay(now, settings.owner.zone)))[0];
      const dayStart = today && {
        equity: Number(today.equity) + movedSince(ledger, desk.id, today.seq),
        at: parseInstant(today.at),
      };
      this.#state.riskMeters.set(desk.account_id, new RiskMeter(settings.owner.zone, peakMark(ledger, desk.id) ?? 0, dayStart));
    }
    const { riskMeters, valuations } = this.#state;
    this.#watched = [...riskMeters].map(([accountId, meter]) => ({ accountId, meter, valuation: valuations.get(accountId) }));
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
    for (const condition of watch.touched(before, price)) this.#consider(condition, watch, view, quote, NOTHING_CLOSED);
    this.#manageTrades(watch, view, price);
    watch.settle(price);
  }

  /** Nobody could hear the prices of a market for a while: what is armed is looked at with the next one as after a start, and nothing crosses. */
  reopened(market: string): void {
    this.#state.watches.get(market)?.reopen();
  }

  /** After all candles that closed at a moment were stored. `isLate`: long ago; that may end something, and begins nothing. */
  candlesClosed(market: string, closed: ReadonlyMap<Timeframe, Candle>, minute: Candle, isLate = false): void {
    const watch = this.#state.watches.get(market);
    const quote = this.#state.quotes.get(market);
    if (watch === undefined || quote === undefined) return;
    this.#state.moves.candle(market, minute);
    this.#readRisk(quote.at);
    this.#watchForShock(quote.at);
    const slow = watch.slow();
    watch.forgetCloses();
    if (slow.length === 0 && watch.trades.length === 0) return;
    // No price is "before": a crossing belongs to the quote that made it.
    const view = this.#view(market, { now: quote.last, before: undefined }, quote.at, closed);
    for (const condition of slow) {
      if (isLate) this.#invalidate(condition, view);
      else this.#consider(condition, watch, view, quote, closed);
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

  disarm(id: string, actor: string): Acted {
    const condition = this.#state.ledger.memory.conditions.get(id);
    if (condition?.status !== 'armed') return { ok: false, text: `${id} is not armed.` };
    this.#disarm(condition, actor, 'taken back');
    return { ok: true, text: `${id} is disarmed; nothing will be bought or sold because of it.` };
  }

  closePosition = (tradeId: string, actor: string): Acted => closePosition(this.#state, tradeId, actor);

  /** Takes back a close that waits for its market. */
  keepPosition = (tradeId: string, actor: string): Acted => keepPosition(this.#state, tradeId, actor);

  /** Cancels every entry and closes every position at the market; each of these orders can only reduce. */
  flatten = (actor: string): readonly Acted[] => flatten(this.#state, actor);

  /** Books an exit that somebody made outside of Heron; false when no position is large enough. */
  adoptExit = (exit: Parameters<typeof adoptExit>[1]): boolean => adoptExit(this.#state, exit);

  /** What is no longer true of positions and orders is looked at again: stops that are missing, orders that were to be canceled. */
  mend(): void {
    cancelAgain(this.#state);
    closeAgain(this.#state);
    if (this.#state.ledger.memory.halt !== undefined) cancelEntries(this.#state);
    for (const trade of [...this.#state.trades.values()]) {
      trade.market = this.#state.ledger.memory.markets.get(trade.market.symbol) ?? trade.market; // its rules may have changed
      if (trade.stopOrderId === undefined) protect(this.#state, trade, this.#state.causes.get(trade.condition.id));
    }
  }

  /** Why a position has no stop at the venue, as far as Heron knows; undefined when one rests there or the venue has none to give. */
  nakedReason = (tradeId: string, unseen?: ReadonlySet<string>): string | undefined => nakedReason(this.#state, tradeId, unseen);

  cancelOrder(orderId: string, actor: string): Acted {
    const live = this.#state.ledger.memory.orders.get(orderId);
    if (live === undefined) return { ok: false, text: `${orderId} is not a working order.` };
    if (live.order.purpose !== 'entry')
      return { ok: false, text: `${orderId} protects a position. Close the position with /close ${live.order.tradeId} instead.` };
    cancel(this.#state, live.order, `asked by ${actor}`);
    const open = this.#state.ledger.memory.orders.has(orderId);
    return { ok: true, text: open ? `The venue was asked to cancel ${orderId} (${actor}).` : `${orderId} is canceled.` };
  }

  /** No new risk from the commit of this row on. Twice is the same as once. */
  halt(
    reason: string,
    actor: string,
  ): { already: boolean; since: string; canceledEntries: number; protectedPositions: number; openPositions: number } {
    const { ledger, trades } = this.#state;
    const before = ledger.memory.halt;
    if (before === undefined) ledger.transact((tx) => tx.append({ kind: 'halt.set', subject: 'halt', actor, data: { reason } }));
    const canceledEntries = cancelEntries(this.#state);
    const protectedPositions = [...trades.values()].filter(({ stopOrderId }) => stopOrderId !== undefined).length;
    const since = ledger.memory.halt?.at ?? '';
    return { already: before !== undefined, since, canceledEntries, protectedPositions, openPositions: trades.size };
  }

  resume(reason: string, actor: string): Acted {
    const { ledger } = this.#state;
    const { halt } = ledger.memory;
    if (halt === undefined) return { ok: false, text: 'Heron is not halted.' };
    if (ledger.memory.lockdown !== undefined)
      return { ok: false, text: 'Heron is locked down: an owner ends that first, at the machine: /lockdown end' };
    ledger.transact((tx) => tx.append({ kind: 'halt.ended', subject: 'halt', actor, cause: halt.seq, data: { reason } }));
    return { ok: true, text: `Resumed. It was halted since ${halt.at.slice(0, 16).replace('T', ' ')} UTC (${halt.reason}).` };
  }

  /** A halt that no chat can end, and no yes from any of them until an owner ends it at the machine. */
  lockDown = (reason: string, actor: string): LockedDown => lockDown(this.#state, reason, actor);

  endLockdown = (reason: string, actor: string): Acted => endLockdown(this.#state, reason, actor);

  setDeskStatus(deskId: string, paused: boolean, actor: string): Acted {
    const { ledger } = this.#state;
    const desk = ledger.memory.desks.get(deskId);
    if (desk === undefined) return { ok: false, text: `There is no desk ${deskId}.` };
    if (desk.status === (paused ? 'paused' : 'active')) return { ok: true, text: `Desk ${deskId} was ${desk.status} already.` };
    const reason = `asked by ${actor}`;
    ledger.transact((tx) => tx.append({ kind: paused ? 'desk.paused' : 'desk.unpaused', subject: deskId, actor, data: { reason } }));
    return {
      ok: true,
      text: paused ? `Desk ${deskId} is paused: no new entries; open positions keep their exits.` : `Desk ${deskId} is active again.`,
    };
  }

  distancePct(conditionId: string): number | undefined {
    const { ledger, quotes } = this.#state;
    const condition = ledger.memory.conditions.get(conditionId);
    const price = condition && quotes.get(condition.market)?.last;
    if (condition === undefined || price === undefined) return undefined;
    const distances = priceLevels(condition.entry).map(({ level }) => (level / price - 1) * 100);
    return distances.sort((a, b) => Math.abs(a) - Math.abs(b))[0];
  }

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

  /** An entry whose trigger is true, once a second source has its price too. */
  #consider(condition: Condition, watch: MarketWatch, view: TriggerView, quote: Quote, closed: ReadonlyMap<Timeframe, Candle>): void {
    const live = this.#invalidate(condition, view);
    if (live === undefined) return;
    const { unconfirmed } = watch;
    const first = unconfirmed.get(live.id);
    const isStill = first !== undefined && evaluate(live.entry, this.#viewSince(first, quote)) === true;
    if (!isStill && evaluate(live.entry, view) !== true) unconfirmed.delete(live.id);
    else if (this.#state.confirmed?.(quote.market) ?? true) enter(this.#state, live, quote);
    else if (isStill) unconfirmed.set(live.id, this.#toldOf(live, first, quote));
    else unconfirmed.set(live.id, { before: view.price?.before, closed: new Map(closed), since: quote.at, isTold: false });
  }

  #viewSince({ before, closed }: Unconfirmed, { market, last, at }: Quote): TriggerView {
    return this.#view(market, { now: last, before }, at, closed);
  }

  #toldOf({ id }: Condition, waiting: Unconfirmed, { market, at }: Quote): Unconfirmed {
    if (waiting.isTold || at - waiting.since < LONG_MS) return waiting;
    this.#state.unconfirmed?.(id, market);
    return { ...waiting, isTold: true };
  }

  /** The condition as it is armed now; undefined when it is not, or not any more. */
  #invalidate(condition: Condition, view: TriggerView): Condition | undefined {
    const live = this.#state.ledger.memory.conditions.get(condition.id);
    if (live?.status !== 'armed') return undefined;
    if (live.invalidation === undefined || evaluate(live.invalidation, view) !== true) return live;
    this.#disarm(live, 'sniper', 'its invalidation came first');
    return undefined;
  }

  #disarm(condition: Condition, actor: string, reason: string): void {
    const { ledger, causes, watches } = this.#state;
    ledger.transact((tx) =>
      tx.append({ kind: 'condition.disarmed', subject: condition.id, actor, cause: causes.get(condition.id), data: { reason } }),
    );
    watches.get(condition.market)?.disarm(condition.id);
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

  #readRisk(at: Instant): void {
    for (const { accountId, meter, valuation } of this.#watched) {
      const before = meter.confirmedDrawdownPct;
      meter.read(valuation?.equity() ?? Number.NaN, at);
      const now = meter.confirmedDrawdownPct;
      const { drawdownDegradedPct, drawdownHaltPct } = this.#state.settings.guards;
      if (before < drawdownDegradedPct !== now < drawdownDegradedPct) this.#riskChanged(accountId, now >= drawdownDegradedPct, now);
      // When it is reached and not while it lasts: an owner who resumes means it. New risk waits for the drawdown guard all the same.
      if (before < drawdownHaltPct && now >= drawdownHaltPct && this.#state.ledger.memory.halt === undefined) {
        this.halt(`equity is ${now.toFixed(1)} % below its highest; the limit is ${drawdownHaltPct} %`, 'sniper');
      }
    }
  }

  #riskChanged(accountId: string, degraded: boolean, drawdownPct: number): void {
    const data = {
      account_id: accountId,
      state: degraded ? ('degraded' as const) : ('normal' as const),
      figure: `${drawdownPct.toFixed(2)} %`,
    };
    this.#state.ledger.transact((tx) => tx.append({ kind: 'risk.changed', subject: accountId, actor: 'sniper', data }));
  }

  #watchForShock(at: Instant): void {
    const { moves, settings, ledger } = this.#state;
    const { shock } = settings.guards;
    if (moves.largestPct(at) <= Math.min(shock.movePct, shock.marketsMovePct)) return;
    if (this.#state.shockUntil !== undefined && at < this.#state.shockUntil) return;
    const reason = shockOf(moves.percents(at), settings.guards);
    if (reason === undefined) return;
    const until = (at + shock.pauseMinutes * 60_000) as Instant;
    this.#state.shockUntil = until;
    ledger.transact((tx) =>
      tx.append({ kind: 'entries.paused', subject: 'entries', actor: 'sniper', data: { until: toIso(until), reason } }),
    );
  }

  #view(market: string, price: TriggerView['price'], now: Instant, closed: ReadonlyMap<Timeframe, Candle>): TriggerView {
    return new MarketView(this.#state, market, price, now, closed);
  }
}

/** One market at one moment, as triggers look at it. */
class MarketView implements TriggerView {
  readonly now: Instant;
  readonly price: TriggerView['price'];
  readonly #state: SniperState;
  readonly #market: string;
  readonly #closed: ReadonlyMap<Timeframe, Candle>;

  constructor(state: SniperState, market: string, price: TriggerView['price'], now: Instant, closed: ReadonlyMap<Timeframe, Candle>) {
    this.now = now;
    this.price = price;
    this.#state = state;
    this.#market = market;
    this.#closed = closed;
  }

  closed(timeframe: Timeframe): Candle | undefined {
    return this.#closed.get(timeframe);
  }

  indicator(ref: IndicatorRef): ReturnType<TriggerView['indicator']> {
    return this.#state.indicator(this.#market, ref);
  }
}

/** A trade is abandoned on what has closed or crossed; a level that it was entered beyond already says nothing new. */
const isMet = (invalidation: Trigger, view: TriggerView): boolean =>
  (view.price?.before !== undefined || isSlow(invalidation)) && evaluate(invalidation, view) === true;
