import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { instant } from '#src/domain/clock.ts';
import { answeringServer } from '#test/fixtures/venueErrors/answeringServer.ts';
import { binanceErrors, binanceOptionsErrors, binanceusdmErrors } from '#test/fixtures/venueErrors/binance.ts';
import { bybitErrors } from '#test/fixtures/venueErrors/bybit.ts';
import { askOptions, ccxtVenue, SECRETS } from '#test/fixtures/venueErrors/ccxtVenue.ts';
import { everywhereErrors, tooMany } from '#test/fixtures/venueErrors/everywhere.ts';
import { krakenErrors, krakenfuturesErrors } from '#test/fixtures/venueErrors/kraken.ts';
import { kucoinErrors } from '#test/fixtures/venueErrors/kucoin.ts';
import { okxErrors } from '#test/fixtures/venueErrors/okx.ts';
import { deltaErrors, hyperliquidErrors, lunoErrors } from '#test/fixtures/venueErrors/others.ts';
import type { Meaning, VenueError } from '#test/fixtures/venueErrors/venueError.ts';
import { profileOf } from './profileOf.ts';
import { type Hints, unreadable, type VenueCall, type Verdict, verdictOf } from './verdict.ts';

const RECORDED: Readonly<Record<string, readonly VenueError[]>> = {
  binance: [...binanceErrors, tooMany],
  binanceusdm: binanceusdmErrors,
  bybit: bybitErrors,
  delta: deltaErrors,
  hyperliquid: hyperliquidErrors,
  kraken: krakenErrors,
  krakenfutures: krakenfuturesErrors,
  kucoin: kucoinErrors,
  luno: lunoErrors,
  okx: okxErrors,
};

let server: Awaited<ReturnType<typeof answeringServer>>;
beforeAll(async () => {
  server = await answeringServer();
});
afterAll(() => server.close());

type Outcome = { thrown: object | undefined; order: unknown };
const outcomeOf = (promise: Promise<unknown>): Promise<Outcome> =>
  promise.then(
    (order) => ({ thrown: undefined, order }),
    (thrown: object) => ({ thrown, order: undefined }),
  );

/** As the adapter does it: what was thrown, or an order without an id. */
function understood({ thrown, order }: Outcome, call: VenueCall, venue: string): Verdict {
  if (thrown !== undefined) return verdictOf(thrown, call, venue);
  expect((order as { id?: unknown } | undefined)?.id ?? '', 'an id out of nothing').toBe('');
  return unreadable(profileOf(venue).title);
}

function meaningOf(verdict: Verdict, row: VenueError): Meaning {
  const { reason: _, backOffMs, alert, ...rest } = verdict;
  // Where any class of ccxt will do, it may also be an answer that cannot be read.
  const keepAlert = alert !== undefined && row.ccxt !== 'any';
  return { ...rest, ...(keepAlert ? { alert } : {}), ...(backOffMs === undefined ? {} : { backsOff: true }) };
}

function expectSafe(reason: string): void {
  expect(reason.length).toBeGreaterThan(10);
  expect(reason.length).toBeLessThan(220);
  expect(reason).not.toMatch(/https?:|127\.0\.0\.1|<|signature=[^…]|[0-9a-f]{32}|\n/i);
  for (const secret of SECRETS) expect(reason).not.toContain(secret);
}

const said = ({ status, body }: VenueError): string => `${status} ${body.replaceAll(/\s+/g, ' ').slice(0, 60)}`;

describe.each(['theirs', 'own'] as const)('an error of a venue, asked by %s address,', (address) => {
  for (const [venue, own] of Object.entries(RECORDED))
    describe(`when ${venue}`, () => {
      let ask: (call: VenueCall) => Promise<unknown>;
      beforeAll(async () => {
        ask = await ccxtVenue(venue, server.url, address);
      });

      const rows = [...own, ...everywhereErrors];
      it.each(rows.map((row) => [`${row.call}: answers ${row.what} (${said(row)}): ${row.means.kind}`, row] as const))(
        'on %s',
        async (_, row) => {
          server.requests.length = 0;
          server.next((response) => response.writeHead(row.status, row.headers).end(row.body));
          const outcome = await outcomeOf(ask(row.call));
          expect(server.requests.length, `one request: ${String(outcome.thrown)}`).toBe(1);
          const decided = address === 'own' && row.meansAtOwn !== undefined;
          if (row.ccxt !== 'any' && !decided) expect(outcome.thrown?.constructor.name, String(outcome.thrown)).toBe(row.ccxt);
          const verdict = understood(outcome, row.call, venue);
          expect(meaningOf(verdict, row)).toEqual(decided ? row.meansAtOwn : row.means);
          expectSafe(verdict.reason);
        },
      );
    });
});

