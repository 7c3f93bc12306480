import type { Condition } from '#src/domain/condition.ts';
import { toNumber } from '#src/domain/decimal.ts';
import type { Market } from '#src/domain/market.ts';
import type { OrderIntent } from '#src/domain/order.ts';
import type { GuardContext, GuardLimits } from '#src/guards/guard.ts';
import { entryLeverage } from '#src/ledger/orders.ts';
import type { SniperState } from './state.ts';

/** Figures of one entry that only its maker knows. */
export interface EntryFigures {
  readonly entryPrice: number;
  readonly riskAmount: number;
}

/** Gathers everything that the guards look at for one order. */
export function contextOf(
  state: SniperState,
  intent: OrderIntent,
  market: Market,
  condition: Condition | undefined,
  entry?: EntryFigures,
): GuardContext {
  const { ledger, venue, clock, settings } = state;
  const { memory } = ledger;
  const now = clock.now();
  const account = memory.accounts.get(intent.accountId);
  const desk = memory.desks.get(intent.deskId);
  const quote = state.quotes.get(intent.market);
  const counts = state.tally.counts(intent.deskId, now);
  const risk = state.riskMeters.get(intent.accountId)?.reading();
  const price = entry?.entryPrice ?? quote?.last ?? Number.NaN;
  const positions = [...memory.positions.values()];
  const notional = Math.abs(toNumber(intent.amount)) * price * toNumber(market.contractSize);
  const maintenance = settings.paper.maintenanceMarginPct / 100;
  return {
    now,
    intent,
    condition,
    market,
    quote,
    mode: venue.mode,
    halted: memory.halt !== undefined,
    deskStatus: desk?.status ?? 'stopped',
    // An account that is not in the ledger has no mode; naming the other one makes the guard deny.
    accountMode: account?.mode ?? (venue.mode === 'paper' ? 'live' : 'paper'),
    equity: state.valuations.get(intent.accountId)?.equity(),
    notional,
    riskAmount: entry?.riskAmount,
    openPositions: memory.positions.size + pendingEntries(state),
    positionsInMarket: positions.filter((one) => one.market === intent.market).length + pendingEntries(state, intent.market),
    exposure: exposureOf(state, intent.market),
    // Spot holdings cannot be liquidated.
    liquidationPrice:
      market.kind === 'spot'
        ? undefined
        : liquidationPriceOf(price, notional, intent, maintenance, cushionOf(state, intent.accountId, maintenance)),
    entryPrice: price,
    stopPrice: condition && Number(condition.stop),
    firstTarget: condition?.targets[0] && Number(condition.targets[0].price),
    dayLossPct: risk?.dayLossPct,
    drawdownPct: risk?.drawdownPct,
    recentTrades: state.recent.get(intent.deskId) ?? [],
    costs: {
      takerFeePct: venue.profile.takerFeePct,
      slippageBps: venue.profile.slippageBps,
      fundingPct: market.kind === 'perpetual' ? Math.abs(state.fundingPct(market.symbol)) : 0,
    },
    basisPct: market.kind === 'spot' ? 0 : state.basisPct(market.symbol),
    ordersLastMinute: counts.lastMinute,
    ordersTodayDesk: counts.todayDesk,
    ordersTodayVenue: counts.todayVenue,
    errorsLastHour: counts.errorsLastHour,
    minuteMovesPct: state.moves.percents(now),
    shockUntil: state.shockUntil,
    volume24h: volume24h(state, intent.market),
    deskMarkets: desk === undefined ? [] : (JSON.parse(desk.markets) as string[]),
  };
}

/** Entries that are under way but have no fill yet: they count as positions, so that two triggers at once cannot both pass. */
function pendingEntries(state: SniperState, market?: string): number {
  let count = 0;
  for (const { order } of state.ledger.memory.orders.values()) {
    if (order.purpose !== 'entry' || (market !== undefined && order.market !== market)) continue;
    if (!state.ledger.memory.positions.has(order.tradeId)) count++;
  }
  return count;
}

