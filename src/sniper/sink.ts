import { type FundingRow, fundingRow, hasFunding, NO_TRADE } from '#src/ledger/fundings.ts';
import type { VenueFunding, VenueSink } from '#src/venue/port.ts';
import { adoptOrder } from './adopt.ts';
import { refusalAtEgress } from './egress.ts';
import { orderReported, settleAbsent, settleAccepted, settleLost, settleUnknown } from './reported.ts';
import { settleEnd, settleFill } from './settle.ts';
import type { SniperState } from './state.ts';

type Said = Parameters<VenueSink['canceled']>[0];

/** A venue's sink, and what only whoever reads a venue can say. */
export interface ReadSink extends VenueSink {
  /** False when the fill belongs to no order of ours that could still take it. */
  fill(report: Parameters<VenueSink['fill']>[0]): boolean;
  expired(report: Said): void;
  /** Proven, or said by a person, never to have reached the venue. */
  absent(report: Said & { actor?: string }): void;
  /** Nobody can find out whether the venue has it. */
  lost(report: Said): void;
}

/** Where the venue's answers become rows. */
export function sinkOf(state: SniperState): ReadSink {
  const actor = `venue:${state.venue.name}`;
  return {
    accepted: ({ clientOrderId, venueOrderId }) => settleAccepted(state, clientOrderId, venueOrderId, actor),
    rejected({ clientOrderId, reason, reached }) {
      const order = orderReported(state, clientOrderId);
      // A venue that lets orders wait asks once more at the socket (`refusalAtEgress`): what it held back for that has never been at the venue.
      const isHeldBack = order !== undefined && refusalAtEgress(state.ledger.memory, order) === reason;
      // What had another answer before keeps it.
      if (isHeldBack && order.status === 'submitting') settleAbsent(state, clientOrderId, reason, actor);
      else if (!isHeldBack) settleEnd(state, clientOrderId, 'rejected', reason, reached);
    },
    unknown: ({ clientOrderId, reason }) => settleUnknown(state, clientOrderId, reason, actor),
    fill: (report) => settleFill(state, report),
    canceled: ({ clientOrderId, reason }) => settleEnd(state, clientOrderId, 'canceled', reason),
    expired: ({ clientOrderId, reason }) => settleEnd(state, clientOrderId, 'expired', reason),
    absent: ({ clientOrderId, reason, actor: by = 'sniper' }) => settleAbsent(state, clientOrderId, reason, by),
    lost: ({ clientOrderId, reason }) => settleLost(state, clientOrderId, reason, 'sniper'),
    funding: (report) => settleFunding(state, actor, report),
    liquidated(report) {
      const trade = [...state.trades.values()].find(({ market }) => market.symbol === report.market);
      if (trade === undefined) return;
      const { clientOrderId, venueOrderId, side, amount } = report;
      // The venue made this order itself: it is adopted as it is, because the position is already gone.
      adoptOrder(state, trade, { clientOrderId, venueOrderId, side, amount, purpose: 'liquidated', actor });
    },
  };
}

/** Funding of a trade that is closed: the account has paid it, and the trade stays as it was counted (FI-42). */
function nobodys({ ledger, venue }: SniperState): FundingOwner | undefined {
  const account = [...ledger.memory.accounts.values()].find((one) => one.venue === venue.name && one.mode === venue.mode);
  const desk = [...ledger.memory.desks.values()].find((one) => one.account_id === account?.id);
  if (account === undefined || desk === undefined) return undefined;
  return { tradeId: NO_TRADE, conditionId: NO_TRADE, deskId: desk.id, accountId: account.id };
}

interface FundingOwner {
  readonly tradeId: string;
  readonly conditionId: string;
  readonly deskId: string;
  readonly accountId: string;
}

/** Funding is of a market; with one position per market it belongs to that position's trade. */
function settleFunding(state: SniperState, actor: string, { venueFundingId, market, amount, asset, at }: VenueFunding): void {
  const { ledger } = state;
  const open = [...ledger.memory.positions.values()].find((one) => one.market === market);
  const isLive = state.venue.mode === 'live';
  // What fell due before the position was opened belongs to one that is closed and counted.
  const owner = open !== undefined && (!isLive || at >= open.openedAt) ? open : isLive ? nobodys(state) : undefined;
  if (owner === undefined) return;
  const { tradeId, conditionId, deskId, accountId } = owner;
  if (isLive && hasFunding(ledger, accountId, market, venueFundingId)) return;
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
