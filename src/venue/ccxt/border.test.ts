import { describe, expect, it } from 'vitest';
import { toText } from '#src/domain/decimal.ts';
import { OutsideError } from '#src/domain/errors.ts';
import { balancesOf } from './balance.ts';
import { PLAIN_ID } from './clientOrderId.ts';
import { fillOf } from './fill.ts';
import { fundingOf } from './funding.ts';
import { feePctOf, marketOf } from './market.ts';
import { orderOf } from './order.ts';
import { positionOf } from './position.ts';
import { transferOf } from './transfer.ts';

const AT = Date.UTC(2026, 0, 5);
const ID = '0123456789abcdef0123456789abcdef';
const trade = {
  id: '7',
  order: '9',
  symbol: 'BTC/USDT',
  side: 'buy',
  amount: '0.10000000000000000001',
  price: '100.5',
  takerOrMaker: 'maker',
  timestamp: AT,
  fee: { cost: '0.001', currency: 'BNB' },
};
const NONSENSE = ['NaN', 'Infinity', '-Infinity', '0x10', 'abc', Number.NaN, Number.POSITIVE_INFINITY, '-1', '1e309', '9'.repeat(310)];

describe('a fill', () => {
  it('keeps every digit', () => {
    const { fill, venueOrderId } = fillOf(trade, []);
    expect([toText(fill.amount), toText(fill.price), toText(fill.fee), fill.feeAsset, fill.liquidity, venueOrderId]).toEqual([
      '0.10000000000000000001',
      '100.5',
      '0.001',
      'BNB',
      'maker',
      '9',
    ]);
  });

  it.each([...NONSENSE, '0', undefined, null, ''])('with a price of %s is a bad answer: no fill is ever booked at it (FI-43)', (price) => {
    expect(() => fillOf({ ...trade, price }, [])).toThrow(OutsideError);
    expect(() => fillOf({ ...trade, amount: price }, [])).toThrow(OutsideError);
  });

  it('keeps the sign of a rebate (FI-41)', () => {
    expect(toText(fillOf({ ...trade, fee: { cost: '-0.002', currency: 'USDT' } }, []).fill.fee)).toBe('-0.002');
  });

  it('is of the order that it names by our id, wherever the venue writes that', () => {
    expect(fillOf({ ...trade, info: { client_order_id: ID } }, ['client_order_id']).wireId).toBe(ID);
    expect(fillOf({ ...trade, info: { clOrdId: '', algoClOrdId: ID } }, ['clOrdId', 'algoClOrdId']).wireId).toBe(ID);
    expect(fillOf({ ...trade, info: { client_order_id: '' } }, ['client_order_id']).wireId).toBe('');
    expect(fillOf(trade, ['client_order_id']).wireId).toBe('');
  });

  it('adds up two fees in one asset', () => {
    const fees = [
      { cost: '0.1', currency: 'USDT' },
      { cost: '0.2', currency: 'USDT' },
    ];
    const { fill, odd } = fillOf({ ...trade, fees }, []);
    expect([toText(fill.fee), fill.feeAsset, odd]).toEqual(['0.3', 'USDT', undefined]);
  });

  it('keeps a fee in several assets part by part', () => {
    const fees = [
      { cost: '0.1', currency: 'USDT' },
      { cost: '0.2', currency: 'BNB' },
      { cost: '0.3', currency: 'BNB' },
      { cost: '-0.4', currency: 'BTC' },
    ];
    const { fill, odd } = fillOf({ ...trade, fees }, []);
    expect([toText(fill.fee), fill.feeAsset, odd]).toEqual(['0.1', 'USDT', undefined]);
    expect(fill.otherFees?.map(({ amount, asset }) => `${toText(amount)} ${asset}`)).toEqual(['0.5 BNB', '-0.4 BTC']);
    expect(fillOf({ ...trade, fee: { cost: '0.1', currency: 'USDT' } }, []).fill.otherFees).toBeUndefined();
  });

  it('that the venue made by force has a name that says so, where its order has none', () => {
    const named = (info: object) => fillOf({ ...trade, info }, ['cliOrdId']).wireId;
    expect(named({ fillType: 'liquidation' })).toBe(`liquidation-${trade.order}`);
    expect(named({ fillType: 'unwindCounterparty' })).toBe(`liquidation-${trade.order}`);
    expect([named({ fillType: 'taker' }), named({ fillType: 'assignee' }), named({})]).toEqual(['', '', '']);
    expect(named({ fillType: 'liquidation', cliOrdId: ID })).toBe(ID);
  });

  it('says so when its fee has no asset', () => {
    expect(fillOf({ ...trade, fee: { cost: '0.1' } }, [])).toMatchObject({
      fill: { feeAsset: 'USDT' },
      odd: expect.stringMatching(/without an asset/),
    });
  });
});

