import { BinanceError } from './answer.ts';

const MINUTE = 60_000;
const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: MINUTE, h: 60 * MINUTE, d: 1_440 * MINUTE };
const KNOWN = new Set(['1s', '1m', '3m', '5m', '15m', '30m', '1h', '2h', '4h', '6h', '8h', '12h', '1d', '3d']);

/** Milliseconds of `1m`, `4h`, `1d`; weeks and months, which do not begin at multiples of their length, are refused. */
export function intervalMs(text: string): number {
  if (!KNOWN.has(text)) throw new BinanceError(400, -1120, 'Invalid interval.');
  return Number(text.slice(0, -1)) * (UNITS[text.slice(-1)] as number);
}
