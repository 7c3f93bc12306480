import { negate } from '#src/domain/decimal.ts';
import type { VenueFunding } from '#src/venue/port.ts';
import type { CcxtRecord } from './exchangeClient.ts';
import { decimalOf, momentOf, textOf } from './number.ts';

/**
 * A funding payment of ccxt, which counts what was received as positive; here what was paid is. Its id is the venue's with the market, because some
 * venues number by account. Throws OutsideError('bad-answer').
 */
export function fundingOf(income: CcxtRecord): VenueFunding {
  const market = textOf(income, 'symbol');
  return {
    venueFundingId: `${market}#${textOf(income, 'id')}`,
    market,
    amount: negate(decimalOf(income, 'amount')),
    asset: textOf(income, 'code'),
    at: momentOf(income, 'timestamp'),
  };
}
