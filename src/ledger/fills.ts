import { parseInstant, toIso } from '#src/domain/clock.ts';
import { add, type Decimal, decimal, isLess, toText } from '#src/domain/decimal.ts';
import { assert } from '#src/domain/errors.ts';
import type { FeePart, Fill, Funding } from '#src/domain/fill.ts';
import { canonicalJson } from '#src/domain/hash.ts';
import type { OrderSide, OrderStatus, Purpose } from '#src/domain/order.ts';
import { foldFill, foldFunding, type Position } from '#src/domain/position.ts';
import { postingsOfFill } from '#src/domain/posting.ts';
import { noteBooking } from './bookings.ts';
import type { Core, Reader } from './core.ts';
import type { LedgerEvent } from './event.ts';
import { fundingsOfTrade } from './fundings.ts';
import { endedOrder, projectOrderStatus } from './orders.ts';
import { Origin } from './origin.ts';
import { writePostings } from './postings.ts';
import { cellsOf, tableOf } from './table.ts';

export interface FillRow {
  readonly id: string;
  readonly venue_fill_id: string;
  readonly order_id: string;
  readonly trade_id: string;
  readonly condition_id: string;
  readonly desk_id: string;
  readonly account_id: string;
  readonly market: string;
  readonly purpose: Purpose;
  readonly side: OrderSide;
  readonly amount: string;
  readonly price: string;
  readonly fee: string;
  readonly fee_asset: string;
  readonly fee_value: string;
  readonly liquidity: 'maker' | 'taker';
  readonly quote: string;
  readonly at: string;
  /** Canonical JSON of `[{ amount, asset, value }]`; left out where a fee has one part. */
  readonly other_fees?: string | null;
}

const COLUMNS = [
  'id',
  'venue_fill_id',
  'order_id',
  'trade_id',
  'condition_id',
  'desk_id',
  'account_id',
  'market',
  'purpose',
  'side',
  'amount',
  'price',
  'fee',
  'fee_asset',
  'fee_value',
  'liquidity',
  'quote',
  'at',
  'other_fees',
] as const;
const FILL = tableOf('fill', [...COLUMNS, 'seq']);
const SELECT = `select ${COLUMNS.join(', ')} from fill`;

/** What the newest row was made from. */
const newest = new Origin<FillRow, Fill>();

export const fillRow = (fill: Fill): FillRow =>
  newest.note(
    {
      account_id: fill.accountId,
      amount: toText(fill.amount),
      at: toIso(fill.at),
      condition_id: fill.conditionId,
      desk_id: fill.deskId,
      fee: toText(fill.fee),
      fee_asset: fill.feeAsset,
      fee_value: toText(fill.feeValue),
      id: fill.id,
      liquidity: fill.liquidity,
      market: fill.market,
      order_id: fill.orderId,
      ...(fill.otherFees !== undefined && fill.otherFees.length > 0 && { other_fees: textOfParts(fill.otherFees) }),
      price: toText(fill.price),
      purpose: fill.purpose,
      quote: fill.quote,
      side: fill.side,
      trade_id: fill.tradeId,
      venue_fill_id: fill.venueFillId,
    },
    fill,
  );

const fillOf = (row: FillRow): Fill => ({
  id: row.id,
  venueFillId: row.venue_fill_id,
  orderId: row.order_id,
  tradeId: row.trade_id,
  conditionId: row.condition_id,
  deskId: row.desk_id,
  accountId: row.account_id,
  market: row.market,
  purpose: row.purpose,
  side: row.side,
  amount: decimal(row.amount),
  price: decimal(row.price),
  fee: decimal(row.fee),
  feeAsset: row.fee_asset,
  feeValue: decimal(row.fee_value),
  liquidity: row.liquidity,
  quote: row.quote,
  at: parseInstant(row.at),
  ...(row.other_fees != null && { otherFees: partsOfText(row.other_fees) }),
});

const textOfParts = (parts: readonly FeePart[]): string =>
  canonicalJson(parts.map(({ amount, asset, value }) => ({ amount: toText(amount), asset, value: toText(value) })));

const partsOfText = (text: string): FeePart[] =>
  (JSON.parse(text) as Record<'amount' | 'asset' | 'value', string>[]).map(({ amount, asset, value }) => ({
    amount: decimal(amount),
    asset,
    value: decimal(value),
  }));