describe('a key of Binance that worked before and is refused now', () => {
  it.each(['create', 'cancel', 'read'] as const)('ends live trading, on %s, although ccxt takes it for a busy network', async (call) => {
    const ask = await ccxtVenue('binance', server.url, 'theirs');
    server.next((response) => response.end('{"orderId":1,"symbol":"BTCUSDT"}'));
    await ask('read');
    server.next((response) => response.writeHead(401).end('{"code":-2015,"msg":"Invalid API-key, IP, or permissions for action."}'));
    const { thrown } = await outcomeOf(ask(call));
    expect(thrown?.constructor.name).toBe('DDoSProtection');
    const verdict = verdictOf(thrown, call, 'binance');
    expect(verdict).toMatchObject({ kind: 'definite', halts: true });
    expect(verdict.backOffMs).toBeUndefined();
  });
});

it('looks for the order where a plain no comes together with an error that leaves it open', async () => {
  server.next((response) => response.end('{"error":["EOrder:Tick size check failed","EService:Timeout"]}'));
  const { thrown } = await outcomeOf((await ccxtVenue('kraken', server.url, 'theirs'))('create'));
  expect(verdictOf(thrown, 'create', 'kraken').kind).toBe('unknown');
});

describe('the base class of ccxt', () => {
  it.each(binanceOptionsErrors.map((row) => [row.what, row] as const))('is unknown: Binance options %s', async (_, row) => {
    const ask = await askOptions(server.url);
    server.next((response) => response.writeHead(row.status).end(row.body));
    const { thrown } = await outcomeOf(ask());
    expect(thrown?.constructor.name).toBe(row.ccxt);
    expect(verdictOf(thrown, 'create', 'binance')).toMatchObject(row.means);
  });
});

describe.each(['create', 'cancel', 'read'] as const)('a failure of transport on %s is unknown', (call) => {
  const failing = async (url: string, timeoutMs?: number): Promise<Verdict> => {
    const { thrown } = await outcomeOf((await ccxtVenue('binance', url, 'theirs', timeoutMs))(call));
    expect(thrown).toBeDefined();
    const verdict = verdictOf(thrown, call, 'binance');
    expectSafe(verdict.reason);
    return verdict;
  };

  it('when the socket is reset before an answer', async () => {
    server.next((response) => response.socket?.resetAndDestroy());
    expect(await failing(server.url)).toEqual({ kind: 'unknown', reason: 'The connection to Binance failed.' });
  });

  it('when the socket is closed before an answer', async () => {
    server.next((response) => response.socket?.destroy());
    expect(await failing(server.url)).toEqual({ kind: 'unknown', reason: 'The connection to Binance failed.' });
  });

  it('when the answer breaks off in the middle', async () => {
    server.next((response) => {
      response.writeHead(200, { 'Content-Length': '1000' });
      response.write('{"orderId":');
      setTimeout(() => response.socket?.destroy(), 20);
    });
    expect(await failing(server.url)).toMatchObject({ kind: 'unknown' });
  });

  it('when nothing comes until the time is up', async () => {
    server.next(() => {});
    expect(await failing(server.url, 200)).toEqual({ kind: 'unknown', reason: 'Binance did not answer in time.' });
  });

  it('when the head of the answer is not HTTP', async () => {
    const odd = createServer((socket) => socket.once('data', () => socket.end('what?\r\n\r\n')));
    await new Promise<void>((listening) => odd.listen(0, '127.0.0.1', listening));
    const { port } = odd.address() as { port: number };
    expect(await failing(`http://127.0.0.1:${port}`)).toMatchObject({ kind: 'unknown' });
    odd.close();
  });

  it('when nobody listens, although nothing can have been sent', async () => {
    const closed = await answeringServer();
    await closed.close();
    expect(await failing(closed.url)).toEqual({ kind: 'unknown', reason: 'The connection to Binance failed.' });
  });

  it('when the name of the host is unknown, although nothing can have been sent', async () => {
    expect(await failing('https://nowhere.invalid')).toMatchObject({ kind: 'unknown', reason: 'The connection to Binance failed.' });
  });

  it('when the encryption does not come about', async () => {
    expect(await failing(server.url.replace('http:', 'https:'))).toMatchObject({ kind: 'unknown' });
  });
});

