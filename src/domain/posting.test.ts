import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exact, type Fraction, fraction, minus, NOTHING, plus } from '#test/fraction.ts';
import { type RoundTrip, roundTrip, truthOf } from '#test/histories.ts';
import { instant } from './clock.ts';
import { type Decimal, decimal, multiply, negate, sum, toText } from './decimal.ts';
import type { Fill } from './fill.ts';
import type { Market } from './market.ts';
import { foldFill, foldFunding, type Position } from './position.ts';
import { type Book, imbalanceOf, type Posting, postingsOfDust, postingsOfFill, postingsOfFunding, postingsOfTransfer } from './posting.ts';
import { pnlOf } from './trade.ts';

const NOW = instant(1_767_600_000_000);
const IDS = { orderId: 'o1', tradeId: 't1', conditionId: 'c1', deskId: 'main', accountId: 'paper', at: NOW } as const;

/** The journal entries of a round trip, one for each fill and payment, and one for its close. */
function booked({ market, side, steps, closes }: RoundTrip): { entries: Posting[][]; position: Position } {
  const entries: Posting[][] = [];
  let position: Position | undefined;
  for (const one of steps) {
    if (one.kind === 'funding') {
      const funding = { ...IDS, id: 'n1', venueFundingId: 'v1', market: market.symbol, amount: decimal(one.amount), asset: market.quote };
      position = foldFunding(position as Position, funding);
      entries.push(postingsOfFunding(funding));
      continue;
    }
    const fill: Fill = {
      ...IDS,
      id: 'f1',
      venueFillId: 'v1',
      market: market.symbol,
      purpose: one.enters ? 'entry' : 'manual',
      side: one.enters === (side === 'long') ? 'buy' : 'sell',
      amount: decimal(one.amount),
      price: decimal(one.price),
      fee: decimal(one.fee),
      feeAsset: one.feeAsset,
      feeValue: multiply(decimal(one.fee), decimal(one.feeRate)),
      liquidity: 'taker',
      quote: '',
    };
    const folded = foldFill(position, fill, market);
    position = folded.position;
    entries.push(postingsOfFill(fill, folded, market));
  }
  if (closes) entries.push(postingsOfDust(position as Position, market));
  return { entries, position: position as Position };
}

const balance = (entries: readonly Posting[][], book: Book, asset: string): Decimal =>
  sum(entries.flat().flatMap((one) => (one.book === book && one.asset === asset ? [one.amount] : [])));
const assets = (entries: readonly Posting[][]): string[] => [...new Set(entries.flat().map(({ asset }) => asset))];