/** Open notional in quote at last prices, working entries included. */
export function exposureOf(state: SniperState, market: string): GuardContext['exposure'] {
  const { memory } = state.ledger;
  let inMarket = 0;
  let gross = 0;
  const count = (symbol: string, amount: number): void => {
    const listed = memory.markets.get(symbol);
    const notional = amount * (state.quotes.get(symbol)?.last ?? Number.NaN) * (listed ? toNumber(listed.contractSize) : 1);
    gross += notional;
    if (symbol === market) inMarket += notional;
  };
  for (const position of memory.positions.values()) count(position.market, toNumber(position.amount));
  for (const { order, filled } of memory.orders.values()) {
    if (order.purpose === 'entry') count(order.market, toNumber(order.amount) - toNumber(filled));
  }
  return { market: inMarket, venue: gross, gross };
}

/** What limits and cash leave for a new position, as notional in quote. */
export function roomOf(state: SniperState, market: Market, accountId: string, limits: GuardLimits, leverage: number): number {
  const valuation = state.valuations.get(accountId);
  const equity = valuation?.equity() ?? Number.NaN;
  const used = exposureOf(state, market.symbol);
  const byLimits = Math.min(
    (equity * limits.marketExposurePct) / 100 - used.market,
    (equity * limits.venueExposurePct) / 100 - used.venue,
    (equity * limits.grossExposurePct) / 100 - used.gross,
  );
  const spotCash = (valuation?.cash() ?? 0) - marginInUse(state, accountId);
  const byCash = market.kind === 'spot' ? spotCash : spotCash * leverage;
  // A hair less than everything, so that fees and the next tick's price still fit.
  return Math.min(byLimits, byCash) * 0.98;
}

/** Cash that open perpetual positions need as margin. */
function marginInUse({ ledger }: SniperState, accountId: string): number {
  let margin = 0;
  for (const position of ledger.memory.positions.values()) {
    const market = ledger.memory.markets.get(position.market);
    if (market?.kind !== 'perpetual' || position.accountId !== accountId) continue;
    margin += toNumber(position.cost) / entryLeverage(ledger, position.tradeId);
  }
  return margin;
}

/** What would stand for a new perpetual position under cross margin: cash, and what the others bring or lack beyond their maintenance. */
function cushionOf({ ledger, quotes, valuations }: SniperState, accountId: string, maintenance: number): number {
  let cushion = valuations.get(accountId)?.cash() ?? Number.NaN;
  for (const position of ledger.memory.positions.values()) {
    const market = ledger.memory.markets.get(position.market);
    if (market?.kind !== 'perpetual' || position.accountId !== accountId) continue;
    const worth = toNumber(position.amount) * toNumber(market.contractSize) * (quotes.get(position.market)?.last ?? Number.NaN);
    const unrealized = position.side === 'long' ? worth - toNumber(position.cost) : toNumber(position.cost) - worth;
    cushion += unrealized - maintenance * worth;
  }
  return cushion;
}

/**
 * Where an entry would be liquidated. The venue's cross margin (venue/paper/liquidation.ts) lets everything that the account holds stand for it, which
 * may be gone by then; so no more than the position's own margin counts, and less when the account has less. With cost C = amount × entry, cushion
 * K = min(C ÷ leverage, account) and maintenance m: long (C − K) ÷ (amount (1 − m)), short (C + K) ÷ (amount (1 + m)).
 */
export function liquidationPriceOf(
  entry: number,
  notional: number,
  { side, leverage }: Pick<OrderIntent, 'side' | 'leverage'>,
  maintenance: number,
  accountCushion: number,
): number {
  const cushion = Math.min(notional / leverage, accountCushion) / notional;
  return side === 'buy' ? (entry * (1 - cushion)) / (1 - maintenance) : (entry * (1 + cushion)) / (1 + maintenance);
}

/** Traded in the last 24 closed hours, in quote; undefined where there are no candles. */
function volume24h(state: SniperState, market: string): number | undefined {
  const hours = state.candles.of(market, '1h').slice(-24);
  if (hours.length === 0) return undefined;
  return hours.reduce((total, { volume, close }) => total + volume * close, 0);
}
