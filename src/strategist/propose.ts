import type { Candle } from '#src/domain/candle.ts';
import { type Clock, parseInstant } from '#src/domain/clock.ts';
import { decimal, isPositive } from '#src/domain/decimal.ts';
import type { Market } from '#src/domain/market.ts';
import { spreadBps } from '#src/domain/quote.ts';
import type { Timeframe } from '#src/domain/timeframe.ts';
import { lastEvent } from '#src/ledger/events.ts';
import type { Ledger, LedgerTx } from '#src/ledger/ledger.ts';
import { TraceWriter } from '#src/ledger/traces.ts';
import { lastTradeIn } from '#src/ledger/trades.ts';
import { Gathering } from './gathering.ts';
import { type OfferDeps, offer } from './offer.ts';
import type { Decision, MarketScene, MarketStrategist, Strategist, StrategistContext } from './port.ts';

export interface ProposerDeps extends OfferDeps {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly strategist: Strategist;
  /** Hears why a strategist that was waited for did not answer. */
  readonly report: (error: unknown) => void;
}

interface Seat {
  readonly market: Market;
  readonly strategist: MarketStrategist;
  due: boolean;
  bias: string;
  /** This desk's last closed trade here; kept from the events, because every cycle asks. */
  lastTrade: StrategistContext['lastTrade'];
}

export interface Cycle {
  readonly market: string;
  readonly outcome: string;
  readonly reasons: readonly string[];
}

const SILENT: Decision = { outcome: 'nothing', reasons: ['the answer says nothing about this market'], drafts: [] };
const waiting = (market: string, reason: string): Cycle => ({ market, outcome: 'waiting', reasons: [reason] });
const NO_PRICE = 'there is no price yet';
const UNANSWERED = 'the strategist did not answer; nothing was changed';

/**
 * Asks the strategist, checks what it says and writes it down: a proposal, or why there is none. A strategist that has to be waited for is asked for
 * all markets that are due together; what it says is held against the market as it is when the answer comes.
 */
export class Proposer {
  readonly #deps: ProposerDeps;
  readonly #seats = new Map<string, Seat>();
  readonly #traces = new TraceWriter();
  /** Undefined for a strategist that answers at once. */
  readonly #gathering: Gathering<ReadonlyMap<string, Cycle>> | undefined;
  #isOver = false;

