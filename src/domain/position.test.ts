import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exact, fraction, minus, NOTHING, plus, times } from '#test/fraction.ts';
import { history, PLACES, type PlayedFill, type RoundTrip, roundTrip, truthOf } from '#test/histories.ts';
import { instant } from './clock.ts';
import { add, decimal, isNegative, isZero, multiply, subtract, sum, toText } from './decimal.ts';
import type { Fill, Funding } from './fill.ts';
import type { Market } from './market.ts';
import { type Folded, foldFill, foldFunding, isFlat, type Position, unrealizedOf } from './position.ts';
import { pnlOf } from './trade.ts';

const NOW = instant(1_767_600_000_000);
const [SPOT, , , , PERPETUAL] = PLACES.map(({ market }) => market) as [Market, Market, Market, Market, Market];

const fillOf = ({ market, side }: RoundTrip, { enters, amount, price, fee, feeAsset, feeRate }: PlayedFill): Fill => ({
  id: 'f1',
  venueFillId: 'v1',
  orderId: 'o1',
  tradeId: 't1',
  conditionId: 'c1',
  deskId: 'main',
  accountId: 'paper',
  market: market.symbol,
  purpose: enters ? 'entry' : 'manual',
  side: enters === (side === 'long') ? 'buy' : 'sell',
  amount: decimal(amount),
  price: decimal(price),
  fee: decimal(fee),
  feeAsset,
  feeValue: multiply(decimal(fee), decimal(feeRate)),
  liquidity: 'taker',
  quote: '',
  at: NOW,
});

const fundingOf = (amount: string): Funding => ({
  id: 'n1',
  venueFundingId: 'v1',
  tradeId: 't1',
  conditionId: 'c1',
  deskId: 'main',
  accountId: 'paper',
  market: 'x',
  amount: decimal(amount),
  asset: 'USDT',
  at: NOW,
});

/** All folds of a round trip, in order. */
function folded(trip: RoundTrip): { position: Position; folds: Folded[] } {
  let position: Position | undefined;
  const folds: Folded[] = [];
  for (const one of trip.steps) {
    if (one.kind === 'funding') position = foldFunding(position as Position, fundingOf(one.amount));
    else {
      const fold = foldFill(position, fillOf(trip, one), trip.market);
      folds.push(fold);
      position = fold.position;
    }
  }
  return { position: position as Position, folds };
}

const spotFill = (changes: Partial<PlayedFill>): Fill =>
  fillOf(
    { market: SPOT, side: 'long', steps: [], closes: true },
    { kind: 'fill', enters: true, amount: '1', price: '100', fee: '0', feeAsset: 'USDT', feeRate: '1', ...changes },
  );

