import { type Instant, parseInstant } from '#src/domain/clock.ts';
import type { Condition } from '#src/domain/condition.ts';
import { toNumber } from '#src/domain/decimal.ts';
import type { Market } from '#src/domain/market.ts';
import type { OrderIntent } from '#src/domain/order.ts';
import type { Quote } from '#src/domain/quote.ts';
import type { GuardContext } from '#src/guards/guard.ts';
import type { Memory } from '#src/ledger/memory.ts';
import { exposureOf, pendingEntries } from './exposure.ts';
import { cushionOf, liquidationPriceOf } from './liquidation.ts';
import type { RiskMeter } from './riskMeter.ts';
import type { SniperState } from './state.ts';
import type { Tally } from './tally.ts';

/** Figures of one entry that only its maker knows. */
export interface EntryFigures {
  readonly entryPrice: number;
  readonly riskAmount: number;
}

/** Everything that the guards look at for one order. */
export const contextOf = (
  state: SniperState,
  intent: OrderIntent,
  market: Market,
  condition: Condition | undefined,
  entry?: EntryFigures,
): GuardContext => new OrderContext(state, intent, market, condition, entry);

/**
 * Gathered when a guard asks for it: an order that only reduces is asked next to nothing. It holds for the moment in which it was made, and is of
 * no use after it.
 */
class OrderContext implements GuardContext {
  readonly #state: SniperState;
  readonly #riskMeter: RiskMeter | undefined;
  readonly now: Instant;
  readonly intent: OrderIntent;
  readonly condition: Condition | undefined;
  readonly market: Market;
  readonly quote: Quote | undefined;
  readonly riskAmount: number | undefined;
  readonly entryPrice: number;
  #counts: ReturnType<Tally['counts']> | undefined;
  #exposure: GuardContext['exposure'] | undefined;

  constructor(state: SniperState, intent: OrderIntent, market: Market, condition: Condition | undefined, entry: EntryFigures | undefined) {
    this.#state = state;
    this.#riskMeter = state.riskMeters.get(intent.accountId);
    this.now = state.clock.now();
    this.intent = intent;
    this.condition = condition;
    this.market = market;
    this.quote = state.quotes.get(intent.market);
    this.riskAmount = entry?.riskAmount;
    this.entryPrice = entry?.entryPrice ?? this.quote?.last ?? Number.NaN;
  }

  get mode(): 'paper' | 'live' {
    return this.#state.venue.mode;
  }

  get liveUnlocked(): boolean {
    const { live } = this.#memory;
    return live !== undefined && live.bound === this.#state.liveBound;
  }

  get halted(): boolean {
    return this.#memory.halt !== undefined;
  }

  get deskStatus(): GuardContext['deskStatus'] {
    return this.#memory.desks.get(this.intent.deskId)?.status ?? 'stopped';
  }

  /** An account that is not in the ledger has no mode; naming the other one makes the guard deny. */
  get accountMode(): 'paper' | 'live' {
    return this.#memory.accounts.get(this.intent.accountId)?.mode ?? (this.mode === 'paper' ? 'live' : 'paper');
  }

  get equity(): number | undefined {
    return this.#state.valuations.get(this.intent.accountId)?.equity();
  }

  get notional(): number {
    return Math.abs(toNumber(this.intent.amount)) * this.entryPrice * toNumber(this.market.contractSize);
  }

  get openPositions(): number {
    return this.#memory.positions.size + pendingEntries(this.#state);
  }

  get positionsInMarket(): number {
    let count = pendingEntries(this.#state, this.intent.market);
    for (const { market } of this.#memory.positions.values()) if (market === this.intent.market) count++;
    return count;
  }

  get exposure(): GuardContext['exposure'] {
    this.#exposure ??= exposureOf(this.#state, this.intent.market);
    return this.#exposure;
  }

  get approvedByPerson(): number | undefined {
    const { approvalId, conditionId } = this.intent;
    if (approvalId === undefined) return 0;
    const approval = this.#memory.approvals.get(conditionId);
    return approval?.id === approvalId ? this.#state.dayBook.approvedBy(approval.actor, parseInstant(approval.at), approval.id) : undefined;
  }

  /** Spot holdings cannot be liquidated. */
  get liquidationPrice(): number | undefined {
    if (this.market.kind === 'spot') return undefined;
    const maintenance = this.#state.settings.paper.maintenanceMarginPct / 100;
    const cushion = cushionOf(this.#state, this.intent.accountId, maintenance);
    return liquidationPriceOf(this.entryPrice, this.notional, this.intent, maintenance, cushion);
  }

  get stopPrice(): number | undefined {
    return this.condition && Number(this.condition.stop);
  }

  get firstTarget(): number | undefined {
    const target = this.condition?.targets[0];
    return target && Number(target.price);
  }

  get dayLossPct(): number | undefined {
    return this.#riskMeter?.reading().dayLossPct;
  }

  get drawdownPct(): number | undefined {
    return this.#riskMeter?.reading().drawdownPct;
  }

  get recentTrades(): GuardContext['recentTrades'] {
    return this.#state.recent.get(this.intent.deskId) ?? [];
  }

  get costs(): GuardContext['costs'] {
    const { takerFeePct, slippageBps } = this.#state.venue.profile;
    const { kind, symbol } = this.market;
    return { takerFeePct, slippageBps, fundingPct: kind === 'perpetual' ? Math.abs(this.#state.fundingPct(symbol)) : 0 };
  }

  get basisPct(): number | undefined {
    return this.market.kind === 'spot' ? 0 : this.#state.basisPct(this.market.symbol);
  }

  get ordersLastMinute(): number {
    return this.#tally.lastMinute;
  }

  get ordersTodayDesk(): number {
    return this.#tally.todayDesk;
  }

  get ordersTodayVenue(): number {
    return this.#tally.todayVenue;
  }

  get errorsLastHour(): number {
    return this.#tally.errorsLastHour;
  }

  get minuteMovesPct(): ReadonlyMap<string, number> {
    return this.#state.moves.percents(this.now);
  }

  get shockUntil(): Instant | undefined {
    return this.#state.shockUntil;
  }

  get volume24h(): number | undefined {
    return volume24h(this.#state, this.intent.market);
  }

  get deskMarkets(): readonly string[] {
    const desk = this.#memory.desks.get(this.intent.deskId);
    return desk === undefined ? [] : (JSON.parse(desk.markets) as string[]);
  }

  get #memory(): Memory {
    return this.#state.ledger.memory;
  }

  get #tally(): ReturnType<Tally['counts']> {
    this.#counts ??= this.#state.tally.counts(this.intent.deskId, this.now);
    return this.#counts;
  }
}

/** Traded in the last 24 closed hours, in quote; undefined where there are no candles. */
function volume24h(state: SniperState, market: string): number | undefined {
  const hours = state.candles.of(market, '1h').slice(-24);
  if (hours.length === 0) return undefined;
  return hours.reduce((total, { volume, close }) => total + volume * close, 0);
}
