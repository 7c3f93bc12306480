import type { Exchange } from '../exchange.ts';
import type { BookedFill, BookedFunding, BookedTransfer } from '../record.ts';
import { padded, ZERO } from '../units.ts';
import { nameOf } from './names.ts';

interface Income {
  readonly time: number;
  readonly incomeType: string;
  readonly [field: string]: unknown;
}

/** Everything that moved the futures wallet, oldest first: funding, results, fees, transfers. */
export function incomes(
  exchange: Exchange,
  {
    fundings,
    fills,
    transfers,
  }: { readonly fundings: readonly BookedFunding[]; readonly fills: readonly BookedFill[]; readonly transfers: readonly BookedTransfer[] },
): Income[] {
  const line = (symbol: string, incomeType: string, amount: bigint, asset: string, time: number, tranId: number, tradeId = ''): Income => ({
    symbol,
    incomeType,
    income: padded(amount, 8),
    asset,
    time,
    info: tradeId === '' ? incomeType : tradeId,
    tranId,
    tradeId,
  });
  const named = (symbol: string) => nameOf(exchange.market(symbol));
  const all = [
    ...fundings.map(({ market, amount, asset, at, id }) =>
      line(named(market), 'FUNDING_FEE', amount, asset, at, 8_000_000_000 + Number(id)),
    ),
    ...fills.flatMap(({ market, realized, fee, feeAsset, at, id, ref }) => [
      ...(realized === ZERO ? [] : [line(named(market), 'REALIZED_PNL', realized, feeAsset, at, 7_000_000_000 + ref, id)]),
      line(named(market), 'COMMISSION', -fee, feeAsset, at, 7_000_000_000 + ref, id),
    ]),
    ...transfers.map(({ kind, amount, asset, at, id }) =>
      line('', 'TRANSFER', kind === 'deposit' ? amount : -amount, asset, at, 9_000_000_000 + Number(id)),
    ),
  ];
  return all.sort((a, b) => a.time - b.time);
}
