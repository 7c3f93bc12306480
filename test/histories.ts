import fc from 'fast-check';
import type { Side } from '#src/domain/condition.ts';
import { decimal } from '#src/domain/decimal.ts';
import type { Market } from '#src/domain/market.ts';
import { by, exact, type Fraction, fraction, minus, NOTHING, order, plus, rounded, times } from './fraction.ts';

/** One execution of a made-up history; decimal texts. */
export interface PlayedFill {
  readonly kind: 'fill';
  readonly enters: boolean;
  readonly amount: string;
  readonly price: string;
  /** In `feeAsset`; negative for a rebate. */
  readonly fee: string;
  readonly feeAsset: string;
  /** Price of one `feeAsset` in quote. */
  readonly feeRate: string;
}

/** Funding in quote: paid is positive, received negative. */
interface PlayedFunding {
  readonly kind: 'funding';
  readonly amount: string;
}

/** A round trip as a venue might tell it: partial fills, fees in whatever asset, funding in between. */
export interface RoundTrip {
  readonly market: Market;
  readonly side: Side;
  readonly steps: readonly (PlayedFill | PlayedFunding)[];
  /** False while something that can be traded is left. */
  readonly closes: boolean;
}

/** Asset that fees can be paid in beside base and quote. */
export const THIRD = 'BNB';

const listed = (symbol: string, tick: string, step: string, contractSize = '1'): Market => ({
  symbol,
  venue: 'paper',
  kind: symbol.includes(':') ? 'perpetual' : 'spot',
  base: symbol.split('/')[0] as string,
  quote: 'USDT',
  tick: decimal(tick),
  step: decimal(step),
  minAmount: decimal(step),
  minNotional: decimal('0.01'),
  contractSize: decimal(contractSize),
  maxLeverage: symbol.includes(':') ? 50 : 1,
});

interface Place {
  readonly market: Market;
  readonly tick: string;
  readonly step: string;
  /** Price in the middle, in ticks. */
  readonly middle: number;
}

const place = (symbol: string, tick: string, step: string, middle: number, contractSize?: string): Place => ({
  market: listed(symbol, tick, step, contractSize),
  tick,
  step,
  middle,
});

/** Steps and ticks from coarse to as fine as they get, and contracts that are not one unit. */
export const PLACES: readonly Place[] = [
  place('BTC/USDT', '0.1', '0.00001', 640_000),
  place('SOL/USDT', '0.05', '0.25', 2_800),
  place('ETH/USDT', '0.01', '0.0001', 310_000),
  place('PEPE/USDT', '0.00000001', '1000', 1_234),
  place('BTC/USDT:USDT', '0.1', '1', 640_000, '0.001'),
  place('ETH/USDT:USDT', '0.01', '0.001', 310_000),
];

/** A market in which the third asset has a price, so that equity can count what is held of it. */
export const THIRD_MARKET: Market = listed(`${THIRD}/USDT`, '0.01', '0.001');

interface Dealt {
  readonly size: number;
  readonly away: number;
  readonly paidIn: 'base' | 'quote' | 'third' | 'nothing';
  readonly ppm: number;
  readonly thirdCents: number;
  readonly fundingMicros: number;
}

const dealt = fc.record<Dealt>({
  size: fc.integer({ min: 1, max: 900 }),
  away: fc.integer({ min: -300, max: 300 }),
  paidIn: fc.constantFrom('base', 'quote', 'third', 'nothing'),
  // A maker may be paid: a rebate is a fee below zero.
  ppm: fc.integer({ min: -200, max: 2_500 }),
  thirdCents: fc.integer({ min: 50_000, max: 70_000 }),
  fundingMicros: fc.integer({ min: -90_000_000, max: 90_000_000 }),
});

/** Round trips, a few of them still open, on any market and side that there is. */
export const roundTrip: fc.Arbitrary<RoundTrip> = fc
  .record({
    where: fc.constantFrom(...PLACES),
    isShort: fc.boolean(),
    entries: fc.array(dealt, { minLength: 1, maxLength: 3 }),
    exits: fc.array(dealt, { minLength: 0, maxLength: 3 }),
    last: dealt,
    stays: fc.nat(5).map((n) => n === 0),
  })
  .map(({ where, isShort, entries, exits, last, stays }) =>
    played(where, isShort && where.market.kind === 'perpetual' ? 'short' : 'long', entries, stays ? exits : [...exits, last], !stays),
  );

/** Some round trips that overlap in time. */
export const history: fc.Arbitrary<readonly RoundTrip[]> = fc.array(roundTrip, { minLength: 1, maxLength: 5 });

function played(where: Place, side: Side, entries: readonly Dealt[], exits: readonly Dealt[], closes: boolean): RoundTrip {
  const steps: (PlayedFill | PlayedFunding)[] = [];
  const step = fraction(where.step);
  let open = NOTHING;
  const take = (one: Dealt, enters: boolean, steps_: bigint): void => {
    const amount = times(fraction(steps_), step);
    const fill = filled(where, one, enters, amount);
    const inBase = fill.feeAsset === where.market.base && where.market.kind === 'spot' ? fraction(fill.fee) : NOTHING;
    open = enters ? minus(plus(open, amount), inBase) : minus(minus(open, amount), inBase);
    steps.push(fill);
    if (where.market.kind === 'perpetual' && one.fundingMicros % 3 === 0) {
      steps.push({ kind: 'funding', amount: exact(fraction(`${one.fundingMicros}e-6`)) });
    }
  };
  for (const one of entries) take(one, true, BigInt(one.size));
  exits.forEach((one, i) => {
    const isLast = closes && i === exits.length - 1;
    const whole = stepsIn(open, step);
    const part = isLast ? whole : (whole * BigInt(one.size)) / 2_000n;
    // What is sold and its fee in base must both be there; a rebate in base only adds.
    const room =
      where.market.kind === 'spot' && one.paidIn === 'base' && one.ppm > 0
        ? stepsIn(by(open, fraction(`${1_000_000 + one.ppm}e-6`)), step)
        : whole;
    const sold = part < room ? part : room;
    if (sold > 0n) take(one, false, sold);
  });
  // The fee in base may have left a tradable rest, or a rebate may have added one.
  for (let rest = stepsIn(open, step); closes && rest > 0n; rest = stepsIn(open, step))
    take({ ...(exits.at(-1) as Dealt), paidIn: 'quote' }, false, rest);
  const trip: RoundTrip = { market: where.market, side, steps: steps.slice(), closes };
  return closes ? endsWithFill(trip) : trip;
}

