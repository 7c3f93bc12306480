import { add, type Decimal, isZero, ZERO } from '#src/domain/decimal.ts';
import { parseSymbol } from '#src/domain/market.ts';
import type { VenueFill } from '#src/venue/port.ts';
import type { CcxtRecord } from './exchangeClient.ts';
import { momentOf, optionalDecimal, optionalText, positiveOf, recordOf, sideOf, textIn, textOf } from './number.ts';

/** A fill as a list of trades tells it: its order known by the venue's id only, a fee in a third asset still without its price. */
export interface ReadFill {
  readonly fill: VenueFill;
  readonly venueOrderId: string;
  /** The venue's text for our order id, or `liquidation-…` where it closed by force; empty where it names only its own id, as most do. */
  readonly wireId: string;
  /** What a person has to know about the fee, as a sentence; undefined for nearly all. */
  readonly odd: string | undefined;
}

/**
 * A trade of ccxt: price and amount above zero, fees as they are charged (positive) or given back (negative); several in one asset are added up. A
 * fee without an asset is taken to be in the quote asset, and said so (FI-41). `idFields`: where the venue's own text may name our order. Throws OutsideError('bad-answer').
 */
export function fillOf(trade: CcxtRecord, idFields: readonly string[]): ReadFill {
  const market = textOf(trade, 'symbol');
  const quoteAsset = parseSymbol(market)?.quote ?? '';
  const { legs, isNameless } = feesOf(trade, quoteAsset);
  const [[feeAsset, fee] = [quoteAsset, ZERO], ...more] = legs;
  const venueFillId = textOf(trade, 'id');
  return {
    fill: {
      venueFillId,
      clientOrderId: '',
      market,
      side: sideOf(trade),
      amount: positiveOf(trade, 'amount'),
      price: positiveOf(trade, 'price'),
      fee,
      feeAsset,
      ...(more.length > 0 && { otherFees: more.map(([asset, amount]) => ({ asset, amount })) }),
      liquidity: trade.takerOrMaker === 'maker' ? 'maker' : 'taker',
      quote: '',
      at: momentOf(trade, 'timestamp'),
    },
    venueOrderId: textOf(trade, 'order'),
    wireId: textIn(recordOf(trade.info), idFields) ?? forcedId(trade),
    odd: isNameless ? `The fee of fill ${venueFillId} came without an asset; it is counted in ${quoteAsset}.` : undefined,
  };
}

/** How Kraken Futures marks a fill by which the venue itself takes a position off. */
const FORCED = ['liquidation', 'assignor', 'unwindBankrupt', 'unwindCounterparty'];

/** A name for an order that the venue made by force and gave none, as others name theirs; empty for any other. */
function forcedId(trade: CcxtRecord): string {
  const kind = optionalText(recordOf(trade.info), 'fillType');
  return kind !== undefined && FORCED.includes(kind) ? `liquidation-${textOf(trade, 'order')}` : '';
}

/** Asset → fee, the largest number of them one; ccxt names them in `fees`, and in `fee` when there is one. */
function feesOf(trade: CcxtRecord, quoteAsset: string): { legs: [string, Decimal][]; isNameless: boolean } {
  const list = Array.isArray(trade.fees) && trade.fees.length > 0 ? (trade.fees as unknown[]) : [trade.fee];
  const legs = new Map<string, Decimal>();
  let isNameless = false;
  for (const one of list.map(recordOf)) {
    const amount = optionalDecimal(one, 'cost');
    if (amount === undefined) continue;
    const named = optionalText(one, 'currency');
    if (named === undefined && isZero(amount)) continue;
    if (named === undefined) isNameless = true;
    const asset = named ?? quoteAsset;
    legs.set(asset, add(legs.get(asset) ?? ZERO, amount));
  }
  return { legs: [...legs], isNameless };
}
