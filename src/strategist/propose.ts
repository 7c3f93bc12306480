import { z } from 'zod';
import type { Settings } from '#src/config/settings.ts';
import type { Candle } from '#src/domain/candle.ts';
import { type Clock, type Instant, parseInstant } from '#src/domain/clock.ts';
import { type Condition, type ConditionDraft, paramsHashOf } from '#src/domain/condition.ts';
import { type MarketCosts, roundTripCostPct } from '#src/domain/cost.ts';
import { decimal, fromNumber, isPositive, toNumber } from '#src/domain/decimal.ts';
import { draftSchema } from '#src/domain/draft.ts';
import type { IdFactory } from '#src/domain/ids.ts';
import type { Market } from '#src/domain/market.ts';
import { spreadBps } from '#src/domain/quote.ts';
import type { Quotes } from '#src/domain/quotes.ts';
import { faultOfDraft, likelyEntry } from '#src/domain/sense.ts';
import { exitPricesOf, sizeOf } from '#src/domain/size.ts';
import type { Timeframe } from '#src/domain/timeframe.ts';
import { conditionRow } from '#src/ledger/conditions.ts';
import { equityOf } from '#src/ledger/equity.ts';
import { lastEvent } from '#src/ledger/events.ts';
import type { Ledger, LedgerTx } from '#src/ledger/ledger.ts';
import { TraceWriter } from '#src/ledger/traces.ts';
import { lastTradeIn } from '#src/ledger/trades.ts';
import type { Decision, MarketStrategist, Strategist, StrategistContext } from './port.ts';

export interface ProposerDeps {
  readonly ledger: Ledger;
  readonly quotes: Quotes;
  readonly clock: Clock;
  readonly ids: IdFactory;
  readonly settings: Settings;
  readonly strategist: Strategist;
  readonly deskId: string;
  readonly costs: MarketCosts;
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

/** Asks the strategist market by market, checks what it says and writes it down: a proposal, or why there is none. */
export class Proposer {
  readonly #deps: ProposerDeps;
  readonly #seats = new Map<string, Seat>();
  readonly #traces = new TraceWriter();

