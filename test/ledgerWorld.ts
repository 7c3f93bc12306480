import { instant, later, toIso, VirtualClock } from '#src/domain/clock.ts';
import { type Condition, type ConditionDraft, paramsHashOf, type Side } from '#src/domain/condition.ts';
import { type Decimal, decimal, divide, fromNumber, isLess, multiply, subtract, toNumber, toText } from '#src/domain/decimal.ts';
import { assert } from '#src/domain/errors.ts';
import type { Fill } from '#src/domain/fill.ts';
import { clientOrderIdOf, countingIds, type IdFactory } from '#src/domain/ids.ts';
import { floorAmount, type Market, roundPrice } from '#src/domain/market.ts';
import type { ExitReason, Order, OrderType, Purpose } from '#src/domain/order.ts';
import { isFlat, type Position } from '#src/domain/position.ts';
import { Quotes } from '#src/domain/quotes.ts';
import { type Rng, seededRng } from '#src/domain/rng.ts';
import { closedTrade } from '#src/domain/trade.ts';
import { conditionRow } from '#src/ledger/conditions.ts';
import { equityOf } from '#src/ledger/equity.ts';
import { fillRow } from '#src/ledger/fills.ts';
import { fundingRow } from '#src/ledger/fundings.ts';
import { answer, receive } from '#src/ledger/inbox.ts';
import { pruneJobRuns, recordJobRun } from '#src/ledger/jobs.ts';
import { Ledger, type LedgerTx } from '#src/ledger/ledger.ts';
import { marketRow } from '#src/ledger/markets.ts';
import { orderRow } from '#src/ledger/orders.ts';
import { markSent, pendingMessages, queueMessage } from '#src/ledger/outbox.ts';
import { pruneTraces, TraceWriter } from '#src/ledger/traces.ts';
import { tradeRow } from '#src/ledger/trades.ts';
import { think } from './ledgerThoughts.ts';

/** A ledger with a history of trades that was written through the real interface, without sniper and venue. */
export interface LedgerWorld {
  readonly ledger: Ledger;
  readonly clock: VirtualClock;
  readonly quotes: Quotes;
  readonly rng: Rng;
  readonly ids: IdFactory;
  readonly traces: TraceWriter;
  readonly prices: Map<string, number>;
  /** Venue fills and orders are numbered by the venue. */
  venueNumber: number;
}

const DESK = 'main';
const ACCOUNT = 'paper';
const START = instant(Date.parse('2026-01-05T08:00:00Z'));
const LEARNING =
  '{"benchDays":7,"favoredFactor":1.25,"halfLifeTrades":60,"intervalPct":80,"minTradesBenched":15,"minTradesReduced":10,"minTradesUnknown":5,"priorTrades":15,"reducedFactor":0.5}';

const market = (symbol: string, tick: string, step: string, contractSize = '1'): Market => ({
  symbol,
  venue: 'paper',
  kind: symbol.includes(':') ? 'perpetual' : 'spot',
  base: symbol.split('/')[0] as string,
  quote: 'USDT',
  tick: decimal(tick),
  step: decimal(step),
  minAmount: decimal(step),
  minNotional: decimal('5'),
  contractSize: decimal(contractSize),
  maxLeverage: symbol.includes(':') ? 50 : 1,
});

export const MARKETS: readonly Market[] = [
  market('BTC/USDT', '0.1', '0.0001'),
  market('ETH/USDT', '0.01', '0.001'),
  market('SOL/USDT', '0.05', '0.25'),
  market('BTC/USDT:USDT', '0.1', '1', '0.001'),
  market('ETH/USDT:USDT', '0.01', '0.01'),
];
const FIRST_PRICES: Readonly<Record<string, number>> = { BTC: 64_000, ETH: 3_100, SOL: 140, BNB: 600 };

