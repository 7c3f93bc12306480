import { add, type Decimal, fromNumber, multiply, placesOf, ZERO } from '#src/domain/decimal.ts';
import type { Market } from '#src/domain/market.ts';
import { unrealizedOf } from '#src/domain/position.ts';
import type { Quotes } from '#src/domain/quotes.ts';
import type { Memory } from './memory.ts';
import { balancesOf } from './postings.ts';

/** What an account, or one desk of it, is worth now, in its quote asset. */
export interface Equity {
  /** Cash in the quote asset + holdings at last prices + unrealized PnL of perpetuals. */
  readonly equity: Decimal;
  readonly cash: Decimal;
  readonly holdings: Decimal;
  /** Of open positions at last prices, before the fees of leaving; for spot it is part of `holdings`. */
  readonly unrealized: Decimal;
  /** Last prices that were used, by symbol. */
  readonly prices: Readonly<Record<string, string>>;
  /** Assets that are held but have no price: not counted, and said so. */
  readonly unpriced: readonly string[];
}

/** Last price of a market as an exact number, or undefined before its first quote. */
export function lastPrice(quotes: Quotes, market: Market): Decimal | undefined {
  const quote = quotes.get(market.symbol);
  return quote && fromNumber(quote.last, placesOf(market.tick));
}

/** The one definition of equity: Σ balances at last quotes + unrealized PnL. */
export function equityOf(memory: Memory, quotes: Quotes, accountId: string, deskId?: string): Equity {
  const quoteAsset = memory.accounts.get(accountId)?.quote ?? '';
  const prices: Record<string, string> = {};
  const unpriced: string[] = [];
  let cash = ZERO;
  let holdings = ZERO;
  let unrealized = ZERO;
  for (const [asset, amount] of balancesOf({ memory }, 'cash', accountId, deskId)) {
    if (asset === quoteAsset) {
      cash = amount;
      continue;
    }
    const market = memory.markets.get(`${asset}/${quoteAsset}`);
    const price = market && lastPrice(quotes, market);
    if (market === undefined || price === undefined) unpriced.push(asset);
    else holdings = add(holdings, multiply(amount, price));
    if (market && price) prices[market.symbol] = String(quotes.get(market.symbol)?.last);
  }
  let perpetuals = ZERO;
  for (const position of memory.positions.values()) {
    if (position.accountId !== accountId || (deskId !== undefined && position.deskId !== deskId)) continue;
    const market = memory.markets.get(position.market);
    const price = market && lastPrice(quotes, market);
    if (market === undefined || price === undefined) {
      unpriced.push(position.market);
      continue;
    }
    prices[market.symbol] = String(quotes.get(market.symbol)?.last);
    const result = unrealizedOf(position, market, price);
    unrealized = add(unrealized, result);
    if (market.kind === 'perpetual') perpetuals = add(perpetuals, result);
  }
  return { equity: add(add(cash, holdings), perpetuals), cash, holdings, unrealized, prices, unpriced };
}
