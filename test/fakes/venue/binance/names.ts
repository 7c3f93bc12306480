import type { Exchange } from '../exchange.ts';
import type { ListedMarket } from '../record.ts';
import { Refused } from '../refusal.ts';

/** `BTCUSDT`; the same for spot and for the perpetual. */
export const nameOf = ({ base, quote }: Pick<ListedMarket, 'base' | 'quote'>): string => `${base}${quote}`;

export const isNamed = (exchange: Exchange, name: string): boolean => exchange.markets().some((market) => nameOf(market) === name);

/** The market of a name; throws `unknown-market`. */
export function marketNamed(exchange: Exchange, name: string | undefined): ListedMarket {
  const market = exchange.markets().find((one) => nameOf(one) === name);
  if (market === undefined || market.status === 'delisted') throw new Refused('unknown-market', name);
  return market;
}