  constructor(deps: ProposerDeps) {
    this.#deps = deps;
    const { ledger, strategist, deskId } = deps;
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

  /** After warm-up: nothing is asked because of candles that are history. */
  warmed(): void {
    for (const seat of this.#seats.values()) seat.due = false;
  }

  /** Asks for a market whose decision candle has just closed. */
  cycle(market: string): void {
    const seat = this.#seats.get(market);
    if (seat?.due !== true) return;
    seat.due = false;
    this.#ask(seat);
  }

  /** Asks now, for one market or for all. */
  now(market?: string): readonly Cycle[] {
    const seats = market === undefined ? [...this.#seats.values()] : [this.#seats.get(market)];
    return seats.flatMap((seat) => (seat === undefined ? [] : [this.#ask(seat)]));
  }

  #ask(seat: Seat): Cycle {
    const { ledger, quotes, clock, deskId, strategist } = this.#deps;
    const { symbol } = seat.market;
    const price = quotes.get(symbol)?.last;
    if (price === undefined) return { market: symbol, outcome: 'waiting', reasons: ['there is no price yet'] };
    const now = clock.now();
    const decision = seat.strategist.decide(this.#context(seat, price, now));
    if (decision.drafts.length === 0 && seat.strategist.bias() === seat.bias) {
      const { outcome, reasons } = decision;
      const trace = { deskId, market: symbol, strategist: strategist.name, outcome, reasons, bias: seat.bias, price, at: now };
      // As the cycle before: the most frequent answer by far.
      if (this.#traces.grow(ledger, trace)) return { market: symbol, outcome, reasons };
    }
    const reasons = [...decision.reasons];
    let proposed = 0;
    ledger.transact((tx) => {
      this.#noteBias(tx, seat);
      for (const draft of decision.drafts.slice(0, this.#deps.settings.condition.maxPerCycle)) {
        const refused = this.#propose(tx, draft, seat.market, price, now);
        if (refused === undefined) proposed++;
        else reasons.unshift(refused);
      }
      const outcome = outcomeOf(decision, proposed);
      this.#traces.write(tx, { deskId, market: symbol, strategist: strategist.name, outcome, reasons, bias: seat.bias, price, at: now });
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

  /** Writes a condition, or returns the sentence that says why not. */
  #propose(tx: LedgerTx, said: ConditionDraft, market: Market, price: number, now: Instant): string | undefined {
    const { settings, ids, deskId, strategist } = this.#deps;
    const parsed = draftSchema.safeParse(said);
    if (!parsed.success) return `refused: ${z.prettifyError(parsed.error)}`;
    const draft = parsed.data;
    const desk = tx.memory.desks.get(deskId);
    if (desk === undefined) return 'the desk is not in the ledger';
    const costPct = roundTripCostPct(this.#deps.costs);
    const fault = faultOfDraft(draft, {
      now,
      market,
      price,
      deskMarkets: JSON.parse(desk.markets) as string[],
      costPct,
      limits: settings.condition,
    });
    if (fault !== undefined) return `refused: ${fault}`;
    const paramsHash = paramsHashOf(draft, deskId, desk.account_id);
    const clash = this.#clash(tx, draft, paramsHash);
    if (typeof clash === 'string') return clash;
    const { equity } = equityOf(tx.memory, this.#deps.quotes, desk.account_id);
    const entryPrice = likelyEntry(draft, price);
    const { marketExposurePct, venueExposurePct, grossExposurePct } = settings.guards;
    const room = (toNumber(equity) * Math.min(marketExposurePct, venueExposurePct, grossExposurePct)) / 100;
    const sized = sizeOf({
      market,
      equity: toNumber(equity),
      riskPct: draft.riskPct,
      entryPrice,
      stopPrice: Number(draft.stop),
      costPct,
      room,
      exitPrices: exitPricesOf(draft),
    });
    if (sized.amount === undefined) return `refused: ${sized.why}`;
    const condition: Condition = {
      ...draft,
      id: ids.next('c'),
      deskId,
      accountId: desk.account_id,
      strategist: strategist.name,
      status: 'proposed',
      paramsHash,
      riskAmount: fromNumber(sized.riskAmount, 8),
      createdAt: now,
    };
    const actor = `strategist:${strategist.name}`;
    const cause =
      clash === undefined
        ? undefined
        : tx.append({ kind: 'condition.superseded', subject: clash.id, actor, data: { reason: `${condition.id} is newer` } });
    tx.append({ kind: 'condition.proposed', subject: condition.id, actor, cause, data: conditionRow(condition) });
    return undefined;
  }

  /** What stands in the way: a sentence; or the older proposal that this one replaces; or nothing. */
  #clash(tx: LedgerTx, draft: ConditionDraft, paramsHash: string): string | Condition | undefined {
    const { settings, deskId, strategist } = this.#deps;
    const live = [...tx.memory.conditions.values()].filter((one) => one.deskId === deskId);
    const same = live.filter((one) => one.market === draft.market && one.side === draft.side);
    const twin = same.find((one) => one.paramsHash === paramsHash || isAlike(one, draft));
    if (twin !== undefined) {
      const data = { market: draft.market, reason: `the same as ${twin.id}` };
      tx.append({ kind: 'condition.merged', subject: twin.id, actor: `strategist:${strategist.name}`, data });
      return `merged: the same as ${twin.id}`;
    }
    const busy = same.find(({ status }) => status !== 'proposed');
    if (busy !== undefined && !settings.condition.sameMarketAndSide)
      return `refused: ${busy.id} is ${busy.status} for the same market and side`;
    const older = same.find(({ status }) => status === 'proposed');
    if (older !== undefined) return older;
    const open = live.filter(({ status }) => status === 'proposed').length;
    const { maxOpenProposals } = settings.condition;
    return open >= maxOpenProposals ? `refused: ${open} proposals wait for an answer already` : undefined;
  }

  #context({ market, lastTrade }: Seat, price: number, now: Instant): StrategistContext {
    const { ledger, quotes, settings, costs, deskId } = this.#deps;
    const quote = quotes.get(market.symbol);
    const busy = { long: false, short: false };
    for (const one of ledger.memory.conditions.values()) if (one.deskId === deskId && one.market === market.symbol) busy[one.side] = true;
    return {
      now,
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

/** The same idea with prices that differ by less than it costs to trade: 0.1 %. */
const isAlike = (condition: Condition, draft: ConditionDraft): boolean =>
  condition.pattern === draft.pattern &&
  Math.abs(Number(condition.stop) / Number(draft.stop) - 1) < 0.001 &&
  Math.abs(likelyEntry(condition, Number(draft.referencePrice)) / likelyEntry(draft, Number(draft.referencePrice)) - 1) < 0.001;