describe('the books', () => {
  it('balance: each entry sums to zero in each asset, and holds no line of nothing', () => {
    fc.assert(
      fc.property(roundTrip, (trip) => {
        for (const entry of booked(trip).entries) {
          expect(imbalanceOf(entry)).toBeUndefined();
          expect(entry.filter(({ amount }) => toText(amount) === '0')).toEqual([]);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('hold in cash what the account has: what came in less what went out, asset by asset', () => {
    fc.assert(
      fc.property(roundTrip, (trip) => {
        const { entries, position } = booked(trip);
        const { held } = truthOf(trip);
        const { market } = trip;
        for (const asset of new Set([...held.keys(), ...assets(entries)])) {
          let expected: Fraction = held.get(asset) ?? NOTHING;
          // The result of contracts is paid out as they are closed.
          if (asset === market.quote && market.kind === 'perpetual') expected = plus(expected, fraction(toText(position.gross)));
          expect(toText(balance(entries, 'cash', asset)), asset).toBe(exact(expected));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('say of a closed round trip what its trade says: pnl, fees and funding add up to it, and nothing stays in the position', () => {
    const closed = roundTrip.filter(({ closes }) => closes);
    fc.assert(
      fc.property(closed, (trip) => {
        const { entries, position } = booked(trip);
        const { quote, base } = trip.market;
        const said = sum((['pnl', 'fees', 'funding'] as const).map((book) => balance(entries, book, quote)));
        expect(toText(negate(said))).toBe(toText(pnlOf(position)));
        expect(toText(balance(entries, 'fees', quote))).toBe(exact(truthOf(trip).fees));
        expect(toText(balance(entries, 'funding', quote))).toBe(exact(truthOf(trip).funding));
        expect(toText(balance(entries, 'position', quote))).toBe('0');
        // Dust stays with the account, and with it the other side of its holding.
        if (trip.market.kind === 'spot') expect(toText(balance(entries, 'position', base))).toBe(exact(minus(NOTHING, truthOf(trip).left)));
      }),
      { numRuns: 500 },
    );
  });

  it('carry an open spot position at its cost', () => {
    fc.assert(
      fc.property(
        roundTrip.filter(({ closes, market }) => !closes && market.kind === 'spot'),
        (trip) => {
          const { entries, position } = booked(trip);
          expect(toText(balance(entries, 'position', trip.market.quote))).toBe(toText(position.cost));
        },
      ),
    );
  });

  it('value a fee in a third asset in quote, and take it out of that asset', () => {
    fc.assert(
      fc.property(roundTrip, (trip) => {
        const { entries } = booked(trip);
        for (const asset of assets(entries)) {
          const converted = balance(entries, 'conversion', asset);
          if (asset !== trip.market.quote) expect(toText(converted)).toBe(toText(negate(feesIn(trip, asset))));
        }
      }),
    );
  });

  it('book every part of a fee that is taken in several assets, each out of its own', () => {
    const market = { symbol: 'BTC/USDT', kind: 'spot', base: 'BTC', quote: 'USDT', contractSize: decimal('1') } as Market;
    const fill: Fill = {
      ...IDS,
      id: 'f1',
      venueFillId: 'v1',
      market: market.symbol,
      purpose: 'entry',
      side: 'buy',
      amount: decimal('1'),
      price: decimal('100'),
      fee: decimal('0.2'),
      feeAsset: 'USDT',
      feeValue: decimal('6.3'),
      otherFees: [
        { amount: decimal('0.001'), asset: 'BTC', value: decimal('0.1') },
        { amount: decimal('0.01'), asset: 'BNB', value: decimal('6') },
      ],
      liquidity: 'taker',
      quote: '',
    };
    const folded = foldFill(undefined, fill, market);
    const entry = postingsOfFill(fill, folded, market);
    expect(imbalanceOf(entry)).toBeUndefined();
    const cash = (asset: string): string => toText(balance([entry], 'cash', asset));
    expect([cash('BTC'), cash('USDT'), cash('BNB')]).toEqual(['0.999', '-100.2', '-0.01']);
    expect(toText(balance([entry], 'fees', 'USDT'))).toBe('6.3');
    expect([toText(folded.position.amount), toText(folded.position.fees)]).toEqual(['0.999', '6.3']);
  });

  it('take money from outside and give it back', () => {
    const entry = postingsOfTransfer('USDT', decimal('10'));
    expect(entry.map(({ book, amount }) => [book, toText(amount)])).toEqual([
      ['cash', '10'],
      ['external', '-10'],
    ]);
    expect(imbalanceOf(entry)).toBeUndefined();
    expect(postingsOfTransfer('USDT', decimal('0'))).toEqual([]);
  });

  it('are told apart when they do not balance, by the asset and by how much', () => {
    const one = (asset: string, amount: string): Posting => ({ book: 'cash', asset, amount: decimal(amount) });
    const found = imbalanceOf([one('USDT', '1'), one('BTC', '2'), one('USDT', '-1'), one('BTC', '-1.9')]);
    expect(found?.asset).toBe('BTC');
    expect(found && toText(found.amount)).toBe('0.1');
  });
});

/** What left the account as fees in an asset that is neither quote nor, at a spot market, base. */
const feesIn = ({ market, steps }: RoundTrip, asset: string): Decimal =>
  market.kind === 'spot' && asset === market.base
    ? decimal('0')
    : negate(sum(steps.flatMap((one) => (one.kind === 'fill' && one.feeAsset === asset ? [decimal(one.fee)] : []))));
