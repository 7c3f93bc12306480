import { type Decimal, decimal, isNegative, isZero, negate, toNumber, toPlaces, toText } from '#src/domain/decimal.ts';

/** Places that money in quote is shown with; smaller amounts show two significant digits, so that a small fee is not a nothing. */
const MONEY_PLACES = 2;
/** Coins are shown with this many significant digits at least. */
const COIN_DIGITS = 6;

/** `64000.50` → `64,000.5`: every digit kept, thousands set apart. Throws RangeError on what is no decimal text. */
export function grouped(amountText: string): string {
  const [whole = '', places] = toText(decimal(amountText)).split('.');
  const thousands = whole.replace(/\B(?=(?:\d{3})+$)/g, ',');
  return places === undefined ? thousands : `${thousands}.${places}`;
}

/** `12.34 USDT`; with `signed`, a gain carries its plus. */
export function money(amount: Decimal, asset: string, signed?: 'signed'): string {
  const sign = signed && !isNegative(amount) && !isZero(amount) ? '+' : '';
  return `${sign}${rounded(amount)} ${asset}`;
}

/** The same without the asset, for narrow tables whose title names it. */
export const bareMoney = (amount: Decimal, signed?: 'signed'): string => money(amount, '', signed).trimEnd();

/** Funding, which is a cost when positive: `0.72 USDT received`. */
export const paidOrReceived = (amount: Decimal, asset: string): string =>
  isNegative(amount) ? `${money(negate(amount), asset)} received` : `${money(amount, asset)} paid`;

/** A price as it was written: all digits, because they lie on the market's tick. */
export const price = (value: Decimal | string | number): string =>
  grouped(typeof value === 'object' ? toText(value) : typeof value === 'number' ? String(Number(value.toPrecision(12))) : value);

/** `0.0456 BTC`: an amount of a coin, six significant digits. */
export function coins(amount: Decimal, asset: string): string {
  const size = Math.abs(toNumber(amount));
  const places = size === 0 ? 0 : Math.max(0, COIN_DIGITS - 1 - Math.floor(Math.log10(size)));
  return `${grouped(toText(toPlaces(amount, Math.min(places, 18))))} ${asset}`.trimEnd();
}

/** `0.25 %`; two places unless the value is so small that it would vanish. */
export function percent(value: number, signed?: 'signed'): string {
  const places = value !== 0 && Math.abs(value) < 0.005 ? 4 : 2;
  const number = Number(value.toFixed(places));
  return `${signed && number > 0 ? '+' : ''}${number} %`;
}

/** `+1.25 R` */
export const inR = (r: number): string => `${r > 0 ? '+' : ''}${Number(r.toFixed(2))} R`;

function rounded(amount: Decimal): string {
  const shown = toPlaces(amount, MONEY_PLACES);
  if (isZero(shown) && !isZero(amount)) {
    const places = 1 - Math.floor(Math.log10(Math.abs(toNumber(amount))));
    return toText(toPlaces(amount, Math.min(places, 18)));
  }
  const [whole = '0', fraction = ''] = grouped(toText(shown)).split('.');
  return `${whole}.${fraction.padEnd(MONEY_PLACES, '0')}`;
}