/** A new ledger with account, desk, markets and capital. */
export function openLedgerWorld({ path = ':memory:', seed = 1, batch = 1 } = {}): LedgerWorld {
  const clock = new VirtualClock(START);
  const ledger = new Ledger({ path, clock, batch });
  const world: LedgerWorld = {
    ledger,
    clock,
    quotes: new Quotes(),
    rng: seededRng(seed),
    ids: countingIds(),
    traces: new TraceWriter(),
    prices: new Map(),
    venueNumber: 0,
  };
  for (const one of MARKETS) world.prices.set(one.symbol, FIRST_PRICES[one.base] ?? 1);
  ledger.transact((tx) => {
    const opened = tx.append({
      kind: 'ledger.opened',
      subject: 'ledger',
      actor: 'heron',
      data: { id: `test-${seed}`, kind: 'paper', source: 'test' },
    });
    tx.append({
      kind: 'account.opened',
      subject: ACCOUNT,
      actor: 'heron',
      cause: opened,
      data: { id: ACCOUNT, venue: 'paper', mode: 'paper', quote: 'USDT' },
    });
    const markets = JSON.stringify(MARKETS.map(({ symbol }) => symbol));
    tx.append({
      kind: 'desk.created',
      subject: DESK,
      actor: 'heron',
      data: { id: DESK, account_id: ACCOUNT, status: 'active', strategist: 'smc', profile: 'intraday', markets },
    });
    for (const one of MARKETS) tx.append({ kind: 'market.listed', subject: one.symbol, actor: 'venue:paper', data: marketRow(one) });
    tx.append({ kind: 'learning.configured', subject: 'learning', actor: 'heron', data: { settings: LEARNING } });
    for (const [asset, amount] of [
      ['USDT', '1000000'],
      ['BNB', '50'],
    ] as const) {
      tx.append({
        kind: 'capital.deposited',
        subject: ACCOUNT,
        actor: 'heron',
        data: { account_id: ACCOUNT, desk_id: DESK, asset, amount },
      });
    }
  });
  for (const one of MARKETS) moveQuote(world, one);
  return world;
}

/** A history of so many round trips with everything that goes on around them; `left` of them stay open, and some conditions wait. */
export function playHistory(world: LedgerWorld, trades: number, left = 0): void {
  for (let i = 0; i < trades; i++) {
    playTrade(world, i < left ? 'open' : 'closed');
    if (i % 4 === 1) playIdea(world);
    if (i % 5 === 2) mark(world);
    if (i % 9 === 4) talk(world, i);
    if (i % 15 === 7) haltAndResume(world);
    if (i % 6 === 3) think(world, i);
  }
  for (const status of ['proposed', 'armed'] as const) propose(world, pickMarket(world), status);
  world.ledger.transact((tx) => {
    pruneTraces(tx, later(world.clock.now(), -12 * 3_600_000));
    pruneJobRuns(tx, 5);
  });
}

/** One condition from proposal to the close of its round trip, with partial fills, fees in three kinds of assets, funding and both sides. */
function playTrade(world: LedgerWorld, end: 'open' | 'closed' = 'closed'): string {
  const { rng, ledger } = world;
  const one = pickMarket(world);
  const condition = propose(world, one, 'armed');
  const tradeId = world.ids.next('t');
  const feeAsset = pick(rng, one.kind === 'spot' ? ['base', 'quote', 'BNB'] : ['quote', 'BNB']);
  const wanted = fromNumber(((0.2 + rng.next()) * 2_000) / toNumber(priceOf(world, one)), 8);
  const amount = floorAmount(one, divide(wanted, one.contractSize));
  const entry = ledger.transact((tx) => {
    tx.append({
      kind: 'condition.triggered',
      subject: condition.id,
      actor: 'sniper',
      data: { quote: cite(world, one), factor: 1, because: 'normal', trend: null, volatility: null, rules: [] },
    });
    return submit(world, tx, condition, one, tradeId, 'entry', rng.next() < 0.3 ? 'limit' : 'market', amount);
  });
  fillAll(world, condition, one, entry, feeAsset, 1 + Math.floor(rng.next() * 3));
  const stop = ledger.transact((tx) =>
    submit(world, tx, condition, one, tradeId, 'stop', 'stop', floorAmount(one, positionOf(world, tradeId).amount)),
  );
  for (let i = Math.floor(rng.next() * 3); i > 0; i--) {
    step(world, one);
    if (one.kind === 'perpetual') fund(world, condition, one, tradeId);
  }
  if (end === 'open') return tradeId;
  exit(world, condition, one, tradeId, stop, feeAsset);
  return tradeId;
}

