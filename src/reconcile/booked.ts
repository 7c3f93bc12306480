import { lastEvent } from '#src/ledger/events.ts';
import { hasFill, orderOfFill } from '#src/ledger/fills.ts';
import type { VenueFill } from '#src/venue/port.ts';
import type { ReconcileDeps } from './deps.ts';

type Booker = Pick<ReconcileDeps, 'ledger' | 'accountId'>;

/** Under what the parts of an execution that was not Heron's are booked as money from outside; the first part has the number 0. */
export const partOf = ({ accountId }: Booker, { market, venueFillId }: Pick<VenueFill, 'market' | 'venueFillId'>, part: number): string =>
  `${accountId}|${market}|${venueFillId}|${part}`;

/**
 * How the ledger has an execution already; undefined when it has not. 'aside': an order of ours made it, and its position could not take it; somebody took it
 * over as money from outside or as an exit by hand.
 */
export const bookedAs = (deps: Booker, fill: Pick<VenueFill, 'market' | 'venueFillId' | 'clientOrderId'>): 'fill' | 'aside' | undefined => {
  const { ledger, accountId } = deps;
  const order = orderOfFill(ledger, accountId, fill.market, fill.venueFillId);
  if (order !== undefined) return [undefined, order].includes(ledger.memory.orderIds.get(fill.clientOrderId)) ? 'fill' : 'aside';
  return isMoney(deps, fill) ? 'aside' : undefined;
};

const isMoney = (deps: Booker, fill: Pick<VenueFill, 'market' | 'venueFillId'>): boolean =>
  lastEvent(deps.ledger, 'capital.moved', partOf(deps, fill, 0)) !== undefined;

/** Whether the ledger has an execution already: as a fill, or as money from outside. */
export const isBooked = (deps: Booker, fill: Pick<VenueFill, 'market' | 'venueFillId'>): boolean =>
  hasFill(deps.ledger, deps.accountId, fill.market, fill.venueFillId) || isMoney(deps, fill);