describe('anything that is no error of ccxt', () => {
  it.each([
    new TypeError('x is undefined'),
    new SyntaxError('Unexpected end of JSON input'),
    'text',
    undefined,
    null,
    7,
    { name: 'InvalidOrder' },
  ])('is unknown and worth a word: %s', (thrown) => {
    expect(verdictOf(thrown, 'create', 'kraken')).toEqual({
      kind: 'unknown',
      reason: 'The answer of Kraken could not be read.',
      alert: true,
    });
  });

  it('is not believed for its name', () => {
    class InvalidOrder extends Error {}
    expect(verdictOf(new InvalidOrder('nope'), 'create', 'kraken').kind).toBe('unknown');
  });
});

describe('a venue that asks to be left alone', () => {
  const asked = async (status: number, body: string, hints?: Hints): Promise<Verdict> => {
    server.next((response) => response.writeHead(status).end(body));
    const { thrown } = await outcomeOf((await ccxtVenue('binance', server.url, 'theirs'))('create'));
    return verdictOf(thrown, 'create', 'binance', hints);
  };

  it('is left alone for as long as its Retry-After says', async () => {
    expect(await asked(429, '{"code":-1003,"msg":"Too many requests."}', { retryAfterMs: 17_000 })).toMatchObject({ backOffMs: 17_000 });
  });

  it('is left alone until the moment that its sentence names, an hour at most', async () => {
    const body = '{"code":-1003,"msg":"Way too much request weight used; IP banned until 1795258000000."}';
    expect(await asked(418, body, { now: instant(1_795_257_970_000) })).toMatchObject({ backOffMs: 30_000 });
    expect(await asked(418, body, { now: instant(1_795_200_000_000) })).toMatchObject({ backOffMs: 3_600_000 });
    expect(await asked(418, body, { now: instant(1_795_258_000_001) })).toMatchObject({ backOffMs: 0 });
    expect(await asked(418, body)).toMatchObject({ backOffMs: 5_000 });
  });

  it('is left alone for the seconds that its sentence names', async () => {
    expect(await asked(429, '{"msg":"Slow down.","retryAfter":9}')).toMatchObject({ backOffMs: 9_000 });
    expect(await asked(429, 'Too many requests, retry after 12 seconds')).toMatchObject({ backOffMs: 12_000 });
  });
});

it('has a verdict for a venue that it has no profile of, by class alone', async () => {
  server.next((response) => response.writeHead(400).end('{"code":-2010,"msg":"Duplicate order sent."}'));
  const { thrown } = await outcomeOf((await ccxtVenue('binance', server.url, 'theirs'))('create'));
  expect(verdictOf(thrown, 'create', 'elsewhere')).toEqual({
    kind: 'definite',
    refresh: true,
    reason: 'elsewhere says: Duplicate order sent.',
  });
  expect(verdictOf(thrown, 'cancel', 'elsewhere').kind).toBe('definite');
});

it('has at least 150 recorded answers, each of them different', () => {
  const all = Object.entries(RECORDED).flatMap(([venue, rows]) => rows.map((row) => `${venue} ${row.call} ${row.status} ${row.body}`));
  const count =
    new Set([...all, ...everywhereErrors.map((row) => `${row.call} ${row.status} ${row.body}`)]).size + binanceOptionsErrors.length;
  expect(count).toBeGreaterThanOrEqual(150);
  expect(new Set(all).size).toBe(all.length);
});
