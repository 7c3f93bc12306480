import { describe, expect, it } from 'vitest';
import { toText } from '#src/domain/decimal.ts';
import { OutsideError } from '#src/domain/errors.ts';
import { assetOf, DEFAULT_SYMBOLS, SIMULATED_SYMBOLS, simulatedMarket } from './markets.ts';

describe('the simulated markets', () => {
  it('are spot and linear perpetuals with their own increments', () => {
    const spot = simulatedMarket('BTC/USDT');
    const perpetual = simulatedMarket('BTC/USDT:USDT', 'elsewhere');
    expect(spot).toMatchObject({ kind: 'spot', base: 'BTC', quote: 'USDT', venue: 'paper', maxLeverage: 1 });
    expect(perpetual).toMatchObject({ kind: 'perpetual', base: 'BTC', quote: 'USDT', venue: 'elsewhere', maxLeverage: 50 });
    expect([toText(spot.tick), toText(spot.step), toText(perpetual.tick), toText(perpetual.step)]).toEqual([
      '0.01',
      '0.00001',
      '0.1',
      '0.001',
    ]);
    expect(assetOf(spot)).toBe(assetOf(perpetual));
  });

  it('are five by default, all of which exist', () => {
    expect(DEFAULT_SYMBOLS).toHaveLength(5);
    for (const symbol of [...DEFAULT_SYMBOLS, ...SIMULATED_SYMBOLS]) expect(simulatedMarket(symbol).symbol).toBe(symbol);
  });

  it.each(['DOGE/USDT', 'BTC/EUR', 'BTC/USDT:BTC', 'bitcoin', ''])('do not include %j, and say which there are', (symbol) => {
    expect(() => simulatedMarket(symbol)).toThrow(OutsideError);
    expect(() => simulatedMarket(symbol)).toThrow(`There is no simulated market ${symbol}.`);
  });
});
