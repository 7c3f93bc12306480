import { instant, later, toIso, VirtualClock } from '#src/domain/clock.ts';
import { type Condition, type ConditionDraft, paramsHashOf } from '#src/domain/condition.ts';
import { decimal, multiply, sum, toText } from '#src/domain/decimal.ts';
import { assert } from '#src/domain/errors.ts';
import type { Fill } from '#src/domain/fill.ts';
import { clientOrderIdOf, countingIds, type IdFactory } from '#src/domain/ids.ts';
import { roundPrice } from '#src/domain/market.ts';
import type { Order } from '#src/domain/order.ts';
import { isFlat } from '#src/domain/position.ts';
import { Quotes } from '#src/domain/quotes.ts';
import { plannedRiskOf } from '#src/domain/size.ts';
import { closedTrade } from '#src/domain/trade.ts';
import { conditionRow } from '#src/ledger/conditions.ts';
import { fillRow } from '#src/ledger/fills.ts';
import { fundingRow } from '#src/ledger/fundings.ts';
import { Ledger, type LedgerTx } from '#src/ledger/ledger.ts';
import { marketRow } from '#src/ledger/markets.ts';
import { orderRow } from '#src/ledger/orders.ts';
import { tradeRow } from '#src/ledger/trades.ts';
import { PLACES, type PlayedFill, type RoundTrip, THIRD, THIRD_MARKET } from './histories.ts';

export const CAPITAL = '1000000';
export const THIRD_CAPITAL = '5000';
const ACCOUNT = 'paper';
const DESKS = ['main', 'second'] as const;
const START = instant(Date.parse('2026-01-05T08:00:00Z'));
const LEARNING =
  '{"benchDays":7,"favoredFactor":1.25,"halfLifeTrades":60,"intervalPct":80,"minTradesBenched":15,"minTradesReduced":10,"minTradesUnknown":5,"priorTrades":15,"reducedFactor":0.5}';

export interface WrittenHistory {
  readonly ledger: Ledger;
  readonly clock: VirtualClock;
  readonly quotes: Quotes;
}

interface Writing extends WrittenHistory {
  readonly ids: IdFactory;
}

interface Going {
  readonly trip: RoundTrip;
  readonly condition: Condition;
  readonly tradeId: string;
  next: number;
}

/**
 * A ledger in memory that holds these round trips, which went on side by side, written as the sniper writes them.
 * `batch` is the ledger's: 1 as when Heron runs, many as in a replay. `look` is called after each step.
 */
export function writeHistory(trips: readonly RoundTrip[], batch = 1, look?: (written: WrittenHistory) => void): WrittenHistory {
  const clock = new VirtualClock(START);
  const writing: Writing = { ledger: new Ledger({ path: ':memory:', clock, batch }), clock, quotes: new Quotes(), ids: countingIds() };
  found(writing);
  for (const { market, middle, tick } of PLACES) quote(writing, market.symbol, (middle + 7) * Number(tick), Number(tick));
  quote(writing, THIRD_MARKET.symbol, 612.34, 0.01);
  const going = trips.map((trip, i) => begin(writing, trip, DESKS[i % 2] as string));
  for (let left = true; left; ) {
    left = false;
    for (const one of going) {
      if (one.next >= one.trip.steps.length) continue;
      clock.advanceTo(later(clock.now(), 61 * 60_000));
      play(writing, one);
      look?.(writing);
      left = true;
    }
  }
  writing.ledger.flush();
  return writing;
}

