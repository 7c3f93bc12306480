import { readFileSync } from 'node:fs';
import { binanceErrors, binanceusdmErrors } from '#test/fixtures/venueErrors/binance.ts';
import { bybitErrors } from '#test/fixtures/venueErrors/bybit.ts';
import { everywhereErrors } from '#test/fixtures/venueErrors/everywhere.ts';
import { krakenErrors, krakenfuturesErrors } from '#test/fixtures/venueErrors/kraken.ts';
import { kucoinErrors } from '#test/fixtures/venueErrors/kucoin.ts';
import { okxErrors } from '#test/fixtures/venueErrors/okx.ts';
import { deltaErrors, hyperliquidErrors, lunoErrors } from '#test/fixtures/venueErrors/others.ts';

const ROOT = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8');
const unquoted = (title: string): string => title.replaceAll("\\'", "'");

const OWN_ERRORS: Readonly<Record<string, number>> = {
  binance: binanceErrors.length,
  binanceusdm: binanceusdmErrors.length,
  bybit: bybitErrors.length,
  delta: deltaErrors.length,
  hyperliquid: hyperliquidErrors.length,
  kraken: krakenErrors.length,
  krakenfutures: krakenfuturesErrors.length,
  kucoin: kucoinErrors.length,
  luno: lunoErrors.length,
  okx: okxErrors.length,
};

/** How many recorded answers of a venue are judged in its own words, and how many that any server can give. */
export function errorBodies(venue: string): { readonly own: number; readonly any: number } {
  if (venue === 'valr')
    return { own: [...read('src/venue/valr/verdict.test.ts').matchAll(/^ {4}\['(?:create|cancel|read)', /gm)].length, any: 0 };
  const own = OWN_ERRORS[venue];
  if (own === undefined) throw new Error(`no recorded errors of ${venue}`);
  return { own, any: everywhereErrors.length };
}

/** The faults of a network that are tried at each fake of the contract suite. */
export function networkCases(): readonly string[] {
  const text = read('test/contracts/networkCases.test.ts');
  const doubts = /const DOUBTS[^=]*= \[\n([\s\S]*?)\n\];/.exec(text)?.[1] ?? '';
  return [
    ...[...doubts.matchAll(/^ {2}\['((?:[^'\\]|\\.)+)', .*\],$/gm)].map(
      ([, what]) => `says "unknown" once when ${what}, and sends it once`,
    ),
    ...[...text.matchAll(/^ {4}it\('((?:[^'\\]|\\.)+)'/gm)].map(([, title = '']) => title),
  ].map(unquoted);
}

/** Venues at whose fake `heron ready --probe` is tried. */
export const probedVenues = (): readonly string[] =>
  [...(/it\.each\(\[(.*)\]\)\('passes at %s/.exec(read('test/contracts/probe.test.ts'))?.[1]?.matchAll(/'(\w+)'/g) ?? [])].map(
    ([, id = '']) => id,
  );

/** Tests of VALR's own adapter against a fake of VALR. */
export const valrCases = (): number => [...read('src/venue/valr/valrVenue.test.ts').matchAll(/^(?: {2})?it(?:\.each.*)?\(/gm)].length;

/** The ways in which VALR's adapter asks about an order of ours. */
export const valrLookup = (): readonly string[] =>
  [...read('src/venue/valr/reads.ts').matchAll(/`(\/v1\/orders\/[^`]*customerorderid)[^`]*`/g)].map(([, path = '']) =>
    path.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => name.toUpperCase()),
  );