/** A position that is flat pays no funding any more. */
function endsWithFill({ steps, ...trip }: RoundTrip): RoundTrip {
  let end = steps.length;
  while (steps[end - 1]?.kind === 'funding') end--;
  return { ...trip, steps: steps.slice(0, end) };
}

function filled({ market, tick, middle }: Place, one: Dealt, enters: boolean, amount: Fraction): PlayedFill {
  const price = times(fraction(middle + Math.trunc((middle * one.away) / 1_000)), fraction(tick));
  const worth = times(times(amount, price), fraction(market.symbol === 'BTC/USDT:USDT' ? '0.001' : '1'));
  const rate = fraction(`${one.ppm}e-6`);
  const base = { kind: 'fill', enters, amount: exact(amount), price: exact(price) } as const;
  switch (one.paidIn) {
    case 'base':
      return { ...base, fee: exact(times(amount, rate)), feeAsset: market.base, feeRate: exact(price) };
    case 'quote':
      return { ...base, fee: exact(times(worth, rate)), feeAsset: market.quote, feeRate: '1' };
    case 'third': {
      const feeRate = `${Math.trunc(one.thirdCents / 100)}.${String(one.thirdCents % 100).padStart(2, '0')}`;
      const fee = rounded(by(times(worth, rate), fraction(feeRate)), 8, 'halfUp');
      return { ...base, fee: fee === '-0' ? '0' : fee, feeAsset: THIRD, feeRate: exact(fraction(feeRate)) };
    }
    case 'nothing':
      return { ...base, fee: '0', feeAsset: market.quote, feeRate: '1' };
  }
}

const stepsIn = (amount: Fraction, step: Fraction): bigint =>
  order(amount, NOTHING) <= 0 ? 0n : BigInt(rounded(by(amount, step), 0, 'down'));

/** What a round trip amounts to, worked out from what came in and what went out, without any notion of average cost. Fractions, in quote. */
export interface Truth {
  /** Of everything, net: a tradable rest is not in it. */
  readonly pnl: Fraction;
  readonly fees: Fraction;
  readonly funding: Fraction;
  /** Asset → change of what the account holds; of a perpetual only fees and funding, because its result is cash only as far as it is closed. */
  readonly held: ReadonlyMap<string, Fraction>;
  /** Base units (contracts for a perpetual) that are open, or were left as dust. */
  readonly left: Fraction;
  /** Cash that went out for entries less cash that came in from exits, in quote, without fees: with what is left at a price, the gross result. */
  readonly spent: Fraction;
}

export function truthOf({ market, side, steps }: RoundTrip): Truth {
  const isSpot = market.kind === 'spot';
  const unit = fraction(market.symbol === 'BTC/USDT:USDT' ? '0.001' : '1');
  const sign = fraction(side === 'long' ? 1 : -1);
  let fees = NOTHING;
  let funding = NOTHING;
  let spent = NOTHING;
  let left = NOTHING;
  const held = new Map<string, Fraction>();
  const hold = (asset: string, change: Fraction): void => void held.set(asset, plus(held.get(asset) ?? NOTHING, change));
  for (const one of steps) {
    if (one.kind === 'funding') {
      funding = plus(funding, fraction(one.amount));
      hold(market.quote, minus(NOTHING, fraction(one.amount)));
      continue;
    }
    const amount = fraction(one.amount);
    const worth = times(times(amount, fraction(one.price)), unit);
    const fee = fraction(one.fee);
    fees = plus(fees, times(fee, fraction(one.feeRate)));
    spent = one.enters ? plus(spent, worth) : minus(spent, worth);
    left = one.enters ? plus(left, amount) : minus(left, amount);
    hold(one.feeAsset, minus(NOTHING, fee));
    if (isSpot && one.feeAsset === market.base) left = minus(left, fee);
    if (!isSpot) continue;
    hold(market.base, one.enters ? amount : minus(NOTHING, amount));
    hold(market.quote, one.enters ? minus(NOTHING, worth) : worth);
  }
  const baseFees = isSpot ? feesIn(steps, market.base) : NOTHING;
  // A fee in base takes nothing out of the cash: it makes what is left smaller, and counts as a fee and as less cost.
  const gross = plus(times(minus(NOTHING, spent), sign), baseFees);
  return { pnl: minus(minus(gross, fees), funding), fees, funding, held, left, spent };
}

/** Value in quote of the fees that were paid in an asset. */
const feesIn = (steps: RoundTrip['steps'], asset: string): Fraction =>
  steps.reduce(
    (total, one) => (one.kind === 'fill' && one.feeAsset === asset ? plus(total, times(fraction(one.fee), fraction(one.feeRate))) : total),
    NOTHING,
  );