function exit(world: LedgerWorld, condition: Condition, one: Market, tradeId: string, stop: Order, feeAsset: string): void {
  const { rng, ledger } = world;
  const reason: ExitReason = pick(rng, ['target', 'stop', 'trailing', 'time', 'manual']);
  if (reason === 'target' && rng.next() < 0.5) {
    const part = floorAmount(one, multiply(positionOf(world, tradeId).amount, decimal('0.4')));
    if (!isLess(part, one.step)) {
      const first = ledger.transact((tx) => submit(world, tx, condition, one, tradeId, 'target', 'market', part));
      fillAll(world, condition, one, first, feeAsset, 1);
      step(world, one);
    }
  }
  const rest = floorAmount(one, positionOf(world, tradeId).amount);
  if (reason === 'stop' && !isLess(rest, stop.amount)) fillAll(world, condition, one, stop, feeAsset, 2, reason);
  else {
    ledger.transact((tx) =>
      tx.append({ kind: 'order.canceled', subject: stop.id, actor: 'venue:paper', data: { reason: 'canceled on request' } }),
    );
    const last = ledger.transact((tx) => submit(world, tx, condition, one, tradeId, reason, 'market', rest));
    fillAll(world, condition, one, last, feeAsset, 1 + Math.floor(rng.next() * 2), reason);
  }
}

/** A condition that comes to nothing, one way or another. */
function playIdea(world: LedgerWorld): void {
  const one = pickMarket(world);
  const kind = pick(world.rng, [
    'condition.expired',
    'condition.superseded',
    'rejected',
    'condition.disarmed',
    'condition.denied',
    'order.rejected',
  ] as const);
  const isAnswered = kind === 'condition.disarmed' || kind === 'condition.denied' || kind === 'order.rejected';
  const condition = propose(world, one, isAnswered ? 'armed' : kind === 'rejected' ? 'rejected' : 'proposed');
  const subject = condition.id;
  world.ledger.transact((tx) => {
    if (kind === 'condition.denied') {
      tx.append({ kind, subject, actor: 'sniper', data: { guard: 'spread', figure: '31', limit: '25', text: 'The spread is too wide.' } });
    } else if (kind === 'order.rejected') {
      tx.append({
        kind: 'condition.triggered',
        subject,
        actor: 'sniper',
        data: { quote: cite(world, one), factor: 1, because: 'normal', trend: null, volatility: null, rules: [] },
      });
      const order = submit(world, tx, condition, one, world.ids.next('t'), 'entry', 'market', one.step, false);
      tx.append({ kind, subject: order.id, actor: 'venue:paper', data: { reason: 'insufficient funds' } });
      tx.append({ kind: 'condition.closed', subject, actor: 'sniper', data: { reason: 'the entry came to nothing' } });
    } else if (kind !== 'rejected') {
      tx.append({ kind, subject, actor: 'policy', data: { reason: 'because' } });
    }
  });
}

