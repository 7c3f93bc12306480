import type { Quotes } from '#src/domain/quotes.ts';
import type { Ledger } from '#src/ledger/ledger.ts';

/** A perpetual's distance from the spot market of the same base, percent; undefined when there is none to compare with. */
export function basisOf(ledger: Pick<Ledger, 'memory'>, quotes: Quotes, symbol: string): number | undefined {
  const market = ledger.memory.markets.get(symbol);
  const spot = quotes.get(`${market?.base}/${market?.quote}`)?.last;
  const perpetual = quotes.get(symbol)?.last;
  return spot === undefined || perpetual === undefined ? undefined : (perpetual / spot - 1) * 100;
}
