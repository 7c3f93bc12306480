import fc from 'fast-check';
import { expect, it } from 'vitest';
import { toNumber } from '#src/domain/decimal.ts';
import { equityOf } from '#src/ledger/equity.ts';
import { openLedgerWorld, playHistory } from '#test/ledgerWorld.ts';
import { Valuation } from './valuation.ts';

it('agrees with the exact equity, whatever is held and however prices move', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000 }), fc.integer({ min: 0, max: 6 }), (seed, open) => {
      const world = openLedgerWorld({ seed });
      const valuation = new Valuation(world.ledger, world.quotes, 'paper');
      playHistory(world, 8, open);
      const check = (): void => {
        const exact = equityOf(world.ledger.memory, world.quotes, 'paper');
        // Assets that nobody quotes are in neither of them.
        expect(exact.unpriced.filter((asset) => asset !== 'BNB')).toEqual([]);
        expect(valuation.equity()).toBeCloseTo(toNumber(exact.equity), 6);
        expect(valuation.cash()).toBeCloseTo(toNumber(exact.cash), 9);
      };
      check();
      playHistory(world, 3, 2);
      check();
      // Only prices have moved. Off the tick the exact figure is rounded, so the two differ by as much as that.
      for (const quote of [...world.quotes.all()]) world.quotes.put({ ...quote, last: quote.last * 1.07 });
      expect(valuation.equity() / toNumber(equityOf(world.ledger.memory, world.quotes, 'paper').equity)).toBeCloseTo(1, 6);
      world.ledger.close();
    }),
    { numRuns: 25 },
  );
});

it('is not a number while something that is held has no price', () => {
  const world = openLedgerWorld({ seed: 2 });
  const valuation = new Valuation(world.ledger, world.quotes, 'paper');
  expect(valuation.equity()).toBe(1_000_000);
  playHistory(world, 3, 3);
  for (const quote of [...world.quotes.all()]) world.quotes.put({ ...quote, last: Number.NaN });
  expect(valuation.equity()).toBeNaN();
  world.ledger.close();
});