/** Writes a condition and, unless it stays proposed, the answer to it. */
function propose(world: LedgerWorld, one: Market, answered: 'proposed' | 'armed' | 'rejected'): Condition {
  const { rng, clock, ledger, ids } = world;
  step(world, one);
  const side: Side = one.kind === 'spot' || rng.next() < 0.5 ? 'long' : 'short';
  const price = toNumber(priceOf(world, one));
  const at = (ratio: number): string => toText(roundPrice(one, fromNumber(price * (side === 'long' ? ratio : 2 - ratio), 8)));
  const draft: ConditionDraft = {
    market: one.symbol,
    side,
    entry: { kind: 'price', is: 'above', price: at(1.001) } as unknown as ConditionDraft['entry'],
    stop: at(0.98),
    targets: [
      { price: at(1.02), sharePct: 40 },
      { price: at(1.05), sharePct: 60 },
    ],
    riskPct: 0.25 + Math.floor(rng.next() * 4) / 4,
    expiresAt: later(clock.now(), 6 * 3_600_000),
    exits: { trail: [{ fromR: 3, atr: 1.8 }], breakEvenAfter: 1, timeLimitMs: 6_000_000, atr: toText(fromNumber(price / 100, 2)) },
    thesis: `${one.symbol} holds an order block — "as seen"`,
    against: rng.next() < 0.5 ? 'the bias is neutral' : undefined,
    pattern: pick(rng, ['order-block retest', 'gap fill', 'trend pullback']),
    regime: pick(rng, ['tight_smc', 'wide_structure']),
    score: Math.round(rng.next() * 1000) / 10,
    evidence: ['s1', 's2'],
    referencePrice: at(1),
  };
  const condition: Condition = {
    ...draft,
    id: ids.next('c'),
    deskId: DESK,
    accountId: ACCOUNT,
    strategist: 'smc',
    status: 'proposed',
    paramsHash: paramsHashOf(draft, DESK, ACCOUNT),
    riskAmount: decimal('25.5'),
    createdAt: clock.now(),
  };
  return ledger.transact((tx) => {
    const seq = tx.append({ kind: 'condition.proposed', subject: condition.id, actor: 'strategist:smc', data: conditionRow(condition) });
    queueMessage(tx, { eventSeq: seq, channel: 'terminal', reply: `{"title":"${condition.id}"}`, at: clock.now() });
    trace(world, tx, one, 'proposed');
    if (answered === 'proposed') return condition;
    const at = toIso(clock.now());
    tx.append({
      kind: answered === 'armed' ? 'condition.armed' : 'condition.rejected',
      subject: condition.id,
      actor: 'user:terminal',
      cause: seq,
      data: {
        id: ids.next('a'),
        condition_id: condition.id,
        params_hash: condition.paramsHash,
        decision: answered === 'armed' ? 'approve' : 'reject',
        actor: 'user:terminal',
        band: 'ask',
        reason: null,
        at,
        expires_at: toIso(condition.expiresAt),
      },
    });
    return tx.memory.conditions.get(condition.id) ?? condition;
  });
}

/** Writes an order and, as a rule, the venue's acceptance. */
function submit(
  world: LedgerWorld,
  tx: LedgerTx,
  condition: Condition,
  one: Market,
  tradeId: string,
  purpose: Purpose,
  type: OrderType,
  amount: Decimal,
  accepted = true,
): Order {
  const { ids, clock } = world;
  const isEntry = purpose === 'entry';
  const price = priceOf(world, one);
  const id = ids.next('o');
  const order: Order = {
    id,
    clientOrderId: clientOrderIdOf('test', tradeId, purpose, Number(id.slice(1))),
    deskId: DESK,
    accountId: ACCOUNT,
    conditionId: condition.id,
    tradeId,
    market: one.symbol,
    purpose,
    side: (condition.side === 'long') === isEntry ? 'buy' : 'sell',
    type,
    amount,
    price: type === 'limit' ? price : undefined,
    stopPrice: type === 'stop' ? decimal(condition.stop) : undefined,
    reduceOnly: !isEntry,
    leverage: one.kind === 'spot' ? 1 : 3,
    approvalId: isEntry ? tx.memory.approvals.get(condition.id)?.id : undefined,
    attempt: 1,
    status: 'submitting',
    paramsHash: condition.paramsHash,
    deadline: later(clock.now(), 10_000),
    createdAt: clock.now(),
  };
  tx.append({ kind: 'order.submitted', subject: id, actor: 'sniper', data: orderRow(order) });
  if (accepted)
    tx.append({ kind: 'order.accepted', subject: id, actor: 'venue:paper', data: { venue_order_id: `p${++world.venueNumber}` } });
  return order;
}

