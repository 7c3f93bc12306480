import { describe, expect, it } from 'vitest';
import { instant } from '#src/domain/clock.ts';
import type { CcxtProfile, CreateShape, MarketKind } from '#src/venue/ccxt/profile.ts';
import { CCXT_PROFILES, profileOf } from '#src/venue/ccxt/profileOf.ts';

const ID = '0123456789abcdef0123456789abcdef';
const profiles = [...CCXT_PROFILES.values()].map((profile) => [profile.id, profile] as const);

/** ccxt's own class, without network. */
async function described({
  id,
  stream,
}: CcxtProfile): Promise<Record<string, unknown> & { has: Record<string, unknown>; urls: Record<string, unknown> }> {
  const file = new URL(`./src/${stream === undefined ? '' : 'pro/'}${id}.js`, import.meta.resolve('ccxt'));
  const { default: Class } = await import(file.href);
  return new Class();
}

const order = (profile: CcxtProfile, kind: MarketKind, type: CreateShape['type'], more: Partial<CreateShape> = {}): CreateShape => ({
  kind,
  side: 'sell',
  type,
  reduceOnly: type === 'stop',
  wireId: profile.clientId.toVenue(ID),
  leverage: 1,
  ...(type === 'stop' ? { stopPrice: '99.5' } : {}),
  ...more,
});

describe('a venue that nobody knows', () => {
  it.each([
    ['kraken-futures', 'krakenfutures'],
    ['Binace', 'binance'],
    ['binance_usdm', 'binanceusdm'],
    ['okex', 'okx'],
  ])('%s is refused, and %s named', (wrong, right) => {
    expect(() => profileOf(wrong)).toThrow(expect.objectContaining({ code: 'unknown-venue', hint: expect.stringContaining(right) }));
  });

  it('is not mistaken for something that every object has', () => {
    expect(() => profileOf('constructor')).toThrow('does not know');
  });
});

describe.each(profiles)('what is said about %s holds in the exchange library', (_, profile) => {
  it('names methods that are there', async () => {
    const exchange = await described(profile);
    const calls = [...profile.lookup, ...profile.openOrders, ...profile.closedOrders, ...profile.fills, ...profile.transfers].map(
      ({ call }) => call,
    );
    const names = [
      ...calls.filter((call) => call !== 'raw'),
      ...profile.prepare,
      ...profile.mute,
      ...(profile.permissions ? [profile.permissions.method] : []),
    ];
    for (const name of names) expect(exchange[name], name).toBeTypeOf('function');
    for (const call of calls) if (call !== 'raw' && call !== 'fetchCanceledAndClosedOrders') expect(exchange.has[call], call).toBeTruthy();
  });

  it('has a testnet, funding, a dead-man call and a clock as it says', async () => {
    const exchange = await described(profile);
    if (profile.testnet === 'sandbox') expect(exchange.urls.test).toBeDefined();
    if (profile.testnet === 'demo') expect(exchange.urls.demo).toBeDefined();
    if (profile.testnet === undefined) expect(exchange.urls.test).toBeUndefined();
    if (profile.kinds.includes('perpetual')) {
      expect(exchange.has.fetchFundingHistory === true).toBe(profile.funding);
      expect(profile.leverage).toBeDefined();
    }
    if (profile.deadMan !== undefined) expect(exchange.has.cancelAllOrdersAfter).toBe(true);
    expect(exchange.has.fetchTime === true).toBe(profile.time);
  });

  it('takes back the client order id that it was given, and no other', () => {
    const { toVenue, fromVenue } = profile.clientId;
    expect(fromVenue(toVenue(ID))).toBe(ID);
    for (const foreign of ['', 'x-TKT5PX2F123', toVenue(ID).slice(0, -1), `${toVenue(ID)}0`, ID.replace('0', 'g')])
      expect(fromVenue(foreign)).toBeUndefined();
  });

  it('looks an order up at two places at least', () => {
    expect(new Set(profile.lookup.filter(({ of }) => of === 'plain').map(({ call }) => call)).size).toBeGreaterThanOrEqual(2);
    expect(profile.lookup.some(({ params }) => JSON.stringify(params(profile.clientId.toVenue(ID))).includes(ID))).toBe(true);
  });

  it('sends its id with every order, protects where it says so, and says aloud what it cannot', () => {
    for (const kind of profile.kinds) {
      for (const type of ['market', 'limit'] as const) {
        const call = profile.create(order(profile, kind, type));
        expect(JSON.stringify(call.params)).toContain(ID);
        expect(call.type === 'limit' ? ['limit', 'cap'] : ['none', 'last']).toContain(call.price);
        expect(call.params).not.toHaveProperty('reduceOnly');
      }
      const sentences = profile.supervised.join(' ');
      if (profile.stops[kind] === true) {
        const { params, type } = profile.create(order(profile, kind, 'stop'));
        expect(JSON.stringify(params)).toContain('99.5');
        expect(type).toBe('market');
        if (kind === 'perpetual') expect(params).toHaveProperty('reduceOnly', true);
        else expect(params).not.toHaveProperty('reduceOnly');
      } else expect(sentences).toContain('No stop rests at the venue');
    }
    const sentences = profile.supervised.join(' ');
    expect(sentences.includes('deadline')).toBe(profile.deadline === undefined);
    expect(sentences.includes('what a key may do')).toBe(profile.permissions === undefined);
    if (profile.kinds.includes('perpetual')) expect(sentences.includes('Funding')).toBe(!profile.funding);
    for (const sentence of profile.supervised) expect(sentence).toMatch(/^[A-Z].{20,}\.$/);
  });

  it('keeps deadlines within what the venue takes', () => {
    const now = instant(1_795_257_000_000);
    if (profile.deadline === undefined) return;
    expect(profile.deadline.lengthMs).toBeGreaterThanOrEqual(2_000);
    expect(profile.deadline.lengthMs).toBeLessThanOrEqual(30_000);
    const late = profile.deadline.params(instant(now + 3_600_000), now);
    for (const value of Object.values(late))
      if (typeof value === 'number' && value < now) expect(value).toBeLessThanOrEqual(profile.deadline.lengthMs);
    for (const value of Object.values(profile.deadline.params(instant(now - 1), now)))
      if (typeof value === 'number') expect(value).toBeGreaterThan(0);
  });
});

