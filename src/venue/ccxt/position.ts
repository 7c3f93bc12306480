import { absolute, isZero, negate, toNumber } from '#src/domain/decimal.ts';
import type { VenuePosition } from '#src/venue/port.ts';
import type { CcxtRecord } from './exchangeClient.ts';
import { badAnswer, optionalDecimal, optionalPositive, positiveOf, textOf } from './number.ts';

/**
 * An open position of ccxt, signed; undefined for an empty one. Leverage as the venue says it, else from notional and margin, else as it was set
 * last (`leverageSet`). Throws OutsideError('bad-answer').
 */
export function positionOf(position: CcxtRecord, leverageSet: (market: string) => number | undefined): VenuePosition | undefined {
  const size = optionalDecimal(position, 'contracts');
  if (size === undefined || isZero(size)) return undefined;
  const market = textOf(position, 'symbol');
  const side = position.side;
  if (side !== 'long' && side !== 'short') throw badAnswer('a position without a side');
  const amount = absolute(size);
  return {
    market,
    amount: side === 'long' ? amount : negate(amount),
    entryPrice: positiveOf(position, 'entryPrice'),
    leverage: leverageOf(position) ?? leverageSet(market) ?? 1,
    liquidationPrice: optionalPositive(position, 'liquidationPrice'),
  };
}

function leverageOf(position: CcxtRecord): number | undefined {
  const said = optionalPositive(position, 'leverage');
  if (said !== undefined) return toNumber(said);
  const notional = optionalPositive(position, 'notional');
  const margin = optionalPositive(position, 'initialMargin');
  if (notional === undefined || margin === undefined) return undefined;
  return Math.max(1, Math.round(toNumber(notional) / toNumber(margin)));
}
