/** More digits than these of one price tell nobody anything. */
const MOST_DIGITS = 12;

/** `62,380.5`: with so many places, thousands set apart. */
export function figure(value: number, places: number): string {
  const [whole = '0', fraction] = Math.abs(value).toFixed(placesFor(value, places)).split('.');
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, ',');
  const isNothing = !/[1-9]/.test(`${whole}${fraction ?? ''}`);
  return `${value < 0 && !isNothing ? '−' : ''}${grouped}${fraction === undefined ? '' : `.${fraction}`}`;
}

/** `+1.20`, `−0.35`, `0.00` */
export function signed(value: number, places: number): string {
  const text = figure(value, places);
  return /[1-9]/.test(text) && value > 0 ? `+${text}` : text;
}

/** `−4.9 %` */
export const percent = (value: number, places = 1): string => `${figure(value, places)} %`;

/** The fewest places, up to `places`, that show all of these prices in full: whole prices need no `.00`. */
export function placesOfAll(prices: readonly number[], places: number): number {
  for (let few = 0; few < places; few++) {
    const unit = 10 ** few;
    if (prices.every((price) => Math.abs(price * unit - Math.round(price * unit)) < 1e-6 * Math.max(1, Math.abs(price)))) return few;
  }
  return places;
}

function placesFor(value: number, places: number): number {
  const digits = value === 0 ? 1 : Math.max(1, Math.floor(Math.log10(Math.abs(value))) + 1);
  return Math.max(0, Math.min(places, MOST_DIGITS - digits, 18));
}
