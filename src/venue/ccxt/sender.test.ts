import { describe, expect, it } from 'vitest';
import { later } from '#src/domain/clock.ts';
import { decimal } from '#src/domain/decimal.ts';
import type { Order } from '#src/domain/order.ts';
import { type Answers, entryOf, handMadeVenue, ID, marketOf, PERPETUAL, SPOT, throws, turns } from '#test/fixtures/handMadeVenue.ts';
import { errorClasses as ccxt } from './errorClasses.ts';
import { Hints } from './hints.ts';
import { Leverages } from './leverages.ts';
import { Sender } from './sender.ts';
import { Unsent } from './unsent.ts';

const OTHER = 'f'.repeat(32);
/** Reduces a position. */
const exitOf = (more: Partial<Order> = {}): Order =>
  entryOf({ purpose: 'target', reduceOnly: true, side: 'sell', clientOrderId: OTHER, ...more });

function senderOf(id: string, answers: Answers, { noRisk = (): string | undefined => undefined, aheadMs = 0 } = {}) {
  const made = handMadeVenue(id, answers);
  const { calls, clock, names, connection, parts } = made;
  const told: unknown[][] = [];
  const stale: string[] = [];
  const hints = new Hints(clock, []);
  let hinted = 0;
  hints.listen(() => hinted++);
  const tell =
    (what: string) =>
    ({ clientOrderId, reason, venueOrderId, ...more }: { clientOrderId: string; reason?: string; venueOrderId?: string; reached?: true }) =>
      void told.push([what, clientOrderId, venueOrderId ?? reason, ...(more.reached === true ? ['reached'] : [])]);
  const nothing = (): void => {};
  const sender = new Sender({
    profile: parts.profile,
    connection,
    calls,
    names,
    hints,
    leverages: new Leverages(connection, calls),
    sink: {
      accepted: tell('accepted'),
      rejected: tell('rejected'),
      unknown: tell('unknown'),
      fill: nothing,
      canceled: nothing,
      funding: nothing,
      liquidated: nothing,
    },
    market: (symbol) => (symbol === SPOT || symbol === PERPETUAL ? marketOf(symbol) : undefined),
    noRisk,
    aheadMs: () => aheadMs,
    onStale: (what) => stale.push(what),
  });
  return { ...made, sender, told, stale, hinted: () => hinted };
}

const ACCEPTS: Answers = { createOrder: () => ({ id: '9', status: 'open', filled: '0' }) };
const created = (asked: readonly (readonly unknown[])[]) => asked.filter(([name]) => name === 'createOrder');

describe('what goes out is', () => {
  it.each([
    ['binance', 'a limit', entryOf(), ['limit', 'buy', '2', '100', { clientOrderId: ID, recvWindow: 5_000 }]],
    [
      'binance',
      'a market order',
      entryOf({ type: 'market', price: undefined }),
      ['market', 'buy', '2', undefined, { clientOrderId: ID, recvWindow: 5_000 }],
    ],
    [
      'binance',
      'a stop',
      exitOf({ type: 'stop', price: undefined, stopPrice: decimal('90') }),
      ['market', 'sell', '2', undefined, { clientOrderId: OTHER, stopLossPrice: '90', recvWindow: 5_000 }],
    ],
    [
      'luno',
      'a buy at market as a limit a little above, in base',
      entryOf({ type: 'market', price: undefined }),
      ['limit', 'buy', '2', '202', expect.objectContaining({ client_order_id: ID, time_in_force: 'IOC' })],
    ],
    [
      'hyperliquid',
      'a market order with the last price',
      exitOf({ market: PERPETUAL, type: 'market', price: undefined }),
      ['market', 'sell', '2', '200', { clientOrderId: `0x${OTHER}`, reduceOnly: true }],
    ],
  ] as const)('on %s %s', async (venue, _, order, call) => {
    const { sender, asked, told } = senderOf(venue, { ...ACCEPTS, fetchTicker: () => ({ last: '200' }) });
    await sender.send(order);
    expect(created(asked)).toEqual([['createOrder', order.market, ...call]]);
    expect(told).toEqual([['accepted', order.clientOrderId, '9']]);
  });

  it('never late: what the venue is told shrinks with what is left of the deadline', async () => {
    const { sender, asked, clock } = senderOf('binance', ACCEPTS, { aheadMs: 300 });
    await sender.send(entryOf({ deadline: later(clock.now(), 1_200) }));
    expect(created(asked)[0]?.at(-1)).toMatchObject({ recvWindow: 1_200 });
  });
});