function fillAll(
  world: LedgerWorld,
  condition: Condition,
  one: Market,
  order: Order,
  feeAsset: string,
  parts: number,
  closing?: ExitReason,
): void {
  let rest = order.amount;
  for (let i = 1; i <= parts; i++) {
    step(world, one);
    const part = i === parts ? rest : floorAmount(one, divide(rest, decimal('2')));
    if (isLess(part, one.step)) continue;
    rest = subtract(rest, part);
    world.ledger.transact((tx) => {
      const fill = fillOf(world, one, order, part, feeAsset);
      const seq = tx.append({ kind: 'fill.recorded', subject: fill.id, actor: 'venue:paper', data: fillRow(fill) });
      queueMessage(tx, { eventSeq: seq, channel: 'terminal', reply: `{"title":"${fill.id}"}`, at: world.clock.now() });
      const position = positionOf(world, order.tradeId);
      if (closing === undefined || !isFlat(position, one)) return;
      const risk = multiply(position.enteredAmount, multiply(decimal('20.5'), one.contractSize));
      const trade = closedTrade(position, condition, risk, closing, one);
      tx.append({ kind: 'trade.closed', subject: trade.id, actor: 'sniper', cause: seq, data: tradeRow(trade) });
    });
  }
}

function fillOf(world: LedgerWorld, one: Market, order: Order, amount: Decimal, charged: string): Fill {
  const { rng, quotes, clock } = world;
  const quote = quotes.get(one.symbol);
  assert(quote !== undefined, 'a market of the test has a quote');
  const isMaker = order.type === 'limit';
  // A limit order that rested gets its own price, which lies beyond the best one when the market has come to it.
  const best = decimal(String(order.side === 'buy' ? quote.ask : quote.bid));
  const slip = isMaker ? decimal('1') : decimal(order.side === 'buy' ? '1.0001' : '0.9999');
  const price = roundPrice(one, multiply(best, slip));
  const notional = multiply(multiply(amount, price), one.contractSize);
  const inBase = charged === 'base' && order.side === 'buy';
  const inThird = charged === 'BNB';
  const rate = decimal(isMaker && rng.next() < 0.2 ? '-0.0001' : '0.001');
  const feeQuote = multiply(notional, rate);
  const bnb = fromNumber(600 + rng.next(), 2);
  const fee = inBase ? multiply(amount, rate) : inThird ? divide(feeQuote, bnb, 8) : feeQuote;
  return {
    id: world.ids.next('f'),
    venueFillId: `p${world.venueNumber}-${Math.floor(rng.next() * 1e9)}`,
    orderId: order.id,
    tradeId: order.tradeId,
    conditionId: order.conditionId,
    deskId: DESK,
    accountId: ACCOUNT,
    market: one.symbol,
    purpose: order.purpose,
    side: order.side,
    amount,
    price,
    fee,
    feeAsset: inBase ? one.base : inThird ? 'BNB' : 'USDT',
    feeValue: inBase ? multiply(fee, price) : inThird ? multiply(fee, bnb) : fee,
    liquidity: isMaker ? 'maker' : 'taker',
    quote: cite(world, one),
    at: clock.now(),
  };
}

function fund(world: LedgerWorld, condition: Condition, one: Market, tradeId: string): void {
  const position = positionOf(world, tradeId);
  const worth = multiply(multiply(position.amount, priceOf(world, one)), one.contractSize);
  const amount = multiply(worth, decimal(world.rng.next() < 0.5 ? '0.0001' : '-0.00005'));
  const at = world.clock.now();
  const id = world.ids.next('n');
  const funding = {
    id,
    venueFundingId: `${one.symbol}@${at}`,
    tradeId,
    conditionId: condition.id,
    deskId: DESK,
    accountId: ACCOUNT,
    market: one.symbol,
    amount,
    asset: 'USDT',
    at,
  };
  world.ledger.transact((tx) => tx.append({ kind: 'funding.recorded', subject: id, actor: 'venue:paper', data: fundingRow(funding) }));
}