describe('an order', () => {
  const order = {
    id: '9',
    clientOrderId: ID,
    symbol: 'BTC/USDT',
    side: 'buy',
    type: 'limit',
    price: '99',
    amount: '2',
    filled: '0',
    status: 'open',
    timestamp: AT,
  };
  const read = (changes: object) => orderOf({ ...order, ...changes }, PLAIN_ID.fromVenue);

  it('counts what was filled more than the word for it', () => {
    expect(read({}).status).toBe('open');
    expect(read({ status: 'closed', filled: '2' }).status).toBe('filled');
    expect(read({ status: 'closed', filled: '1' }).status).toBe('canceled');
    expect(read({ status: 'canceled', filled: '2' }).status).toBe('filled');
    expect(read({ status: 'expired', filled: '1' })).toMatchObject({ status: 'expired' });
    expect(read({ status: 'COMPLETE', filled: '2' }).status).toBe('filled');
    expect(read({ status: 'COMPLETE', filled: '1' }).status).toBe('canceled');
    expect(read({ status: 'COMPLETE', filled: '0' }).status).toBe('canceled');
    expect(() => read({ status: 'moonlit' })).toThrow(OutsideError);
  });

  it('keeps the text of somebody else as its id', () => {
    expect(read({ clientOrderId: 'web_1' }).clientOrderId).toBe('web_1');
    expect(read({ clientOrderId: undefined }).clientOrderId).toBe('');
  });

  it.each(NONSENSE)('with an amount of %s is a bad answer', (amount) => {
    expect(() => read({ amount })).toThrow(OutsideError);
  });
});

describe('a market', () => {
  const spot = {
    symbol: 'BTC/USDT',
    spot: true,
    active: true,
    taker: '0.00026',
    precision: { amount: '0.00001', price: '0.01' },
    limits: { amount: { min: '0.0001' }, cost: { min: '5' } },
  };
  const swap = { ...spot, symbol: 'BTC/USDT:USDT', spot: false, swap: true, linear: true, inverse: false, contractSize: '0.01' };

  it('has exact rules and fees', () => {
    const market = marketOf(spot, 'x');
    expect([market?.step, market?.tick, market?.minNotional].map(String)).toEqual(['0.00001', '0.01', '5']);
    expect(feePctOf(spot, 'taker')).toBe(0.026);
    expect(feePctOf(spot, 'maker')).toBeUndefined();
  });

  it('counts contracts of its size (FI-44)', () => {
    expect(String(marketOf(swap, 'x')?.contractSize)).toBe('0.01');
  });

  it.each([
    ['closed', { ...spot, active: false }],
    ['inverse', { ...swap, symbol: 'BTC/USD:BTC', linear: false, inverse: true }],
    ['inverse by its word only', { ...swap, inverse: true }],
    ['dated', { ...swap, symbol: 'BTC/USDT:USDT-260130', swap: false, future: true }],
  ])('that is %s is left out', (_, market) => {
    expect(marketOf(market, 'x')).toBeUndefined();
  });

  it('without a tick is a bad answer', () => {
    expect(() => marketOf({ ...spot, precision: { amount: '0.1' } }, 'x')).toThrow(OutsideError);
  });
});

describe('what an account holds', () => {
  it('is the wallet, without what open positions would bring', () => {
    const futures = { info: { assets: [{ asset: 'USDT', walletBalance: '100', marginBalance: '90' }] }, total: { USDT: '90' } };
    const wallet = { path: ['assets'], asset: 'asset', held: 'walletBalance' };
    expect(balancesOf(futures, wallet).get('USDT')).toEqual(balancesOf({ total: { USDT: '100' } }).get('USDT'));
    expect(() => balancesOf({ info: 'oops' }, wallet)).toThrow(OutsideError);
  });

  it('leaves out what there is none of', () => {
    expect([...balancesOf({ total: { BTC: '0', ETH: undefined, SOL: '1' } }).keys()]).toEqual(['SOL']);
  });
});

describe('a position', () => {
  const position = { symbol: 'BTC/USDT:USDT', contracts: '3', side: 'short', entryPrice: '100' };

  it('is negative when short, and nothing when empty', () => {
    expect(String(positionOf(position, () => 4)?.amount)).toBe('-3');
    expect(positionOf({ ...position, contracts: '0' }, () => 4)).toBeUndefined();
  });

  it('takes its leverage from the venue, else from its margin, else from what was set', () => {
    expect(positionOf({ ...position, leverage: '7' }, () => 4)?.leverage).toBe(7);
    expect(positionOf({ ...position, notional: '300', initialMargin: '60.0001' }, () => 4)?.leverage).toBe(5);
    expect(positionOf(position, () => 4)?.leverage).toBe(4);
  });

  it('without a side or an entry price is a bad answer', () => {
    expect(() => positionOf({ ...position, side: undefined }, () => 1)).toThrow(OutsideError);
    expect(() => positionOf({ ...position, entryPrice: '0' }, () => 1)).toThrow(OutsideError);
  });
});

describe('money without a trade', () => {
  it('is funding, positive when it was paid', () => {
    const income = { id: '1', symbol: 'BTC/USDT:USDT', amount: '-0.5', code: 'USDT', timestamp: AT };
    expect(fundingOf(income)).toMatchObject({ venueFundingId: 'BTC/USDT:USDT#1', asset: 'USDT' });
    expect(String(fundingOf(income).amount)).toBe('0.5');
  });

  it('is a deposit, a withdrawal with its fee, or nothing while it is pending', () => {
    const entry = { id: '1', currency: 'USDT', amount: '10', status: 'ok', timestamp: AT, fee: { cost: '1', currency: 'USDT' } };
    expect(String(transferOf({ ...entry, type: 'deposit', fee: undefined })?.amount)).toBe('10');
    expect(String(transferOf({ ...entry, type: 'withdrawal' })?.amount)).toBe('-11');
    expect(String(transferOf({ ...entry, type: 'transfer', direction: 'out', fee: undefined })?.amount)).toBe('-10');
    expect(transferOf({ ...entry, status: 'pending' })).toBeUndefined();
  });
});
