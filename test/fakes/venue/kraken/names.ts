import { createHash } from 'node:crypto';

/** Kraken's old assets carry an X (coins) or Z (money of states) in front; newer ones are named like everywhere. */
const OLD_NAMES: Readonly<Record<string, string>> = {
  BTC: 'XXBT',
  ETH: 'XETH',
  LTC: 'XLTC',
  XRP: 'XXRP',
  XLM: 'XXLM',
  DOGE: 'XXDG',
  USD: 'ZUSD',
  EUR: 'ZEUR',
  GBP: 'ZGBP',
};

/** `BTC` → `XXBT`, `USDT` → `USDT`: how an asset is called in balances and deposits. */
export const assetId = (asset: string): string => OLD_NAMES[asset] ?? asset;

/** `BTC` → `XBT`, `USD` → `USD`: the short name that pairs are made of. */
export const altName = (asset: string): string => (OLD_NAMES[asset] === undefined ? asset : OLD_NAMES[asset].slice(1));

/** The names of one market: `XXBTZUSD` where both assets are old, else `XBTUSDT`; `XBTUSD` in orders; `XBT/USD` in the old websocket. */
export interface PairNames {
  readonly id: string;
  readonly altname: string;
  readonly wsname: string;
}

export function pairNames(base: string, quote: string): PairNames {
  const altname = `${altName(base)}${altName(quote)}`;
  const bothOld = OLD_NAMES[base] !== undefined && OLD_NAMES[quote] !== undefined;
  return { id: bothOld ? `${assetId(base)}${assetId(quote)}` : altname, altname, wsname: `${altName(base)}/${altName(quote)}` };
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** `OQRPN2-LRHFY-HIFA7D`: the form of Kraken's ids of orders (O), trades (T), ledger entries (L); the same for the same `of`. */
export function txId(letter: 'O' | 'T' | 'L', of: string): string {
  const hash = createHash('sha256').update(`${letter}:${of}`).digest();
  const text = Array.from(hash.subarray(0, 16), (byte) => LETTERS[byte % 32]).join('');
  return `${letter}${text.slice(0, 5)}-${text.slice(5, 10)}-${text.slice(10, 16)}`;
}
