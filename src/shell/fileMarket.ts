import type { Candle } from '#src/domain/candle.ts';
import { decimal } from '#src/domain/decimal.ts';
import { WrongUsage } from '#src/domain/errors.ts';
import { type Market, parseSymbol } from '#src/domain/market.ts';

/** Market of a file of candles: its tick is the finest price step that the file shows. Throws WrongUsage for what is no market, and without candles. */
export function marketOf(symbol: string, candles: readonly Candle[]): Market {
  const parsed = parseSymbol(symbol);
  if (parsed === undefined) throw new WrongUsage(`${symbol} is not a market.`, 'Write it like BTC/USD, or BTC/USDT:USDT for a perpetual.');
  if (candles.length === 0)
    throw new WrongUsage('The file holds no candles.', 'Look at the report of heron replay --json for the rows that were left out.');
  const places = placesOfPrices(candles);
  const tick = decimal(`1e-${places}`);
  const step = parsed.kind === 'spot' ? decimal('0.00000001') : decimal('0.001');
  return {
    symbol,
    venue: 'paper',
    ...parsed,
    tick,
    step,
    minAmount: step,
    minNotional: decimal('1'),
    contractSize: decimal('1'),
    maxLeverage: parsed.kind === 'spot' ? 1 : 20,
  };
}

const MOST_PLACES = 10;

/** The fewest digits behind the point with which every price of a file can be written. */
function placesOfPrices(candles: readonly Candle[]): number {
  let places = 0;
  let scale = 1;
  for (const { open, high, low, close } of candles) {
    for (const price of [open, high, low, close]) {
      while (places < MOST_PLACES && Math.abs(price * scale - Math.round(price * scale)) > price * scale * 1e-12) {
        places++;
        scale *= 10;
      }
    }
  }
  return places;
}
