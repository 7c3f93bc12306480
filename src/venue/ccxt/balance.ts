import { type Decimal, isZero } from '#src/domain/decimal.ts';
import type { CcxtRecord } from './exchangeClient.ts';
import { badAnswer, decimalOf, optionalDecimal, recordOf, textOf } from './number.ts';

/** Where a venue's own answer counts differently from ccxt's `total`: the way to the list, the field of the asset, the field of what is held. */
export interface WalletField {
  readonly path: readonly string[];
  readonly asset: string;
  readonly held: string;
}

/**
 * Asset → what the account holds, without the profit or loss of open positions, which a ledger books only when it is realised. ccxt's `total` holds
 * it on futures of Binance (`marginBalance`), so there the wallet is read from the venue's own answer. Throws OutsideError('bad-answer').
 */
export function balancesOf(balance: CcxtRecord, wallet?: WalletField): ReadonlyMap<string, Decimal> {
  const held = new Map<string, Decimal>();
  const keep = (asset: string, amount: Decimal | undefined): void => {
    if (amount !== undefined && !isZero(amount)) held.set(asset, amount);
  };
  if (wallet !== undefined) {
    let list: unknown = balance.info;
    for (const name of wallet.path) list = recordOf(list)[name];
    if (!Array.isArray(list)) throw badAnswer('no balances');
    for (const one of (list as unknown[]).map(recordOf)) keep(textOf(one, wallet.asset), decimalOf(one, wallet.held));
    return held;
  }
  const totals = recordOf(balance.total);
  for (const asset of Object.keys(totals)) keep(asset, optionalDecimal(totals, asset));
  return held;
}
