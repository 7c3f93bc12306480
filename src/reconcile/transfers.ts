import { type Instant, later, parseInstant } from '#src/domain/clock.ts';
import { fromNumber, isNegative, multiply, toText } from '#src/domain/decimal.ts';
import { eventBySeq, lastEvent } from '#src/ledger/events.ts';
import type { VenueTransfer } from '#src/venue/port.ts';
import type { ReconcileDeps } from './deps.ts';

const LONGEST_MS = 30 * 24 * 3_600_000;

/** When the ledger was begun: what came before is in its opening balance. */
export const beganAt = ({ ledger }: Pick<ReconcileDeps, 'ledger'>): Instant =>
  parseInstant(eventBySeq(ledger, 1)?.at ?? '1970-01-01T00:00:00Z');

/** From when on deposits and funding are read: since the ledger was begun, and not for ever back. */
export const readFrom = (deps: ReconcileDeps): Instant => Math.max(beganAt(deps), later(deps.clock.now(), -LONGEST_MS)) as Instant;

/** Books what came and went without a trade, once each: it is no profit and no loss (FI-64). Returns how many were looked at. */
export function takeTransfers(deps: ReconcileDeps, transfers: readonly VenueTransfer[]): number {
  const began = beganAt(deps);
  for (const one of transfers) {
    const subject = `${deps.accountId}|${one.venueTransferId}`;
    if (one.at <= began || lastEvent(deps.ledger, 'capital.moved', subject) !== undefined) continue;
    moveCapital(deps, subject, one, isNegative(one.amount) ? 'a withdrawal' : 'a deposit', `venue:${deps.venue.name}`);
  }
  return transfers.length;
}

/** Books money from outside (positive) or to outside (negative), valued in quote where there is a price. */
export function moveCapital(
  { ledger, quotes, accountId, deskId }: ReconcileDeps,
  subject: string,
  { asset, amount }: Pick<VenueTransfer, 'asset' | 'amount'>,
  reason: string,
  actor: string,
): void {
  const quote = ledger.memory.accounts.get(accountId)?.quote ?? '';
  const last = asset === quote ? 1 : quotes.get(`${asset}/${quote}`)?.last;
  const value = last === undefined ? null : toText(asset === quote ? amount : multiply(amount, fromNumber(last, 12)));
  const data = { account_id: accountId, desk_id: deskId, asset, amount: toText(amount), value, reason };
  ledger.transact((tx) => tx.append({ kind: 'capital.moved', subject, actor, data }));
}
