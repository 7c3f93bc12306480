import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { instant } from '#src/domain/clock.ts';
import type { CcxtParams, CcxtProfile, CreateShape, MarketKind } from '#src/venue/ccxt/profile.ts';
import { CCXT_PROFILES } from '#src/venue/ccxt/profileOf.ts';
import { answeringServer } from '#test/fixtures/venueErrors/answeringServer.ts';
import { ccxtMethods } from '#test/fixtures/venueErrors/ccxtVenue.ts';

const ID = '0123456789abcdef0123456789abcdef';
const PRICES = { limit: '100', last: '100', stop: '99.5', cap: '101', none: undefined };
/** What the exchange library puts on the wire for the stop of each kind, beside our id. */
const STOPS: Readonly<Record<string, readonly string[]>> = {
  'binance spot': ['POST /api/v3/order', 'type=STOP_LOSS', 'stopPrice=99.5'],
  'binanceusdm perpetual': ['POST /fapi/v1/algoOrder', 'type=STOP_MARKET', 'triggerPrice=99.5', 'reduceOnly=true', `clientAlgoId=${ID}`],
  'bybit spot': ['"orderFilter":"StopOrder"', '"triggerPrice":"99.5"', '"marketUnit":"baseCoin"'],
  'bybit perpetual': ['"triggerPrice":"99.5"', '"triggerDirection":2', '"reduceOnly":true'],
  'delta perpetual': ['"stop_order_type":"stop_loss_order"', '"stop_price":"99.5"', '"reduce_only":true'],
  'hyperliquid perpetual': ['"triggerPx":"99.5"', '"tpsl":"sl"', '"isMarket":true', '"r":true'],
  'kraken spot': ['AddOrder', 'ordertype=stop-loss', 'price=99.5', 'oflags=fciq'],
  'krakenfutures perpetual': ['sendorder', 'orderType=stp', 'stopPrice=99.5', 'reduceOnly=true', 'triggerSignal=last'],
  'kucoin spot': ['POST /api/v1/stop-order', '"stop":"loss"', '"stopPrice":"99.5"'],
  'okx spot': ['order-algo', '"ordType":"trigger"', '"triggerPx":"99.5"', '"tdMode":"cash"', `"algoClOrdId":"${ID}"`],
  'okx perpetual': ['order-algo', '"ordType":"conditional"', '"slTriggerPx":"99.5"', '"reduceOnly":true', `"algoClOrdId":"${ID}"`],
};

let server: Awaited<ReturnType<typeof answeringServer>>;
beforeAll(async () => {
  server = await answeringServer();
  server.next((response) => response.end('{}'));
});
afterAll(() => server.close());

const cases = [...CCXT_PROFILES.values()].flatMap((profile) =>
  profile.kinds.map((kind) => [`${profile.id} ${kind}`, profile, kind] as const),
);

describe.each(cases)('what goes over the wire to %s', (name, profile: CcxtProfile, kind: MarketKind) => {
  const symbol = kind === 'spot' ? 'BTC/USDT' : 'BTC/USDT:USDT';
  const wireId = profile.clientId.toVenue(ID);
  let call: Awaited<ReturnType<typeof ccxtMethods>>;
  beforeAll(async () => {
    call = await ccxtMethods(profile.id, server.url);
  });
  beforeEach(() => {
    server.requests.length = 0;
    server.bodies.length = 0;
  });

  /** Whatever becomes of the empty answer, there was exactly one request. */
  async function sent(method: string, ...args: unknown[]): Promise<string> {
    const error = await call(method, ...args).then(
      () => '',
      (thrown: unknown) => String(thrown),
    );
    expect(server.requests, error).toHaveLength(1);
    return `${server.requests.join()} ${server.bodies.join()}`;
  }

  function creating(type: CreateShape['type']): Promise<string> {
    const side = type === 'stop' ? 'sell' : 'buy';
    const reduceOnly = type === 'stop';
    const shape = { kind, side, type, reduceOnly, wireId, leverage: 1, ...(type === 'stop' ? { stopPrice: '99.5' } : {}) } as const;
    const { type: ccxtType, price, params } = profile.create(shape);
    const now = instant(Date.now());
    const until: CcxtParams = profile.deadline?.params(instant(now + 3_000), now) ?? {};
    return sent('createOrder', symbol, ccxtType, side, '1', PRICES[price], { ...params, ...until });
  }

  it.each(['market', 'limit'] as const)('a %s order is one request with our id and the amount in base', async (type) => {
    const request = await creating(type);
    expect(request).toContain(wireId);
    expect(request).toMatch(/(quantity|volume|size|qty|sz|"s")"?[=:]"?1\b/);
    if (name === 'kraken spot') expect(request).toContain('oflags=fciq'); // or its trades do not say what their fee is in
    expect(request).not.toMatch(/quoteOrderQty|counter_volume|quoteCoin|quote_ccy|"funds"|viqc|reduce_?only=?"?:?true/i);
  });

  it(
    profile.stops[kind] === true ? 'a stop is one request that says all that it needs' : 'no stop is known, and none is offered',
    async () => {
      expect(STOPS[name] !== undefined).toBe(profile.stops[kind] === true);
      if (profile.stops[kind] !== true) return;
      const request = await creating('stop');
      for (const part of [wireId, ...(STOPS[name] ?? [])]) expect(request).toContain(part);
      expect(request).not.toContain('builder');
    },
  );

  it.each(['plain', 'stop'] as const)('a cancel of a %s order names it by the id that it is given', async (of) => {
    expect(await sent('cancelOrder', '7', symbol, { ...profile.cancel.byVenueId(of) })).toMatch(/\b7\b/);
    const own = profile.cancel.byClientId?.(wireId, of);
    if (own === undefined) return;
    beforeNext();
    const request = await sent('cancelOrder', own.id, symbol, { ...own.params });
    expect(request).toContain(wireId);
    expect(request).not.toMatch(/undefined|NaN|"trigger"|"stop":/);
  });

  it('each way to look an order up, and each list, is one request', async () => {
    const since = Date.now() - 1_000;
    for (const route of profile.lookup) {
      if (route.call === 'raw' || (route.kinds !== undefined && !route.kinds.includes(kind))) continue;
      beforeNext();
      const params = { ...route.params(wireId) };
      const asksById = JSON.stringify(params).includes(ID);
      const request = await (route.call === 'fetchOrder'
        ? sent(route.call, wireId, symbol, params)
        : sent(route.call, symbol, since, undefined, params));
      if (asksById) expect(request).toContain(wireId);
    }
    for (const route of [...profile.openOrders, ...profile.closedOrders, ...profile.fills]) {
      if (route.kind !== undefined && route.kind !== kind) continue;
      beforeNext();
      await sent(route.call, route.perMarket ? symbol : undefined, since, undefined, { ...route.params });
    }
  });

  const beforeNext = (): void => {
    server.requests.length = 0;
    server.bodies.length = 0;
  };
});