describe('what a key may do', () => {
  const read = (id: string, answer: unknown) => profileOf(id).permissions?.read(answer);

  it.each([
    [
      'binance',
      { enableReading: true, enableSpotAndMarginTrading: true, enableWithdrawals: false, ipRestrict: true },
      { canTrade: true, canWithdraw: false, ipRestricted: true },
    ],
    ['binance', { enableReading: true, permitsUniversalTransfer: true }, { canTrade: false, canWithdraw: true, ipRestricted: false }],
    [
      'binanceusdm',
      { enableReading: true, enableFutures: true, enableInternalTransfer: true },
      { canTrade: true, canWithdraw: true, ipRestricted: false },
    ],
    [
      'kraken',
      { result: { permissions: ['query-funds', 'modify-trades'], ip_allowlist: [] } },
      { canTrade: true, canWithdraw: false, ipRestricted: false },
    ],
    [
      'kraken',
      { result: { permissions: ['query-funds', 'modify-trades'], ipAllowlist: ['203.0.113.9'] } },
      { canTrade: true, canWithdraw: false, ipRestricted: true },
    ],
    ['kraken', { result: { permissions: ['withdraw-funds'] } }, { canTrade: false, canWithdraw: true, ipRestricted: undefined }],
    [
      'kucoin',
      { data: { permission: 'General,Spot', ipWhitelist: '203.0.113.9' } },
      { canTrade: true, canWithdraw: false, ipRestricted: true },
    ],
    ['kucoin', { data: { permission: 'General,Transfer' } }, { canTrade: false, canWithdraw: true, ipRestricted: false }],
    [
      'bybit',
      { result: { readOnly: 0, permissions: { Spot: ['SpotTrade'], Wallet: [] }, ips: ['*'] } },
      { canTrade: true, canWithdraw: false, ipRestricted: false },
    ],
    [
      'bybit',
      { result: { readOnly: 1, permissions: { Spot: ['SpotTrade'], Wallet: ['Withdraw'] } } },
      { canTrade: false, canWithdraw: true, ipRestricted: undefined },
    ],
    ['okx', { data: [{ perm: 'read_only,trade', ip: '203.0.113.9' }] }, { canTrade: true, canWithdraw: false, ipRestricted: true }],
    ['okx', { data: [{ perm: 'read_only,withdraw', ip: '' }] }, { canTrade: false, canWithdraw: true, ipRestricted: false }],
  ])('is read from the answer of %s', (id, answer, expected) => {
    expect(read(id, answer)).toEqual(expected);
  });

  it.each(profiles.filter(([, { permissions }]) => permissions !== undefined).map(([id]) => id))(
    'is not guessed when %s does not say',
    (id) => {
      for (const answer of [undefined, null, {}, { result: {} }, { data: [] }, { data: {} }, 'text'])
        expect(read(id, answer)).toBeUndefined();
    },
  );
});

describe('traps of single venues', () => {
  it('Luno buys base, never quote: a buy at market is a capped limit that ends at once', () => {
    const luno = profileOf('luno');
    expect(luno.create(order(luno, 'spot', 'market', { side: 'buy' }))).toEqual({
      type: 'limit',
      price: 'cap',
      params: { client_order_id: ID, time_in_force: 'IOC' },
    });
    expect(luno.create(order(luno, 'spot', 'market'))).toMatchObject({ type: 'market', price: 'none' });
  });

  it('Luno reads its third version of an order into the first', () => {
    const [route] = profileOf('luno').lookup;
    expect(route?.raw?.shape({ order_id: 'A', side: 'BUY', status: 'AWAITING' })).toMatchObject({
      order_id: 'A',
      type: 'BID',
      state: 'PENDING',
    });
    expect(route?.raw?.shape({ order_id: 'A', side: 'SELL', status: 'COMPLETE' })).toMatchObject({ type: 'ASK', state: 'COMPLETE' });
  });

  it('no market order of Binance carries a price, which ccxt would turn into an amount of quote', () => {
    const binance = profileOf('binance');
    expect(binance.create(order(binance, 'spot', 'market', { side: 'buy' })).price).toBe('none');
  });

  it('OKX is told our id of a stop in the field that its endpoint reads, and spot stops stay off margin', () => {
    const okx = profileOf('okx');
    expect(okx.create(order(okx, 'spot', 'stop')).params).toMatchObject({ algoClOrdId: ID, triggerPrice: '99.5' });
    expect(okx.create(order(okx, 'perpetual', 'stop')).params).toMatchObject({ algoClOrdId: ID, stopLossPrice: '99.5', reduceOnly: true });
    expect(okx.options).toMatchObject({ tgtCcy: 'base_ccy' });
  });

  it('Hyperliquid gets a price with every order and signs nothing that was not asked for', () => {
    const hyperliquid = profileOf('hyperliquid');
    expect(hyperliquid.create(order(hyperliquid, 'perpetual', 'market')).price).toBe('last');
    expect(hyperliquid.create(order(hyperliquid, 'perpetual', 'stop')).price).toBe('stop');
    expect(hyperliquid.mute).toContain('initializeClient');
  });
});
