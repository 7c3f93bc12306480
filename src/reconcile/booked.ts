import { lastEvent } from '#src/ledger/events.ts';
import { hasFill } from '#src/ledger/fills.ts';
import type { VenueFill } from '#src/venue/port.ts';
import type { ReconcileDeps } from './deps.ts';

type Booker = Pick<ReconcileDeps, 'ledger' | 'accountId'>;

/** Under what the parts of an execution that was not Heron's are booked as money from outside; the first part has the number 0. */
export const partOf = ({ accountId }: Booker, { market, venueFillId }: Pick<VenueFill, 'market' | 'venueFillId'>, part: number): string =>
  `${accountId}|${market}|${venueFillId}|${part}`;

/** How the ledger has an execution already; undefined when it has not. */
export const bookedAs = (deps: Booker, fill: Pick<VenueFill, 'market' | 'venueFillId'>): 'fill' | 'money' | undefined => {
  if (hasFill(deps.ledger, deps.accountId, fill.market, fill.venueFillId)) return 'fill';
  return lastEvent(deps.ledger, 'capital.moved', partOf(deps, fill, 0)) === undefined ? undefined : 'money';
};

/** Whether the ledger has an execution already: as a fill, or as money from outside. */
export const isBooked = (deps: Booker, fill: Pick<VenueFill, 'market' | 'venueFillId'>): boolean => bookedAs(deps, fill) !== undefined;