/** Records equity at the latest quotes. */
function mark({ ledger, quotes }: LedgerWorld): void {
  ledger.transact((tx) => {
    const { equity, prices } = equityOf(tx.memory, quotes, ACCOUNT, DESK);
    tx.append({
      kind: 'equity.marked',
      subject: DESK,
      actor: 'job:mark',
      data: { account_id: ACCOUNT, desk_id: DESK, equity: toText(equity), prices: JSON.stringify(prices) },
    });
  });
}

function talk({ ledger, clock }: LedgerWorld, round: number): void {
  ledger.transact((tx) => {
    for (const row of pendingMessages(tx, 'terminal', 2)) markSent(tx, row, clock.now());
    const row = receive(
      tx,
      { platform: 'terminal', update_id: `u${round}`, chat: 'terminal', actor: 'user:terminal', text: '/status' },
      clock.now(),
    );
    if (row && round % 2 === 0) answer(tx, row, 'good', clock.now());
    for (const job of ['mark', 'audit']) recordJobRun(tx, job, clock.now(), 'good', `round ${round}`);
  });
}

function haltAndResume({ ledger, clock }: LedgerWorld): void {
  const actor = 'user:terminal';
  ledger.transact((tx) => {
    const cause = tx.append({ kind: 'lockdown.set', subject: 'lockdown', actor, data: { reason: 'a look', last_button: 0 } });
    tx.append({ kind: 'halt.set', subject: 'halt', actor, cause, data: { reason: 'a look' } });
  });
  clock.advanceTo(later(clock.now(), 60_000));
  ledger.transact((tx) => tx.append({ kind: 'lockdown.ended', subject: 'lockdown', actor, data: { reason: 'it was nothing' } }));
  ledger.transact((tx) => tx.append({ kind: 'halt.ended', subject: 'halt', actor, data: { reason: 'all is well' } }));
}

function trace({ traces, clock, rng, prices }: LedgerWorld, tx: LedgerTx, one: Market, outcome: string): void {
  const price = prices.get(one.symbol) ?? 1;
  traces.write(tx, {
    deskId: DESK,
    market: one.symbol,
    strategist: 'smc',
    outcome: rng.next() < 0.5 ? outcome : 'nothing',
    reasons: ['the score is low'],
    bias: 'neutral',
    price,
    at: clock.now(),
  });
}

/** Time goes on and the price moves a little. */
function step(world: LedgerWorld, one: Market): void {
  world.clock.advanceTo(later(world.clock.now(), 1_000 + Math.floor(world.rng.next() * 600_000)));
  moveQuote(world, one);
}

function moveQuote({ prices, quotes, rng, clock }: LedgerWorld, one: Market): void {
  const price = (prices.get(one.symbol) ?? 1) * (1 + rng.normal() * 0.004);
  prices.set(one.symbol, price);
  const on = (value: number): number => toNumber(roundPrice(one, fromNumber(value, 8)));
  const last = on(price);
  const tick = toNumber(one.tick);
  quotes.put({ market: one.symbol, bid: on(last - tick), ask: on(last + tick), last, bidSize: 1, askSize: 1, at: clock.now() });
}

function cite({ quotes }: LedgerWorld, one: Market): string {
  const quote = quotes.get(one.symbol);
  return quote === undefined ? '' : `${quote.bid}/${quote.ask}/${quote.last}@${toIso(quote.at)}`;
}

const priceOf = ({ quotes }: LedgerWorld, one: Market): Decimal => decimal(String(quotes.get(one.symbol)?.last));

function positionOf({ ledger }: LedgerWorld, tradeId: string): Position {
  const position = ledger.memory.positions.get(tradeId);
  assert(position !== undefined, `trade ${tradeId} of the test is open`);
  return position;
}

/** A market in which nothing is open, so that a spot position is never sold by another trade. */
function pickMarket(world: LedgerWorld): Market {
  const busy = new Set([...world.ledger.memory.positions.values()].map(({ market: symbol }) => symbol));
  const free = MARKETS.filter(({ symbol }) => !busy.has(symbol));
  return pick(world.rng, free.length > 0 ? free : MARKETS);
}

const pick = <T>(rng: Rng, from: readonly T[]): T => from[Math.floor(rng.next() * from.length)] as T;
