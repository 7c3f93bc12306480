/** Venues that Heron knows how to trade on, by the names that ccxt gives them; VALR, which ccxt does not have, by its own. */
export const VENUES = [
  'binance',
  'binanceusdm',
  'kraken',
  'krakenfutures',
  'kucoin',
  'delta',
  'luno',
  'bybit',
  'okx',
  'hyperliquid',
  'valr',
] as const;
export type VenueId = (typeof VENUES)[number];
