import { absolute, add, negate, subtract, ZERO } from '#src/domain/decimal.ts';
import type { VenueTransfer } from '#src/venue/port.ts';
import type { CcxtRecord } from './exchangeClient.ts';
import { decimalOf, momentOf, optionalDecimal, optionalText, recordOf, textOf } from './number.ts';

/**
 * A deposit (positive) or withdrawal (negative), with its fee where that is in the same asset, from what ccxt calls a transaction or a ledger entry;
 * undefined while it is pending or when it failed. Throws OutsideError('bad-answer').
 */
export function transferOf(entry: CcxtRecord): VenueTransfer | undefined {
  const status = entry.status;
  if (status !== 'ok' && status !== undefined) return undefined;
  const asset = textOf(entry, 'currency');
  const amount = absolute(decimalOf(entry, 'amount'));
  const fee = recordOf(entry.fee);
  const cost = optionalText(fee, 'currency') === asset ? (optionalDecimal(fee, 'cost') ?? ZERO) : ZERO;
  const isOut = entry.type === 'withdrawal' || entry.direction === 'out';
  return {
    venueTransferId: textOf(entry, 'id'),
    asset,
    amount: isOut ? negate(add(amount, cost)) : subtract(amount, cost),
    at: momentOf(entry, 'timestamp'),
  };
}