function found({ ledger }: Writing): void {
  ledger.transact((tx) => {
    tx.append({
      kind: 'ledger.opened',
      subject: 'ledger',
      actor: 'heron',
      data: { id: 'history', kind: 'paper', source: 'a made-up history' },
    });
    tx.append({
      kind: 'account.opened',
      subject: ACCOUNT,
      actor: 'heron',
      data: { id: ACCOUNT, venue: 'paper', mode: 'paper', quote: 'USDT' },
    });
    for (const id of DESKS) {
      const data = { id, account_id: ACCOUNT, status: 'active', strategist: 'smc', profile: 'intraday', markets: '[]' } as const;
      tx.append({ kind: 'desk.created', subject: id, actor: 'heron', data });
    }
    for (const one of [...PLACES.map(({ market }) => market), THIRD_MARKET])
      tx.append({ kind: 'market.listed', subject: one.symbol, actor: 'venue:paper', data: marketRow(one) });
    tx.append({ kind: 'learning.configured', subject: 'learning', actor: 'heron', data: { settings: LEARNING } });
    for (const [desk_id, asset, amount] of [
      [DESKS[0], 'USDT', CAPITAL],
      [DESKS[1], THIRD, THIRD_CAPITAL],
    ] as const)
      tx.append({ kind: 'capital.deposited', subject: ACCOUNT, actor: 'heron', data: { account_id: ACCOUNT, desk_id, asset, amount } });
  });
}

function begin({ ledger, clock, ids }: Writing, trip: RoundTrip, deskId: string): Going {
  const now = clock.now();
  const first = trip.steps.find((one) => one.kind === 'fill') as PlayedFill;
  const draft: ConditionDraft = {
    market: trip.market.symbol,
    side: trip.side,
    entry: { type: 'price', is: 'above', level: first.price },
    stop: trip.side === 'long' ? stopAt(trip, '0.97') : stopAt(trip, '1.03'),
    targets: [{ price: first.price, sharePct: 100 }],
    riskPct: 1,
    expiresAt: later(now, 86_400_000),
    exits: { trail: [], breakEvenAfter: 1, timeLimitMs: 0, atr: '1' },
    thesis: 'made up',
    pattern: trip.steps.length % 2 === 0 ? 'order_block_retest' : undefined,
    regime: trip.side === 'long' ? 'tight_smc' : 'wide_structure',
    evidence: [],
    referencePrice: first.price,
  };
  const id = ids.next('c');
  const paramsHash = paramsHashOf(draft, deskId, ACCOUNT);
  const condition: Condition = {
    ...draft,
    id,
    deskId,
    accountId: ACCOUNT,
    strategist: 'smc',
    status: 'proposed',
    paramsHash,
    riskAmount: decimal('25'),
    createdAt: now,
  };
  ledger.transact((tx) => {
    tx.append({ kind: 'condition.proposed', subject: id, actor: 'strategist:smc', data: conditionRow(condition) });
    const at = toIso(now);
    const data = {
      id: ids.next('a'),
      condition_id: id,
      params_hash: paramsHash,
      decision: 'approve',
      actor: 'policy',
      band: 'auto',
      reason: null,
      at,
      expires_at: toIso(draft.expiresAt),
    } as const;
    tx.append({ kind: 'condition.armed', subject: id, actor: 'policy', data });
    tx.append({
      kind: 'condition.triggered',
      subject: id,
      actor: 'sniper',
      data: { quote: '', factor: 1, because: 'normal', trend: null, volatility: null, rules: [] },
    });
  });
  return { trip, condition: ledger.memory.conditions.get(id) ?? condition, tradeId: ids.next('t'), next: 0 };
}

const stopAt = ({ market, steps }: RoundTrip, ratio: string): string => {
  const first = steps.find((one) => one.kind === 'fill') as PlayedFill;
  return toText(roundPrice(market, multiply(decimal(first.price), decimal(ratio))));
};

/** The next fill or funding payment. Fills in a row that enter are parts of one order. */
function play(writing: Writing, one: Going): void {
  const { ledger, clock, ids } = writing;
  const { trip, condition, tradeId } = one;
  const step = trip.steps[one.next];
  assert(step !== undefined, 'a round trip that goes on has a next step');
  ledger.transact((tx) => {
    if (step.kind === 'fill') fill(writing, tx, one, step);
    else {
      const id = ids.next('n');
      const { deskId, accountId } = condition;
      const amount = decimal(step.amount);
      const row = {
        id,
        venueFundingId: `v${id}`,
        tradeId,
        conditionId: condition.id,
        deskId,
        accountId,
        market: trip.market.symbol,
        amount,
        asset: trip.market.quote,
        at: clock.now(),
      };
      tx.append({ kind: 'funding.recorded', subject: id, actor: 'venue:paper', data: fundingRow(row) });
    }
  });
  one.next++;
}