/** A fill moves its order, its position and the books, all in the transaction that records it. */
export function projectFill(core: Core, event: LedgerEvent<'fill.recorded'>): void {
  const { memory } = core;
  const fill = newest.of(event.data) ?? fillOf(event.data);
  core.insert(FILL, cellsOf(COLUMNS, { ...event.data, other_fees: event.data.other_fees ?? null }, event.seq));
  // A venue can tell of an end first and of a fill after it: money that moved is recorded, and what is over stays so.
  const isLive = memory.orders.has(fill.orderId);
  const live = memory.orders.get(fill.orderId) ?? endedOrder(core, fill.orderId);
  assert(live !== undefined, `fill ${fill.id} belongs to order ${fill.orderId}, which was never written`);
  assert(isLive || mayFillLate(live.order.status), `fill ${fill.id} belongs to order ${fill.orderId}, which is over`);
  // The row of this fill is among those of an ended order already.
  const filled = isLive ? add(live.filled, fill.amount) : live.filled;
  assert(!isLess(live.order.amount, filled), `order ${fill.orderId} was filled beyond its amount`);
  if (isLive) memory.orders.set(fill.orderId, { ...live, filled });
  const market = memory.markets.get(fill.market);
  assert(market !== undefined, `fill ${fill.id} is of a market that was never listed`);
  const folded = foldFill(memory.positions.get(fill.tradeId), fill, market);
  memory.positions.set(fill.tradeId, folded.position);
  noteBooking(memory);
  writePostings(core, event.seq, fill.accountId, fill.deskId, postingsOfFill(fill, folded, market));
  if (isLive && !isLess(filled, live.order.amount)) projectOrderStatus(core, fill.orderId, 'filled');
}

/** Ended without being filled whole, so that a fill of it can still turn up. */
const mayFillLate = (status: OrderStatus): boolean => status === 'canceled' || status === 'expired' || status === 'rejected';

/** Whether the venue's execution is recorded already: once per account and market (INV-6). */
export const hasFill = (ledger: Reader, accountId: string, market: string, venueFillId: string): boolean =>
  orderOfFill(ledger, accountId, market, venueFillId) !== undefined;

/** The order that an execution is recorded for; undefined where it is not. */
export const orderOfFill = (ledger: Reader, accountId: string, market: string, venueFillId: string): string | undefined =>
  ledger.get<{ order_id: string }>(
    'select order_id from fill where account_id = ? and market = ? and venue_fill_id = ?',
    accountId,
    market,
    venueFillId,
  )?.order_id;

/** When the venue made the newest execution that is recorded, as ISO; undefined when there is none. */
export const lastFillAt = (ledger: Reader): string | undefined =>
  ledger.get<{ at: string | null }>('select max(at) as at from fill')?.at ?? undefined;

/** What the orders of one purpose executed for a round trip after an event, in base units or contracts. */
export const filledAfter = (ledger: Reader, tradeId: string, purpose: Purpose, seq: number): Decimal =>
  decimal(
    ledger.get<{ total: string | null }>(
      'select decimal_sum(amount) as total from fill where trade_id = ? and purpose = ? and seq > ?',
      tradeId,
      purpose,
      seq,
    )?.total ?? '0',
  );

/** Fills of round trips that have no trade yet, folded into positions. */
export function loadPositions(core: Core): Position[] {
  const open = core.all<{ trade_id: string }>(
    `select distinct f.trade_id from fill f join condition c on c.id = f.condition_id and c.status = 'triggered'
     where not exists (select 1 from trade t where t.id = f.trade_id) order by f.trade_id`,
  );
  return open.flatMap(({ trade_id }) => positionOf(core, trade_id) ?? []);
}

/** The fold of a round trip's fills and funding, in the order of their events. */
export function positionOf(core: Reader & Pick<Core, 'memory'>, tradeId: string): Position | undefined {
  type Step = { seq: number; fill?: Fill; funding?: Funding };
  const steps: Step[] = core
    .all<FillRow & { seq: number }>(`select ${COLUMNS.join(', ')}, seq from fill where trade_id = ?`, tradeId)
    .map((row) => ({ seq: row.seq, fill: fillOf(row) }));
  for (const funding of fundingsOfTrade(core, tradeId)) steps.push({ seq: funding.seq, funding: funding.funding });
  let position: Position | undefined;
  for (const { fill, funding } of steps.sort((a, b) => a.seq - b.seq)) {
    const market = core.memory.markets.get((fill ?? funding)?.market ?? '');
    if (fill && market) position = foldFill(position, fill, market).position;
    if (funding && position) position = foldFunding(position, funding);
  }
  return position;
}

export const fillsOfTrade = (ledger: Reader, tradeId: string): Fill[] =>
  ledger.all<FillRow>(`${SELECT} where trade_id = ? order by seq`, tradeId).map(fillOf);
