import type { Order } from '#src/domain/order.ts';
import { type FundingRow, fundingRow } from '#src/ledger/fundings.ts';
import { orderRow } from '#src/ledger/orders.ts';
import type { VenueFunding, VenueSink } from '#src/venue/port.ts';
import { dropReplacedStops } from './protect.ts';
import { settleEnd, settleFill } from './settle.ts';
import type { SniperState } from './state.ts';

/** Where the venue's answers become rows. */
export function sinkOf(state: SniperState): VenueSink {
  const actor = `venue:${state.venue.name}`;
  const { ledger } = state;
  return {
    accepted({ clientOrderId, venueOrderId }) {
      const id = ledger.memory.orderIds.get(clientOrderId);
      if (id === undefined) return;
      ledger.transact((tx) =>
        tx.append({ kind: 'order.accepted', subject: id, actor, cause: state.causes.get(id), data: { venue_order_id: venueOrderId } }),
      );
      dropReplacedStops(state, id);
    },
    rejected: ({ clientOrderId, reason }) => settleEnd(state, clientOrderId, 'order.rejected', reason),
    unknown({ clientOrderId, reason }) {
      const id = ledger.memory.orderIds.get(clientOrderId);
      if (id === undefined) return;
      ledger.transact((tx) => tx.append({ kind: 'order.unknown', subject: id, actor, cause: state.causes.get(id), data: { reason } }));
      state.tally.failed(state.clock.now());
    },
    fill: (report) => settleFill(state, report),
    canceled: ({ clientOrderId, reason }) => settleEnd(state, clientOrderId, 'order.canceled', reason),
    funding: (report) => settleFunding(state, actor, report),
    liquidated(report) {
      const trade = [...state.trades.values()].find(({ market }) => market.symbol === report.market);
      if (trade === undefined) return;
      const now = state.clock.now();
      const { deskId, accountId, id, paramsHash } = trade.condition;
      // The venue made this order itself: it is adopted as it is, because the position is already gone.
      const order: Order = {
        deskId,
        accountId,
        conditionId: id,
        tradeId: trade.tradeId,
        market: report.market,
        purpose: 'liquidated',
        side: report.side,
        type: 'market',
        amount: report.amount,
        reduceOnly: true,
        leverage: 1,
        id: state.ids.next('o'),
        clientOrderId: report.clientOrderId,
        attempt: 0,
        status: 'submitting',
        paramsHash,
        deadline: now,
        createdAt: now,
      };
      ledger.transact((tx) => {
        const seq = tx.append({ kind: 'order.submitted', subject: order.id, actor, cause: state.causes.get(id), data: orderRow(order) });
        state.causes.set(order.id, seq);
        tx.append({ kind: 'order.accepted', subject: order.id, actor, cause: seq, data: { venue_order_id: report.venueOrderId } });
      });
    },
  };
}

/** Funding is of a market; with one position per market it belongs to that position's trade. */
function settleFunding(state: SniperState, actor: string, { venueFundingId, market, amount, asset, at }: VenueFunding): void {
  const { ledger } = state;
  const position = [...ledger.memory.positions.values()].find((one) => one.market === market);
  if (position === undefined) return;
  const { tradeId, conditionId, deskId, accountId } = position;
  const row: FundingRow = fundingRow({
    id: state.ids.next('n'),
    venueFundingId,
    tradeId,
    conditionId,
    deskId,
    accountId,
    market,
    amount,
    asset,
    at,
  });
  ledger.transact((tx) => tx.append({ kind: 'funding.recorded', subject: row.id, actor, cause: state.causes.get(conditionId), data: row }));
}