describe('a position', () => {
  it('is the fold of its fills and funding: amounts, fees, funding and PnL are those of the cash that moved', () => {
    fc.assert(
      fc.property(roundTrip, (trip) => {
        const { position } = folded(trip);
        const truth = truthOf(trip);
        expect(toText(position.amount)).toBe(exact(truth.left));
        expect(toText(position.fees)).toBe(exact(truth.fees));
        expect(toText(position.funding)).toBe(exact(truth.funding));
        expect(position.side).toBe(trip.side);
        expect(isFlat(position, trip.market)).toBe(trip.closes);
        if (trip.closes) expect(toText(pnlOf(position))).toBe(exact(truth.pnl));
      }),
      { numRuns: 500 },
    );
  });

  it('never has less than nothing, and what entered is what left and what is left', () => {
    fc.assert(
      fc.property(roundTrip, (trip) => {
        const { position, folds } = folded(trip);
        for (const fold of folds) {
          expect(isNegative(fold.position.amount)).toBe(false);
          expect(isNegative(fold.position.cost)).toBe(false);
        }
        expect(toText(add(position.exitedAmount, position.amount))).toBe(toText(position.enteredAmount));
      }),
    );
  });

  it('releases its cost part by part so that nothing is lost: released + what is still carried = what was paid', () => {
    fc.assert(
      fc.property(roundTrip, (trip) => {
        const { position, folds } = folded(trip);
        expect(toText(add(sum(folds.map(({ released }) => released)), position.cost))).toBe(toText(position.enteredCost));
        expect(toText(sum(folds.map(({ gross }) => gross)))).toBe(toText(position.gross));
        const sign = trip.side === 'long' ? 1 : -1;
        const proceeds = subtract(position.exitedProceeds, sum(folds.map(({ released }) => released)));
        expect(toText(position.gross)).toBe(toText(multiply(proceeds, decimal(String(sign)))));
        if (isZero(position.amount)) expect(isZero(position.cost)).toBe(true);
      }),
    );
  });

  it('has an unrealized result that makes up, with the realized one, what it would bring at that price', () => {
    fc.assert(
      fc.property(roundTrip, fc.integer({ min: 1, max: 10 ** 9 }), (trip, ticks) => {
        const { position } = folded(trip);
        const price = multiply(decimal(String(ticks)), trip.market.tick);
        const { left, spent } = truthOf(trip);
        const worth = times(times(left, fraction(toText(price))), fraction(toText(trip.market.contractSize)));
        const result = minus(worth, spent);
        const baseFees = trip.steps.reduce(
          (total, one) =>
            one.kind === 'fill' && trip.market.kind === 'spot' && one.feeAsset === trip.market.base
              ? plus(total, times(fraction(one.fee), fraction(one.feeRate)))
              : total,
          NOTHING,
        );
        const found = add(position.gross, unrealizedOf(position, trip.market, price));
        expect(toText(found)).toBe(exact(plus(trip.side === 'long' ? result : minus(NOTHING, result), baseFees)));
      }),
    );
  });

  it('is not turned around by a fill: more than is open is refused, and nothing changes', () => {
    const { position } = foldFill(undefined, spotFill({}), SPOT);
    expect(() => foldFill(position, spotFill({ enters: false, amount: '1.00001' }), SPOT)).toThrow(/exits more than trade t1 has open/);
    // The fee in base must be there too.
    expect(() => foldFill(position, spotFill({ enters: false, fee: '0.001', feeAsset: 'BTC', feeRate: '100' }), SPOT)).toThrow(RangeError);
    expect(toText(foldFill(position, spotFill({ enters: false }), SPOT).position.amount)).toBe('0');
  });

  it('can be sold after a fee that was charged in base: what was bought less the fee', () => {
    const { position, moved } = foldFill(undefined, spotFill({ fee: '0.001', feeAsset: 'BTC', feeRate: '100' }), SPOT);
    expect([toText(moved), toText(position.amount), toText(position.cost), toText(position.fees)]).toEqual([
      '0.999',
      '0.999',
      '99.9',
      '0.1',
    ]);
    const rebate = foldFill(undefined, spotFill({ fee: '-0.001', feeAsset: 'BTC', feeRate: '100' }), SPOT);
    expect(toText(rebate.position.amount)).toBe('1.001');
  });

  it('in contracts pays a fee in base out of the account, not out of the contracts', () => {
    const trip: RoundTrip = { market: PERPETUAL, side: 'short', steps: [], closes: false };
    const entry: PlayedFill = {
      kind: 'fill',
      enters: true,
      amount: '10',
      price: '60000',
      fee: '0.00001',
      feeAsset: 'BTC',
      feeRate: '60000',
    };
    const { position } = foldFill(undefined, fillOf(trip, entry), PERPETUAL);
    expect([toText(position.amount), toText(position.cost), toText(position.fees), position.side]).toEqual(['10', '600', '0.6', 'short']);
  });

  it('is flat with nothing, or with less than the venue can trade', () => {
    const { position } = foldFill(undefined, spotFill({}), SPOT);
    expect(isFlat(position, SPOT)).toBe(false);
    expect(isFlat({ ...position, amount: decimal('0') }, SPOT)).toBe(true);
    expect(isFlat({ ...position, amount: SPOT.step }, SPOT)).toBe(false);
    expect(isFlat({ ...position, amount: subtract(SPOT.step, decimal('1e-18')) }, SPOT)).toBe(true);
  });

  it('loses nothing when a cost has more places than a release is rounded to', () => {
    const tiny = { ...SPOT, step: decimal('1e-18') };
    const buy = foldFill(undefined, spotFill({ amount: '1.000000000000000001', price: '0.1234567' }), tiny);
    const part = foldFill(buy.position, spotFill({ enters: false, amount: '0.3', price: '0.2' }), tiny);
    const rest = foldFill(part.position, spotFill({ enters: false, amount: '0.700000000000000001', price: '0.2' }), tiny);
    expect(toText(rest.position.cost)).toBe('0');
    expect(toText(rest.position.gross)).toBe('0.0765433000000000000765433');
  });

  it('does not care which other trades go on beside it', () => {
    fc.assert(
      fc.property(history, (trips) => {
        const alone = trips.filter(({ closes }) => closes).map((trip) => pnlOf(folded(trip).position));
        const truth = trips.filter(({ closes }) => closes).map((trip) => truthOf(trip).pnl);
        expect(toText(sum(alone))).toBe(exact(truth.reduce(plus, NOTHING)));
      }),
    );
  });
});