  constructor(deps: ProposerDeps) {
    this.#deps = deps;
    const { ledger, strategist, deskId, clock, settings } = deps;
    const symbols = JSON.parse(ledger.memory.desks.get(deskId)?.markets ?? '[]') as string[];
    for (const symbol of symbols) {
      const market = ledger.memory.markets.get(symbol);
      if (market === undefined) continue;
      const bias = lastEvent(ledger, 'bias.changed', symbol)?.data.after ?? 'neutral';
      const last = lastTradeIn(ledger, deskId, symbol);
      const lastTrade = last && { closedAt: last.closedAt, won: isPositive(last.pnl) };
      this.#seats.set(symbol, { market, strategist: strategist.forMarket(market), due: false, bias, lastTrade });
    }
    ledger.listen((event) => {
      if (event.kind !== 'trade.closed' || event.data.desk_id !== deskId) return;
      const seat = this.#seats.get(event.data.market);
      if (seat) seat.lastTrade = { closedAt: parseInstant(event.data.closed_at), won: isPositive(decimal(event.data.pnl)) };
    });
    if (strategist.decideAll !== undefined)
      this.#gathering = new Gathering({
        clock,
        waitMs: settings.llm.gatherSeconds * 1000,
        ask: (symbols) => this.#askAll(symbols, strategist.decideAll?.bind(strategist) as NonNullable<Strategist['decideAll']>),
      });
  }

  /** Timeframes that the strategist of a market wants. */
  timeframes(market: string): readonly Timeframe[] {
    return this.#seats.get(market)?.strategist.timeframes ?? [];
  }

  candle(market: string, timeframe: Timeframe, candle: Candle): void {
    const seat = this.#seats.get(market);
    if (seat === undefined) return;
    if (seat.strategist.timeframes.includes(timeframe)) seat.strategist.candle(timeframe, candle);
    if (timeframe === seat.strategist.asks) seat.due = true;
  }

  /** Whole candles of these timeframes are missing: nothing is asked because of one before, and nothing is worked out across the hole. */
  gap(market: string, timeframes: readonly Timeframe[]): void {
    const seat = this.#seats.get(market);
    if (seat === undefined) return;
    seat.strategist.gap?.(timeframes);
    if (timeframes.includes(seat.strategist.asks)) seat.due = false;
  }

  /** After warm-up: nothing is asked because of candles that are history. */
  warmed(): void {
    for (const seat of this.#seats.values()) seat.due = false;
  }

  /** Asks for a market whose decision candle has just closed. */
  cycle(market: string): void {
    const seat = this.#seats.get(market);
    if (seat?.due !== true) return;
    seat.due = false;
    if (this.#gathering === undefined) this.#ask(seat);
    else this.#gathering.due(market);
  }

  /** Asks now, for one market or for all. A promise when the strategist has to be waited for; it is never rejected. */
  now(market?: string): readonly Cycle[] | Promise<readonly Cycle[]> {
    const seats = market === undefined ? [...this.#seats.values()] : [this.#seats.get(market)];
    const known = seats.filter((seat) => seat !== undefined);
    if (this.#gathering === undefined) return known.map((seat) => this.#ask(seat));
    const symbols = known.map((seat) => seat.market.symbol);
    if (symbols.length === 0) return [];
    return this.#gathering.now(symbols).then((cycles) => symbols.map((symbol) => cycles?.get(symbol) ?? waiting(symbol, UNANSWERED)));
  }

  /** Settles when the question that is under way has its answer and that is in the ledger; undefined when none is. */
  pending(): Promise<unknown> | undefined {
    return this.#gathering?.pending();
  }

  /** Nobody is asked any more; an answer that is still to come is dropped. */
  stop(): void {
    this.#isOver = true;
    this.#gathering?.end();
  }

  #ask(seat: Seat): Cycle {
    const price = this.#priceOf(seat);
    if (price === undefined) return waiting(seat.market.symbol, NO_PRICE);
    const decision = seat.strategist.decide?.(this.#context(seat, price)) ?? SILENT;
    return this.#take(seat, decision, price, this.#deps.settings.condition.maxPerCycle);
  }

  async #askAll(symbols: readonly string[], decideAll: NonNullable<Strategist['decideAll']>): Promise<ReadonlyMap<string, Cycle>> {
    const { ledger, report, settings } = this.#deps;
    const cycles = new Map(symbols.map((symbol) => [symbol, waiting(symbol, NO_PRICE)]));
    try {
      const scenes = symbols.flatMap((symbol) => this.#sceneOf(this.#seats.get(symbol) as Seat));
      if (scenes.length === 0) return cycles;
      for (const { market } of scenes) cycles.set(market.symbol, waiting(market.symbol, UNANSWERED));
      const decisions = await decideAll(scenes);
      if (this.#isOver) return cycles;
      if (!ledger.isOpen) throw new Error('the strategist answered after the ledger was closed; the answer was dropped');
      let left = settings.condition.maxPerCycle;
      for (const { market } of scenes) {
        const seat = this.#seats.get(market.symbol) as Seat;
        const decision = decisions.get(market.symbol) ?? SILENT;
        cycles.set(market.symbol, this.#take(seat, decision, this.#priceOf(seat) as number, left));
        left = Math.max(0, left - decision.drafts.length);
      }
    } catch (error) {
      report(error);
    }
    return cycles;
  }

  /** None without a price. */
  #sceneOf(seat: Seat): MarketScene[] {
    const price = this.#priceOf(seat);
    return price === undefined ? [] : [{ market: seat.market, context: this.#context(seat, price) }];
  }

  /** Writes what a decision comes to at the price and the time of now; of its drafts at most `most` are looked at. */
  #take(seat: Seat, decision: Decision, price: number, most: number): Cycle {
    const { ledger, clock, deskId, strategist } = this.#deps;
    const { symbol } = seat.market;
    const { drafts, opinions = [] } = decision;
    const now = clock.now();
    const known = { deskId, market: symbol, strategist: strategist.name, price, at: now };
    if (drafts.length === 0 && opinions.length === 0 && seat.strategist.bias() === seat.bias) {
      const { outcome, reasons } = decision;
      // As the cycle before: the most frequent answer by far.
      if (this.#traces.grow(ledger, { ...known, outcome, reasons, bias: seat.bias })) return { market: symbol, outcome, reasons };
    }
    const reasons = [...decision.reasons];
    let proposed = 0;
    ledger.transact((tx) => {
      this.#noteBias(tx, seat);
      if (opinions.length > 0)
        tx.append({
          kind: 'opinions.given',
          subject: symbol,
          actor: `strategist:${strategist.name}`,
          data: { price, opinions: [...opinions] },
        });
      if (drafts.length > most) reasons.unshift(`refused: ${drafts.length - most} more than condition.maxPerCycle allows`);
      for (const draft of drafts.slice(0, most)) {
        const { refused, note } = offer(tx, this.#deps, draft, { market: seat.market, price, now });
        if (refused === undefined) proposed++;
        else reasons.unshift(refused);
        if (note !== undefined) reasons.push(note);
      }
      this.#traces.write(tx, { ...known, outcome: outcomeOf(decision, proposed), reasons, bias: seat.bias });
    });
    return { market: symbol, outcome: outcomeOf(decision, proposed), reasons };
  }

  #noteBias(tx: LedgerTx, seat: Seat): void {
    const after = seat.strategist.bias();
    if (after === seat.bias) return;
    const data = { after, before: seat.bias, strategist: this.#deps.strategist.name };
    tx.append({ kind: 'bias.changed', subject: seat.market.symbol, actor: `strategist:${this.#deps.strategist.name}`, data });
    seat.bias = after;
  }

  #priceOf({ market }: Seat): number | undefined {
    return this.#deps.quotes.get(market.symbol)?.last;
  }

  #context({ market, lastTrade }: Seat, price: number): StrategistContext {
    const { ledger, clock, quotes, settings, costs, deskId } = this.#deps;
    const quote = quotes.get(market.symbol);
    const busy = { long: false, short: false };
    for (const one of ledger.memory.conditions.values()) if (one.deskId === deskId && one.market === market.symbol) busy[one.side] = true;
    return {
      now: clock.now(),
      market,
      price,
      costBps: 2 * costs.takerFeePct * 100 + 2 * costs.slippageBps + (quote ? spreadBps(quote) : 0),
      allowShort: market.kind === 'perpetual',
      riskPct: settings.desk.riskPct,
      lastTrade,
      busy,
    };
  }
}

const outcomeOf = (decision: Decision, proposed: number): string =>
  proposed > 0 ? 'proposed' : decision.drafts.length > 0 ? 'refused' : decision.outcome;