describe('what the venue answers to a create is told once:', () => {
  it.each([
    ['its id', () => ({ id: '9' }), 'accepted', {}],
    ['no id', () => ({}), 'unknown', {}],
    [
      'a refusal by its rules',
      throws(new ccxt.InvalidOrder('binance {"code":-1013,"msg":"Filter failure: LOT_SIZE"}')),
      'rejected',
      { stale: ['markets'] },
    ],
    [
      'too little money',
      throws(new ccxt.InsufficientFunds('binance {"code":-2010,"msg":"Account has insufficient balance."}')),
      'rejected',
      {},
    ],
    ['a clock that is off', throws(new ccxt.InvalidNonce('binance {"code":-1021,"msg":"Timestamp"}')), 'rejected', { stale: ['clock'] }],
    ['an id that is taken', throws(new ccxt.InvalidOrder('binance {"code":-2010,"msg":"Duplicate order sent."}')), 'unknown', {}],
    [
      'too many requests',
      throws(new ccxt.RateLimitExceeded('binance {"code":-1003,"msg":"Too many requests."}')),
      'rejected',
      { troubles: ['pause'] },
    ],
    ['no answer in time', throws(new ccxt.RequestTimeout('binance POST https://x request timed out (10000 ms)')), 'unknown', {}],
    ['a connection that broke', throws(new ccxt.NetworkError('binance POST https://x fetch failed')), 'unknown', {}],
    ['something without a class', throws(new ccxt.ExchangeError('binance {"code":-9999,"msg":"Something new."}')), 'unknown', {}],
    [
      'a refused key',
      throws(new ccxt.AuthenticationError('binance {"code":-2015,"msg":"Invalid API-key."}')),
      'rejected',
      { troubles: ['halts'] },
    ],
    ['a page', throws(new SyntaxError('Unexpected token <')), 'unknown', { troubles: ['odd'] }],
  ] as const)(
    '%s',
    async (_, createOrder, what, {
      stale: gone = [],
      troubles: said = [],
    }: { stale?: readonly string[]; troubles?: readonly string[] }) => {
      const { sender, asked, told, stale, troubles } = senderOf('binance', { createOrder });
      await sender.send(entryOf());
      expect(told.map(([one]) => one)).toEqual([what]);
      expect([stale, troubles.map(({ kind }) => kind)]).toEqual([gone, said]);
      expect(created(asked)).toHaveLength(1);
      await sender.send(entryOf());
      expect(
        told.map(([one]) => one),
        'a second time it is looked up, never sent',
      ).toEqual([what, 'unknown']);
      expect(created(asked)).toHaveLength(1);
    },
  );

  it('that the price is beyond a stop already, and of a stop only', async () => {
    const said = throws(new ccxt.InvalidOrder('binance {"code":-2010,"msg":"Stop price would trigger immediately."}'));
    const { sender, told } = senderOf('binance', { createOrder: said });
    await sender.send(exitOf({ type: 'stop', price: undefined, stopPrice: decimal('90') }));
    await sender.send(entryOf());
    expect(told).toEqual([
      ['rejected', OTHER, expect.stringContaining('trigger immediately'), 'reached'],
      ['rejected', ID, expect.stringContaining('trigger immediately')],
    ]);
  });

  it('an answer that never ends is unknown when its time is up', async () => {
    const { sender, told, clock } = senderOf('binance', { createOrder: () => new Promise(() => {}) });
    void sender.send(entryOf());
    await turns();
    clock.advanceTo(later(clock.now(), 14_999));
    await turns();
    expect(told).toEqual([]);
    clock.advanceTo(later(clock.now(), 1));
    await turns();
    expect(told).toEqual([['unknown', ID, expect.stringContaining('did not answer within 15 seconds')]]);
  });

  it.each([
    ['something filled', { id: '9', status: 'open', filled: '0.5' }, 1],
    ['an order that is over', { id: '9', status: 'closed' }, 1],
    ['a filled amount that is none', { id: '9', filled: 'NaN' }, 1],
    ['an order that rests', { id: '9', status: 'open', filled: '0' }, 0],
  ])('%s is worth a look: %#', async (_, answer, looks) => {
    const { sender, hinted } = senderOf('binance', { createOrder: () => answer });
    await sender.send(entryOf());
    expect(hinted()).toBe(looks);
  });
});

