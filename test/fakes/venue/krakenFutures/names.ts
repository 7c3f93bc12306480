import { createHash } from 'node:crypto';

const altName = (asset: string): string => (asset === 'BTC' ? 'XBT' : asset === 'DOGE' ? 'XDG' : asset);

/** `BTC`, `USD` → `PF_XBTUSD`: a linear perpetual of the multi-collateral wallet. */
export const productId = (base: string, quote: string): string => `PF_${altName(base)}${altName(quote)}`;

/** `XBT:USD`, as tickers say it. */
export const pairName = (base: string, quote: string): string => `${altName(base)}:${altName(quote)}`;

/** How an asset is called in accounts: `BTC` → `XBT`. */
export const unitOf = (asset: string): string => altName(asset);

/** `a133a4f9-254d-4806-8176-9acc936b6944`: the form of ids of orders, fills and bookings; the same for the same `of`. */
export function uuidOf(of: string): string {
  const hex = createHash('sha256').update(of).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