function fill({ ids, clock, ledger }: Writing, tx: LedgerTx, one: Going, step: PlayedFill): void {
  const { trip, condition, tradeId } = one;
  const live = [...ledger.memory.orders.values()].find(({ order }) => order.tradeId === tradeId);
  const order = live?.order ?? submit(tx, ids, clock, one, step);
  const { market } = trip;
  const made: Fill = {
    id: ids.next('f'),
    venueFillId: `v${tradeId}.${one.next}`,
    orderId: order.id,
    tradeId,
    conditionId: condition.id,
    deskId: condition.deskId,
    accountId: ACCOUNT,
    market: market.symbol,
    purpose: order.purpose,
    side: order.side,
    amount: decimal(step.amount),
    price: decimal(step.price),
    fee: decimal(step.fee),
    feeAsset: step.feeAsset,
    feeValue: multiply(decimal(step.fee), decimal(step.feeRate)),
    liquidity: step.fee.startsWith('-') ? 'maker' : 'taker',
    quote: `${step.price}/${step.price}/${step.price}@${toIso(clock.now())}`,
    at: clock.now(),
  };
  const cause = tx.append({ kind: 'fill.recorded', subject: made.id, actor: 'venue:paper', data: fillRow(made) });
  const position = tx.memory.positions.get(tradeId);
  assert(position !== undefined, 'a fill makes a position');
  if (!trip.closes || one.next < trip.steps.length - 1) return;
  assert(isFlat(position, market), `the last fill of ${tradeId} leaves nothing that can be traded`);
  const risk = plannedRiskOf(position.enteredAmount, position.enteredCost, decimal(condition.stop), market.contractSize);
  tx.append({
    kind: 'trade.closed',
    subject: tradeId,
    actor: 'sniper',
    cause,
    data: tradeRow(closedTrade(position, condition, risk, 'manual', market)),
  });
}

function submit(tx: LedgerTx, ids: IdFactory, clock: VirtualClock, { trip, condition, tradeId, next }: Going, step: PlayedFill): Order {
  const id = ids.next('o');
  const now = clock.now();
  const parts = [];
  for (const one of trip.steps.slice(next)) {
    if (one.kind === 'funding') continue;
    if (one.enters !== step.enters) break;
    parts.push(decimal(one.amount));
    if (!step.enters) break;
  }
  const order: Order = {
    id,
    clientOrderId: clientOrderIdOf('history', tradeId, step.enters ? 'entry' : 'manual', Number(id.slice(1))),
    deskId: condition.deskId,
    accountId: ACCOUNT,
    conditionId: condition.id,
    tradeId,
    market: trip.market.symbol,
    purpose: step.enters ? 'entry' : 'manual',
    side: step.enters === (trip.side === 'long') ? 'buy' : 'sell',
    type: 'market',
    amount: sum(parts),
    reduceOnly: !step.enters,
    leverage: 1,
    approvalId: step.enters ? tx.memory.approvals.get(condition.id)?.id : undefined,
    attempt: 1,
    status: 'submitting',
    paramsHash: condition.paramsHash,
    deadline: later(now, 10_000),
    createdAt: now,
  };
  tx.append({ kind: 'order.submitted', subject: id, actor: 'sniper', data: orderRow(order) });
  tx.append({ kind: 'order.accepted', subject: id, actor: 'venue:paper', data: { venue_order_id: `p${id.slice(1)}` } });
  return order;
}

function quote({ quotes, clock }: WrittenHistory, market: string, last: number, tick: number): void {
  const on = (price: number): number => Number(price.toFixed(8));
  quotes.put({ market, bid: on(last - tick), ask: on(last + tick), last: on(last), bidSize: 1, askSize: 1, at: clock.now() });
}
