import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PLACES } from '#test/histories.ts';
import { instant, later } from './clock.ts';
import type { Condition } from './condition.ts';
import { decimal, toText } from './decimal.ts';
import type { Fill } from './fill.ts';
import type { Market } from './market.ts';
import { foldFill, isFlat, type Position } from './position.ts';
import { postingsOfDust } from './posting.ts';
import { closedTrade, pnlOf, rOf } from './trade.ts';

const NOW = instant(1_767_600_000_000);
const SPOT = PLACES[0]?.market as Market;
const PERPETUAL = PLACES.find(({ market }) => market.kind === 'perpetual')?.market as Market;

const fill = (market: Market, side: Fill['side'], amount: string, price: string, fee = '0', minutes = 0): Fill => ({
  id: 'f1',
  venueFillId: 'v1',
  orderId: 'o1',
  tradeId: 't1',
  conditionId: 'c1',
  deskId: 'main',
  accountId: 'paper',
  market: market.symbol,
  purpose: 'entry',
  side,
  amount: decimal(amount),
  price: decimal(price),
  fee: decimal(fee),
  feeAsset: 'USDT',
  feeValue: decimal(fee),
  liquidity: 'taker',
  quote: '',
  at: later(NOW, minutes * 60_000),
});
const fold = (market: Market, ...fills: Fill[]): Position =>
  fills.reduce<Position | undefined>((position, one) => foldFill(position, one, market).position, undefined) as Position;

const CONDITION = { strategist: 'smc', pattern: undefined, regime: 'tight_smc' } as Condition;

describe('the PnL of a trade', () => {
  it('is proceeds less cost less fees less funding, for a long and for a short', () => {
    const long = fold(SPOT, fill(SPOT, 'buy', '2', '100', '0.2'), fill(SPOT, 'sell', '2', '110', '0.22'));
    expect(toText(pnlOf(long))).toBe('19.58');
    const short = fold(PERPETUAL, fill(PERPETUAL, 'sell', '200', '100', '0.02'), fill(PERPETUAL, 'buy', '200', '110', '0.02'));
    expect(toText(pnlOf({ ...short, funding: decimal('-0.5') }))).toBe('-1.54'); // funding was received
    expect(toText(pnlOf({ ...short, funding: decimal('0.5') }))).toBe('-2.54');
  });

  it('counts dust of a spot market with its whole cost, because it was paid for', () => {
    const position = fold(SPOT, fill(SPOT, 'buy', '1.000005', '100'), fill(SPOT, 'sell', '1', '110'));
    expect(isFlat(position, SPOT)).toBe(true);
    expect(toText(pnlOf(position))).toBe('9.9995');
  });

  it('counts dust of a perpetual with nothing, as the books do: no cash was paid for it', () => {
    // The venue made its step coarser while the position was open.
    const coarse = { ...PERPETUAL, step: decimal('10') };
    for (const [enter, leave, expected] of [
      ['buy', 'sell', '1'],
      ['sell', 'buy', '-1'],
    ] as const) {
      const position = fold(coarse, fill(coarse, enter, '105', '100'), fill(coarse, leave, '100', '110'));
      expect(isFlat(position, coarse)).toBe(true);
      expect(toText(position.amount)).toBe('5');
      expect(postingsOfDust(position, coarse)).toEqual([]);
      expect(toText(pnlOf(position)), enter).toBe(expected);
    }
  });
});

describe('R', () => {
  it('is PnL in units of the planned risk', () => {
    expect(rOf({ pnl: decimal('50'), plannedRisk: decimal('25') })).toBe(2);
    expect(rOf({ pnl: decimal('-25'), plannedRisk: decimal('25') })).toBe(-1);
  });

  it('is never anything but a finite number', () => {
    const amount = fc
      .tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.nat(12))
      .map(([units, places]) => decimal(`${units}e-${places}`));
    fc.assert(
      fc.property(amount, amount, (pnl, plannedRisk) => {
        expect(Number.isFinite(rOf({ pnl, plannedRisk }))).toBe(true);
      }),
    );
    expect(rOf({ pnl: decimal('50'), plannedRisk: decimal('0') })).toBe(0);
    expect(rOf({ pnl: decimal('50'), plannedRisk: decimal('-1') })).toBe(0);
  });
});

describe('a trade', () => {
  it('says how a flat position came about: first fill to last, average prices, dust, and what it was for', () => {
    const position = fold(
      SPOT,
      fill(SPOT, 'buy', '1', '100', '0.1'),
      fill(SPOT, 'buy', '3', '102', '0.3', 5),
      fill(SPOT, 'sell', '3.999995', '110', '0.4', 90),
    );
    const trade = closedTrade(position, CONDITION, decimal('8'), 'target', { ...SPOT, tick: decimal('0.1') });
    expect([trade.amount, trade.entryPrice, trade.exitPrice, trade.fees, trade.pnl, trade.dust].map(toText)).toEqual([
      '4',
      '101.5',
      '110',
      '0.8',
      '33.19945',
      '0.000005',
    ]);
    expect(trade).toMatchObject({ side: 'long', exitReason: 'target', pattern: 'none', regime: 'tight_smc', openedAt: NOW });
    expect(trade.closedAt - trade.openedAt).toBe(90 * 60_000);
    expect(rOf(trade)).toBeCloseTo(4.15, 3);
  });

  it('has prices of one base unit, whatever a contract is', () => {
    const position = fold(PERPETUAL, fill(PERPETUAL, 'sell', '200', '60000'), fill(PERPETUAL, 'buy', '200', '59000'));
    const trade = closedTrade(position, CONDITION, decimal('8'), 'target', PERPETUAL);
    expect([trade.entryPrice, trade.exitPrice, trade.pnl].map(toText)).toEqual(['60000', '59000', '200']);
  });
});