describe('nothing is sent, and the venue not asked,', () => {
  it.each([
    ['while Heron is halted', entryOf(), { noRisk: () => 'Heron is halted.' }],
    [
      'while Heron is halted, of any order that is not said to reduce only',
      entryOf({ purpose: 'manual' }),
      { noRisk: () => 'Heron is halted.' },
    ],
    ['with a clock that is two seconds ahead', entryOf(), { aheadMs: 2_000 }],
    ['after its deadline', entryOf({ deadline: later(entryOf().createdAt, -1) }), {}],
    ['off the tick', entryOf({ price: decimal('100.05') }), {}],
    ['of a market that is not there', entryOf({ market: 'ETH/USDT' }), {}],
  ])('%s', async (_, order, how) => {
    const { sender, asked, told } = senderOf('binance', ACCEPTS, how);
    await sender.send(order);
    expect([asked, told]).toEqual([[], [['rejected', ID, expect.stringMatching(/^[A-Z].*\.$/)]]]);
  });

  it('when the last price is wanted and not told', async () => {
    const { sender, asked, told } = senderOf('luno', {
      ...ACCEPTS,
      fetchTicker: throws(new ccxt.NetworkError('luno GET https://x fetch failed')),
    });
    await sender.send(entryOf({ type: 'market', price: undefined }));
    expect(created(asked)).toEqual([]);
    expect(told).toEqual([['rejected', ID, expect.stringContaining('did not tell the last one')]]);
  });

  it('for an entry, while the venue wants to be left alone; an order that reduces goes out', async () => {
    const { sender, asked, told, calls } = senderOf('binance', ACCEPTS);
    calls.hear({ status: 429, retryAfterMs: 7_000, date: undefined });
    await sender.send(entryOf());
    await sender.send(exitOf());
    expect(told).toEqual([
      ['rejected', ID, expect.stringContaining('another 7 seconds')],
      ['accepted', OTHER, '9'],
    ]);
    expect(created(asked)).toHaveLength(1);
  });

  it('for an entry, after the key was refused; an order that reduces is tried', async () => {
    let refuses = true;
    const { sender, told } = senderOf('binance', {
      createOrder: () => {
        if (refuses) throw new ccxt.AuthenticationError('binance {"code":-2015,"msg":"Invalid API-key."}');
        return { id: '9' };
      },
    });
    await sender.send(entryOf());
    refuses = false;
    await sender.send(entryOf({ clientOrderId: 'a'.repeat(32) }));
    await sender.send(exitOf());
    expect(told.map(([what]) => what)).toEqual(['rejected', 'rejected', 'accepted']);
  });

  it('while Heron is halted, but for what can only reduce', async () => {
    const { sender, asked, told } = senderOf('binance', ACCEPTS, { noRisk: () => 'Heron is halted.', aheadMs: 2_000 });
    await sender.send(exitOf());
    expect(told).toEqual([['accepted', OTHER, '9']]);
    expect(created(asked)).toHaveLength(1);
  });

  it('when a halt comes between the last look and the socket, whatever an order that adds risk is for', async () => {
    let halted: string | undefined;
    const answers: Answers = {
      createOrder: () => {
        halted ??= 'Heron was halted.';
        sender.atTheSocket('https://x/order', `newClientOrderId=${ID}&x=1`);
        return { id: '9' };
      },
    };
    const { sender, told } = senderOf('binance', answers, { noRisk: () => halted });
    await sender.send(entryOf({ purpose: 'stop' }));
    expect(told).toEqual([['rejected', ID, 'Heron was halted.']]);
  });

  it('when a halt comes between the last look and the socket; it may then be sent later', async () => {
    let halted: string | undefined;
    const { sender, told, asked } = senderOf(
      'binance',
      {
        createOrder: () => {
          halted ??= 'Heron was halted.';
          sender.atTheSocket('https://x/order', `newClientOrderId=${ID}&x=1`);
          return { id: '9' };
        },
      },
      { noRisk: () => halted },
    );
    sender.atTheSocket('https://x/order?id=other', undefined);
    await sender.send(entryOf());
    expect(told).toEqual([['rejected', ID, 'Heron was halted.']]);
    expect(() => sender.atTheSocket('https://x', `newClientOrderId=${ID}`), 'no gate is left behind').not.toThrow(Unsent);
    halted = '';
    expect(created(asked)).toHaveLength(1);
  });
});

