import { describe, expect, test } from 'vitest';
import { Exchange, type ExchangeOptions } from './exchange.ts';
import type { Ask, ListedMarket } from './record.ts';
import { Refused } from './refusal.ts';
import { text } from './units.ts';

const SPOT: ListedMarket = {
  symbol: 'BTC/USDT',
  kind: 'spot',
  base: 'BTC',
  quote: 'USDT',
  tick: '0.01',
  step: '0.001',
  minAmount: '0.002',
  minNotional: '5',
  contractSize: '1',
  maxLeverage: 1,
  status: 'trading',
};
const PERPETUAL: ListedMarket = { ...SPOT, symbol: 'BTC/USDT:USDT', kind: 'perpetual', tick: '0.5', maxLeverage: 20 };
const BNB: ListedMarket = { ...SPOT, symbol: 'BNB/USDT', base: 'BNB' };
const START = Date.UTC(2026, 0, 5, 9);
const buy = { market: 'BTC/USDT', side: 'buy', type: 'limit', amount: '1', price: '99' } as const;

function opened(options: Partial<ExchangeOptions> = {}) {
  const exchange = new Exchange({ markets: [SPOT, PERPETUAL, BNB], ...options });
  exchange.time.set(START);
  exchange.deposit('USDT', '1000');
  exchange.quote('BTC/USDT', '99.99', '100.01', { last: 100 });
  exchange.quote('BTC/USDT:USDT', 99.5, 100, { last: 100 });
  return exchange;
}

const refusal = (play: () => unknown): string => {
  try {
    play();
  } catch (error) {
    if (error instanceof Refused) return error.kind;
    throw error;
  }
  return 'taken';
};
const deals = (exchange: Exchange) =>
  exchange.fills().map((one) => `${one.side} ${text(one.amount)}@${text(one.price)} ${one.liquidity} fee ${text(one.fee)} ${one.feeAsset}`);
const state = (exchange: Exchange, index = -1) => {
  const order = exchange.orders().at(index);
  return `${order?.state} ${text(order?.filled ?? 0n)}`;
};

