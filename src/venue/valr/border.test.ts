import { describe, expect, it } from 'vitest';
import { toText } from '#src/domain/decimal.ts';
import { balancesOf, fillOf, marketOf, momentOf, orderOf, permissionsOf, rowsOf, transferOf } from './border.ts';

const symbolOf = (pair: string): string => (pair === 'BTCZAR' ? 'BTC/ZAR' : pair);
const ID = 'a'.repeat(32);
const order = {
  orderId: 'o1',
  customerOrderId: ID,
  orderStatusType: 'Filled',
  currencyPair: 'BTCZAR',
  orderSide: 'buy',
  orderType: 'limit',
  originalPrice: '100',
  originalQuantity: '2',
  remainingQuantity: '0',
  orderUpdatedAt: '2026-11-21T10:00:00.000Z',
};
const trade = {
  id: 't1',
  orderId: 'o1',
  currencyPair: 'BTCZAR',
  price: '100',
  quantity: '0.5',
  side: 'buy',
  tradedAt: '2026-11-21T10:00:00.000Z',
};

describe('an order of VALR', () => {
  it.each([
    ['Placed', '2', 'open', '0'],
    ['Active', '1.5', 'open', '0.5'],
    ['PARTIALLY_FILLED', '0.5', 'open', '1.5'],
    ['Filled', '0', 'filled', '2'],
    ['Cancelled', '1', 'canceled', '1'],
    ['Partially Filled Due To Slippage', '1', 'canceled', '1'],
    ['Expired', '2', 'expired', '0'],
    ['Failed', '0', 'rejected', '0'],
  ])('that is %s with %s left is %s with %s filled', (orderStatusType, remainingQuantity, status, filled) => {
    const read = orderOf({ ...order, orderStatusType, remainingQuantity }, symbolOf);
    expect([read.status, toText(read.filled)]).toEqual([status, filled]);
  });

  it('tells what was executed where it says so', () => {
    expect(toText(orderOf({ ...order, orderStatusType: 'Cancelled', totalExecutedQuantity: '0.25' }, symbolOf).filled)).toBe('0.25');
  });

  it('is ours by its id only, and a stop by its stop price', () => {
    expect(orderOf({ ...order, customerOrderId: 'by-hand' }, symbolOf).clientOrderId).toBe('by-hand');
    expect(orderOf({ ...order, customerOrderId: undefined }, symbolOf).clientOrderId).toBe('');
    expect(orderOf({ ...order, stopPrice: '90', orderType: 'stop-loss-limit' }, symbolOf)).toMatchObject({
      type: 'stop',
      clientOrderId: ID,
    });
    expect(orderOf({ ...order, orderType: 'market' }, symbolOf)).toMatchObject({ type: 'market', price: undefined });
  });

  it.each([
    { orderStatusType: 'Something new' },
    { orderSide: 'both' },
    { originalQuantity: 'NaN' },
    { originalQuantity: '-1' },
    { remainingQuantity: 'Infinity' },
    { orderUpdatedAt: 'yesterday' },
    { orderId: '' },
  ])('with %j is not believed', (wrong) => {
    expect(() => orderOf({ ...order, ...wrong }, symbolOf)).toThrow(expect.objectContaining({ code: 'bad-answer' }));
  });
});

describe('a fill of VALR', () => {
  it.each([
    [{ fee: '0.001', feeCurrency: 'BTC' }, '0.001', 'BTC', 'taker'],
    [{}, '0', 'ZAR', 'taker'],
    [{ makerReward: '0.05', makerRewardCurrency: 'ZAR' }, '-0.05', 'ZAR', 'maker'],
  ])('with %j costs %s %s', (more, fee, asset, liquidity) => {
    const fill = fillOf({ ...trade, ...more }, symbolOf);
    expect([toText(fill.fee), fill.feeAsset, fill.liquidity]).toEqual([fee, asset, liquidity]);
  });

  it.each([{ price: '0' }, { price: 'Infinity' }, { quantity: '-1' }, { quantity: null }, { side: 'x' }, { tradedAt: 7 }, { fee: {} }])(
    'with %j is not believed',
    (wrong) => {
      expect(() => fillOf({ ...trade, ...wrong }, symbolOf)).toThrow(expect.objectContaining({ code: 'bad-answer' }));
    },
  );
});

describe('what else VALR tells', () => {
  const pair = { baseCurrency: 'BTC', quoteCurrency: 'ZAR', active: true, tickSize: '1', baseDecimalPlaces: '0' };

  it('markets: whole units too, the step where no smallest amount is named, nothing that is closed or a future', () => {
    expect(toText(marketOf(pair, 'valr')?.step as never)).toBe('1');
    expect(toText(marketOf(pair, 'valr')?.minAmount as never)).toBe('1');
    expect(marketOf({ ...pair, active: false }, 'valr')).toBeUndefined();
    expect(marketOf({ ...pair, currencyPairType: 'FUTURE' }, 'valr')).toBeUndefined();
    expect(marketOf({ ...pair, baseCurrency: 'btc!' }, 'valr')).toBeUndefined();
    for (const baseDecimalPlaces of ['-1', '1.5', 'x', '40'])
      expect(() => marketOf({ ...pair, baseDecimalPlaces }, 'valr')).toThrow('decimals');
  });

  it('lists, balances, transfers, moments', () => {
    expect(() => rowsOf({})).toThrow('no list');
    expect(() => rowsOf([null])).toThrow('no list');
    expect([
      ...balancesOf([
        { currency: 'BTC', total: '0' },
        { currency: 'ZAR', total: '1.5' },
      ]).keys(),
    ]).toEqual(['ZAR']);
    expect(() => balancesOf([{ currency: 'BTC', total: '-1' }])).toThrow('below zero');
    expect(transferOf({ id: '1', eventAt: trade.tradedAt })).toBeUndefined();
    expect(() => momentOf({ a: 'x', b: '' }, 'a', 'b')).toThrow('no moment');
  });

  it('permissions, and that it does not say', () => {
    expect(permissionsOf(undefined)).toBeUndefined();
    expect(permissionsOf({ permissions: ['View access', 'Withdraw'], allowedIpAddressCidr: null })).toEqual({
      canTrade: false,
      canWithdraw: true,
      ipRestricted: false,
    });
    expect(permissionsOf({ permissions: [] })).toEqual({ canTrade: false, canWithdraw: false, ipRestricted: undefined });
  });
});