it('sends an id once, even when it comes again while the first one waits', async () => {
  const { sender, asked, told } = senderOf('luno', { ...ACCEPTS, fetchTicker: () => ({ last: '200' }) });
  const order = entryOf({ type: 'market', price: undefined });
  await Promise.all([sender.send(order), sender.send(order)]);
  expect(created(asked)).toHaveLength(1);
  expect(told.map(([what]) => what)).toEqual(['unknown', 'accepted']);
});

describe('leverage, which the venue keeps by market,', () => {
  const perpetual = (clientOrderId: string, leverage: number) => entryOf({ market: PERPETUAL, clientOrderId, leverage });

  it('is set before the first entry and not again', async () => {
    const { sender, asked } = senderOf('binanceusdm', { ...ACCEPTS, setLeverage: () => ({}) });
    await sender.send(perpetual(ID, 3));
    await sender.send(perpetual(OTHER, 3));
    expect(asked.map(([name, figure]) => [name, figure])).toEqual([
      ['setLeverage', 3],
      ['createOrder', PERPETUAL],
      ['createOrder', PERPETUAL],
    ]);
  });

  it('of two entries at once is not mixed up: the second one waits for the answer to the first', async () => {
    let answer = (_: object): void => {};
    const { sender, asked, told } = senderOf('binanceusdm', {
      setLeverage: () => ({}),
      createOrder: () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    });
    const both = [sender.send(perpetual(ID, 3)), sender.send(perpetual(OTHER, 5))];
    await turns();
    expect(asked.map(([name, figure]) => [name, figure])).toEqual([
      ['setLeverage', 3],
      ['createOrder', PERPETUAL],
    ]);
    answer({ id: '1' });
    await turns();
    expect(asked.slice(2).map(([name, figure]) => [name, figure])).toEqual([
      ['setLeverage', 5],
      ['createOrder', PERPETUAL],
    ]);
    answer({ id: '2' });
    await Promise.all(both);
    expect(told.map(([, id]) => id)).toEqual([ID, OTHER]);
  });

  it('of two entries at once that is the same is set once, and neither waits for the other', async () => {
    const { sender, asked } = senderOf('binanceusdm', { setLeverage: () => ({}), createOrder: () => new Promise(() => {}) });
    void sender.send(perpetual(ID, 3));
    void sender.send(perpetual(OTHER, 3));
    await turns();
    expect(asked.map(([name]) => name)).toEqual(['setLeverage', 'createOrder', 'createOrder']);
  });

  it('that cannot be set lets nothing out, and is tried again with the next entry', async () => {
    const { sender, asked, told } = senderOf('binanceusdm', {
      ...ACCEPTS,
      setLeverage: throws(new ccxt.BadRequest('binanceusdm {"code":-4028,"msg":"Leverage 3 is not valid"}')),
    });
    await sender.send(perpetual(ID, 3));
    await sender.send(perpetual(OTHER, 3));
    expect(asked.map(([name]) => name)).toEqual(['setLeverage', 'setLeverage']);
    expect(told).toEqual([
      ['rejected', ID, expect.stringContaining('could not be set to 3')],
      ['rejected', OTHER, expect.stringContaining('could not be set to 3')],
    ]);
  });

  it('is left as it is for an order that reduces', async () => {
    const { sender, asked } = senderOf('binanceusdm', ACCEPTS);
    await sender.send(exitOf({ market: PERPETUAL }));
    expect(asked.map(([name]) => name)).toEqual(['createOrder']);
  });
});

it('is silent once the connection was closed: whoever would hear of it has stopped', async () => {
  const { sender, asked, told, calls } = senderOf('binance', ACCEPTS);
  calls.close();
  await sender.send(exitOf());
  expect([asked, told]).toEqual([[], []]);
});