describe('the exchange core', () => {
  test('fills a market order at the offered price and takes its fee', () => {
    const exchange = opened();
    exchange.place({ market: 'BTC/USDT', side: 'buy', type: 'market', amount: '1.5', clientOrderId: 'a' });
    expect(deals(exchange)).toEqual(['buy 1.5@100.01 taker fee 0.150015 USDT']);
    expect(Object.fromEntries(exchange.balances())).toEqual({ USDT: '849.834985', BTC: '1.5' });
  });

  test('lets a limit order rest until the price comes, in as many parts as are offered', () => {
    const exchange = opened();
    exchange.place(buy);
    expect(text(exchange.view().holdings().get('USDT')?.held ?? 0n)).toBe('99.099');
    exchange.quote('BTC/USDT', 98.9, 99, { askSize: '0.4' });
    exchange.quote('BTC/USDT', 98.9, 99.01);
    expect(state(exchange)).toBe('open 0.4');
    exchange.quote('BTC/USDT', 98.9, 98.95);
    expect(state(exchange)).toBe('filled 1');
    expect(deals(exchange)).toEqual(['buy 0.4@99 maker fee 0.0396 USDT', 'buy 0.6@99 maker fee 0.0594 USDT']);
    expect(text(exchange.view().holdings().get('USDT')?.held ?? 1n)).toBe('0');
  });

  test('ends the part of a market order that nothing is offered for, or lets it wait', () => {
    const exchange = opened();
    exchange.quote('BTC/USDT', 99, 100, { askSize: 2 });
    exchange.place({ market: 'BTC/USDT', side: 'buy', type: 'market', amount: '3' });
    expect(state(exchange)).toBe('expired 2');
    const patient = opened({ profile: { marketRest: 'waits' } });
    patient.quote('BTC/USDT', 99, 100, { askSize: 2 });
    patient.place({ market: 'BTC/USDT', side: 'buy', type: 'market', amount: '3' });
    expect(state(patient)).toBe('open 2');
    patient.quote('BTC/USDT', 99, 101, { askSize: 2 });
    expect(state(patient)).toBe('filled 3');
  });

  test.each<[string, Partial<Ask>, string]>([
    ['an unknown market', { market: 'NOPE/USDT' }, 'unknown-market'],
    ['an amount off the step', { amount: '0.1005' }, 'amount-off-step'],
    ['no amount', { amount: '0' }, 'bad-amount'],
    ['words', { amount: 'much' }, 'bad-amount'],
    ['too little', { amount: '0.001' }, 'below-minimum-amount'],
    ['too little worth', { amount: '0.05' }, 'below-minimum-notional'],
    ['a price off the tick', { price: '99.005' }, 'price-off-tick'],
    ['a price below zero', { price: '-1' }, 'bad-price'],
    ['more than there is', { amount: '20' }, 'insufficient-funds'],
    ['a sale of nothing', { side: 'sell' }, 'insufficient-funds'],
    ['a late arrival', { deadline: START - 1 }, 'too-late'],
    ['a maker that would take', { price: '101', postOnly: true }, 'would-match'],
    ['a stop that would act at once', { type: 'stop', price: undefined, stopPrice: '99' }, 'would-trigger'],
  ])('refuses %s', (_what, over, kind) => {
    const exchange = opened();
    expect(refusal(() => exchange.place({ ...buy, ...over } as Ask))).toBe(kind);
    expect(exchange.orders()).toEqual([]);
  });

  test('minds client ids among open orders, among all, or not at all', () => {
    const taken = (clientIds: 'open' | 'forever' | 'none') => {
      const exchange = opened({ profile: { clientIds } });
      const first = exchange.place({ ...buy, clientOrderId: 'a' });
      const whileOpen = refusal(() => exchange.place({ ...buy, clientOrderId: 'a' }));
      exchange.cancel({ id: first.id });
      return [whileOpen, refusal(() => exchange.place({ ...buy, clientOrderId: 'a' }))];
    };
    expect(taken('open')).toEqual(['duplicate-client-id', 'taken']);
    expect(taken('forever')).toEqual(['duplicate-client-id', 'duplicate-client-id']);
    expect(taken('none')).toEqual(['taken', 'taken']);
  });

  test('tells a cancel of an order that is over from one that never was', () => {
    const exchange = opened();
    const { id } = exchange.place(buy);
    exchange.cancel({ id });
    expect(refusal(() => exchange.cancel({ id }))).toBe('order-is-over');
    expect(refusal(() => exchange.cancel({ clientOrderId: 'never' }))).toBe('unknown-order');
  });

  test('sets a stop off at its price and fills it where the market is', () => {
    const exchange = opened();
    exchange.deposit('BTC', '1');
    exchange.place({ market: 'BTC/USDT', side: 'sell', type: 'stop', amount: '1', stopPrice: '95' });
    exchange.quote('BTC/USDT', 94, 96, { last: '95.01' });
    expect(state(exchange)).toBe('waiting 0');
    exchange.quote('BTC/USDT', 80, 80.1, { last: 80 });
    expect(deals(exchange)).toEqual(['sell 1@80 taker fee 0.08 USDT']);
  });

  test('takes fees in what is received or in a third asset, as long as there is some', () => {
    const exchange = opened({ profile: { feeIn: 'received' } });
    exchange.place({ ...buy, price: '101' });
    expect(deals(exchange)).toEqual(['buy 1@100.01 taker fee 0.001 BTC']);
    const third = opened({ profile: { feeIn: 'BNB' } });
    third.quote('BNB/USDT', 600, 600);
    third.deposit('BNB', '0.0003');
    third.place({ ...buy, price: '101' });
    third.place({ ...buy, price: '101' });
    expect(deals(third)).toEqual(['buy 1@100.01 taker fee 0.00016668 BNB', 'buy 1@100.01 taker fee 0.001 BTC']);
    expect(third.balances().get('BNB')).toBe('0.00013332');
  });

  test('counts a perpetual round trip to the last digit, in whatever parts', () => {
    const exchange = opened({ profile: { makerFee: '0', takerFee: '0' } });
    exchange.setLeverage('BTC/USDT:USDT', 5);
    const trade = (side: 'buy' | 'sell', amount: string, price: number, reduceOnly = false) => {
      exchange.quote('BTC/USDT:USDT', price, price);
      exchange.place({ market: 'BTC/USDT:USDT', side, type: 'limit', amount, price: String(price), reduceOnly });
    };
    trade('buy', '0.7', 100);
    trade('buy', '0.9', 103.5);
    trade('buy', '1.3', 97);
    expect(text(exchange.position('BTC/USDT:USDT')?.entryPrice ?? 0n)).toBe('99.74137931');
    trade('sell', '1.1', 101, true);
    trade('sell', '1.7', 94.5, true);
    trade('sell', '0.1', 120, true);
    expect(exchange.positions()).toEqual([]);
    expect(exchange.balances().get('USDT')).toBe('994.5');
    trade('sell', '1', 100);
    trade('buy', '3', 90);
    expect(text(exchange.position('BTC/USDT:USDT')?.amount ?? 0n)).toBe('2');
    expect(exchange.balances().get('USDT')).toBe('1004.5');
  });

  test('keeps margin for perpetuals', () => {
    const exchange = opened();
    const open = (amount: string) => refusal(() => exchange.place({ market: 'BTC/USDT:USDT', side: 'buy', type: 'market', amount }));
    expect(open('10')).toBe('insufficient-funds');
    exchange.setLeverage('BTC/USDT:USDT', 5);
    expect(open('45')).toBe('taken');
    expect(open('10')).toBe('insufficient-funds');
    expect(refusal(() => exchange.setLeverage('BTC/USDT:USDT', 21))).toBe('bad-leverage');
  });

  test('lets a reduce-only order close at most the position, and sweeps what is left over', () => {
    const exchange = opened();
    const market = 'BTC/USDT:USDT';
    expect(refusal(() => exchange.place({ market, side: 'sell', type: 'market', amount: '1', reduceOnly: true }))).toBe('reduce-only');
    exchange.place({ market, side: 'buy', type: 'market', amount: '1' });
    exchange.place({ market, side: 'sell', type: 'stop', amount: '1', stopPrice: '90', reduceOnly: true });
    exchange.place({ market, side: 'sell', type: 'market', amount: '2', reduceOnly: true });
    expect([state(exchange, -2), state(exchange, -1)]).toEqual(['expired 0', 'expired 1']);
    expect(exchange.positions()).toEqual([]);
  });

  test('liquidates at the liquidation price, deleverages and pays funding', () => {
    const exchange = opened({ profile: { makerFee: '0', takerFee: '0' } });
    const market = 'BTC/USDT:USDT';
    exchange.setLeverage(market, 20);
    exchange.place({ market, side: 'buy', type: 'market', amount: '100' });
    expect(text(exchange.payFunding(market, '0.0001')?.amount ?? 0n)).toBe('-1');
    exchange.deleverage(market, '10', '101');
    expect(exchange.balances().get('USDT')).toBe('1009');
    const level = exchange.liquidationPrice(market) ?? 0n;
    expect(text(level)).toBe('89.5');
    exchange.quote(market, 90, 90);
    expect(exchange.positions()).toHaveLength(1);
    exchange.quote(market, 89.5, 89.5);
    expect(exchange.positions()).toEqual([]);
    expect(exchange.orders().at(-1)).toMatchObject({ origin: 'venue', reason: 'liquidation', clientOrderId: undefined });
    expect(exchange.payFunding(market, '0.0001')).toBeUndefined();
  });

  test('ends orders in time and with the dead man', () => {
    const exchange = opened();
    exchange.place({ ...buy, expiresAt: START + 1_000 });
    exchange.place(buy);
    exchange.cancelAllAfter(5_000);
    exchange.time.advance(1_000);
    exchange.tick();
    expect([state(exchange, 0), state(exchange, 1)]).toEqual(['expired 0', 'open 0']);
    exchange.time.advance(4_000);
    exchange.tick();
    expect(exchange.orders().at(-1)).toMatchObject({ state: 'canceled', reason: 'dead man' });
  });

  test('shows reads what the lag lets them see, and forgets what is long over', () => {
    const exchange = opened({ profile: { readLag: { orders: 2_000, fills: 1_000, positions: 0, balances: 0 }, lookupMs: 5_000 } });
    const { id } = exchange.place({ ...buy, price: '101' });
    expect([exchange.view().order({ id }), exchange.view().fills()]).toEqual([undefined, []]);
    exchange.time.advance(1_000);
    expect([exchange.view().order({ id }), exchange.view().fills().length]).toEqual([undefined, 1]);
    exchange.time.advance(1_000);
    expect(exchange.view().order({ id })?.state).toBe('filled');
    expect(exchange.view({ staleMs: 1 }).order({ id })).toBeUndefined();
    exchange.time.advance(3_001);
    expect(exchange.view().order({ id })).toBeUndefined();
    expect(exchange.view().orders()).toHaveLength(1);
  });

  test('tells the hand of a person, deposits and withdrawals apart from what came with the key', () => {
    const exchange = opened();
    exchange.byHand({ ...buy, price: '101' });
    exchange.withdraw('USDT', '100');
    expect(exchange.orders().map(({ origin, clientOrderId }) => [origin, clientOrderId])).toEqual([['human', undefined]]);
    expect(exchange.transfers().map(({ kind, amount }) => `${kind} ${text(amount)}`)).toEqual(['deposit 1000', 'withdrawal 100']);
    expect(() => exchange.withdraw('USDT', '10000')).toThrow(RangeError);
  });

  test('changes its rules while it runs', () => {
    const exchange = opened();
    exchange.change('BTC/USDT', { tick: '0.1', status: 'trading' });
    expect(refusal(() => exchange.place({ ...buy, price: '99.05' }))).toBe('price-off-tick');
    exchange.change('BTC/USDT', { status: 'cancel-only' });
    expect(refusal(() => exchange.place(buy))).toBe('market-closed');
  });

  test('has ids per market where the venue counts so', () => {
    const exchange = opened({ profile: { idsPerMarket: true } });
    const spot = exchange.place(buy);
    const perpetual = exchange.place({ ...buy, market: 'BTC/USDT:USDT' });
    expect(spot.id).toBe(perpetual.id);
    exchange.cancel({ id: spot.id }, 'BTC/USDT');
    expect(
      exchange
        .view()
        .openOrders()
        .map(({ market }) => market),
    ).toEqual(['BTC/USDT:USDT']);
  });

  test('makes candles of what was traded', () => {
    const exchange = opened();
    for (const last of [105, 95, 101]) {
      exchange.time.advance(10_000);
      exchange.quote('BTC/USDT', 94, 106, { last });
    }
    exchange.time.advance(120_000);
    const candles = exchange.tape('BTC/USDT').candles(60_000, START, START + 120_000);
    expect(candles.map(({ open, high, low, close }) => [open, high, low, close].map((one) => text(one)))).toEqual([
      ['100', '105', '95', '101'],
      ['101', '101', '101', '101'],
    ]);
  });
});
