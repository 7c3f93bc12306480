import type { Instant } from '#src/domain/clock.ts';
import { type Decimal, isLess } from '#src/domain/decimal.ts';
import { sha256 } from '#src/domain/hash.ts';
import type { Order, OrderSide } from '#src/domain/order.ts';
import { orderRow } from '#src/ledger/orders.ts';
import type { VenueFill } from '#src/venue/port.ts';
import type { OpenTrade } from './openTrade.ts';
import { settleFill } from './settle.ts';
import type { SniperState } from './state.ts';

/** An order that was not Heron's: the venue made it by force, or somebody by hand. */
interface Foreign {
  readonly clientOrderId: string;
  readonly venueOrderId: string;
  readonly side: OrderSide;
  readonly amount: Decimal;
  readonly purpose: 'liquidated' | 'manual';
  readonly actor: string;
}

/** Takes an order into the ledger as it is: the position is smaller already. Its fill follows. */
export function adoptOrder(state: SniperState, trade: OpenTrade, { purpose, actor, ...rest }: Foreign): void {
  const now = state.clock.now();
  const { deskId, accountId, id, paramsHash } = trade.condition;
  const order: Order = {
    deskId,
    accountId,
    conditionId: id,
    tradeId: trade.tradeId,
    market: trade.market.symbol,
    purpose,
    side: rest.side,
    type: 'market',
    amount: rest.amount,
    reduceOnly: true,
    leverage: 1,
    id: state.ids.next('o'),
    clientOrderId: rest.clientOrderId,
    attempt: 0,
    status: 'submitting',
    paramsHash,
    deadline: now,
    createdAt: now,
  };
  state.ledger.transact((tx) => {
    const seq = tx.append({ kind: 'order.submitted', subject: order.id, actor, cause: state.causes.get(id), data: orderRow(order) });
    state.causes.set(order.id, seq);
    tx.append({ kind: 'order.accepted', subject: order.id, actor, cause: seq, data: { venue_order_id: rest.venueOrderId } });
  });
}

/** What somebody else took off a position. */
interface ExternalExit {
  readonly market: string;
  readonly amount: Decimal;
  readonly price: Decimal;
  readonly fee: Decimal;
  readonly feeAsset: string;
  readonly otherFees?: VenueFill['otherFees'];
  readonly venueFillId: string;
  readonly at: Instant;
  readonly liquidity: 'maker' | 'taker';
  readonly actor: string;
}

/** Books an exit that a person says was made outside of Heron. False when no position of that market is large enough: nothing is written then. */
export function adoptExit(state: SniperState, { actor, ...exit }: ExternalExit): boolean {
  const trade = [...state.trades.values()].find(({ market }) => market.symbol === exit.market);
  const position = trade && state.ledger.memory.positions.get(trade.tradeId);
  if (trade === undefined || position === undefined || isLess(position.amount, exit.amount)) return false;
  const side = trade.sign === 1 ? 'sell' : 'buy';
  const clientOrderId = sha256(`${state.ledgerId}|external|${exit.market}|${exit.venueFillId}`).slice(0, 32);
  // Not in one transaction: what follows from a fill may be sent, and nothing is sent before it is committed.
  adoptOrder(state, trade, { clientOrderId, venueOrderId: exit.venueFillId, side, amount: exit.amount, purpose: 'manual', actor });
  return settleFill(state, { ...exit, clientOrderId, side, quote: '' });
}
