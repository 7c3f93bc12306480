import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { add, decimal, fromNumber, multiply, negate, subtract, toNumber } from '#src/domain/decimal.ts';
import { PERPETUAL } from '#test/contracts/world.ts';
import { Account, credit } from './account.ts';
import { Book } from './book.ts';
import { refreshLiquidation } from './liquidation.ts';
import { setPosition } from './settle.ts';

const market = { ...PERPETUAL, tick: decimal('0.1') };

describe('the liquidation price', () => {
  it('is exactly the tick at which equity equals the maintenance, in spite of floats', () => {
    fc.assert(
      fc.property(
        fc.boolean(),
        fc.integer({ min: 1, max: 900_000 }),
        fc.integer({ min: 1, max: 100_000 }),
        fc.integer({ min: 1, max: 10_000_000 }),
        fc.constantFrom(0, 0.004, 0.005, 0.01, 0.025),
        (short, ticks, contracts, cost, maintenance) => {
          const level = multiply(decimal(String(ticks)), market.tick);
          const amount = decimal(String(contracts));
          const worth = multiply(multiply(amount, market.contractSize), level);
          const kept = multiply(worth, fromNumber(maintenance, 6));
          // The balance for which K + A·P − C = m·A·P (long) or K + C − A·P = m·A·P (short) holds at P = level, by exact arithmetic.
          const paid = decimal(String(cost));
          const balance = short ? subtract(add(worth, kept), paid) : add(subtract(kept, worth), paid);
          const account = new Account();
          const book = new Book(market, account.asset('BTC'), account.asset('USDT'));
          credit(book.quoteAsset, balance);
          setPosition(book, { amount: short ? negate(amount) : amount, cost: paid, leverage: 1 });
          refreshLiquidation(book, maintenance);
          expect(short ? book.liquidatesAbove : book.liquidatesBelow).toBe(toNumber(level));
          expect(short ? book.liquidatesBelow : book.liquidatesAbove).toBe(short ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('lies on the tick that is reached first when the exact price lies between two', () => {
    const levelOf = (amount: string, balance: string): string => {
      const account = new Account();
      const book = new Book(market, account.asset('BTC'), account.asset('USDT'));
      credit(book.quoteAsset, decimal(balance));
      setPosition(book, { amount: decimal(amount), cost: decimal('300'), leverage: 1 });
      refreshLiquidation(book, 0);
      return `${book.liquidatesBelow} ${book.liquidatesAbove}`;
    };
    expect(levelOf('300', '20')).toBe('93.4 Infinity'); // 280 ÷ 3 = 93.33…
    expect(levelOf('-300', '20')).toBe('-Infinity 106.6'); // 320 ÷ 3 = 106.66…
    expect(levelOf('300', '300')).toBe('-Infinity Infinity'); // everything is paid for: nothing to call
    expect(levelOf('-300', '-300')).toBe('-Infinity 0'); // bankrupt: at any price
  });

  it('is none without a position', () => {
    const account = new Account();
    const book = new Book(market, account.asset('BTC'), account.asset('USDT'));
    refreshLiquidation(book, 0.005);
    expect([book.liquidatesBelow, book.liquidatesAbove]).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
  });
});
