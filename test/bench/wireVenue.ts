import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FakeBinance } from '#test/fakes/venue/binance/fakeBinance.ts';

/** What the process of the venue tells first. */
export interface WireVenue {
  readonly url: string;
  readonly credentials: Readonly<Record<string, string>>;
}
/** Client order id → when its request was read, in nanoseconds of the clock that all processes share. */
export type Arrivals = Readonly<Record<string, string>>;

/**
 * A process of its own: the venue of wire.ts. It takes every order as it comes and writes down when; everything else is answered by the fake with its
 * own books. Each message asks for the arrivals since the one before.
 */
const fake = await FakeBinance.open();
fake.spot.quote('BTC/USDT', 99, 100);
let arrivals: Record<string, string> = {};
let orders = 0;

const orderIn = (text: string): string | undefined => /newClientOrderId=([0-9a-f]{32})/.exec(text)?.[1];

const server = createServer((request, response) => {
  let body = '';
  request.on('data', (part: Buffer) => {
    body += part.toString('utf8');
  });
  request.on('end', () => {
    const id = orderIn(body);
    if (id === undefined) return void pass(request, response);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ symbol: 'BTCUSDT', orderId: ++orders, clientOrderId: id, transactTime: Date.now(), status: 'NEW' }));
  });
});

// What came is looked at before HTTP is made of it: reading it is the venue's own time.
server.on('connection', (socket) =>
  socket.on('data', (part: Buffer) => {
    const at = process.hrtime.bigint();
    const id = orderIn(part.toString('latin1'));
    if (id !== undefined) arrivals[id] ??= String(at);
  }),
);

async function pass({ url, headers }: IncomingMessage, response: ServerResponse): Promise<void> {
  const answer = await fetch(`${fake.url}${url}`, { headers: { 'x-mbx-apikey': String(headers['x-mbx-apikey'] ?? '') } });
  response.setHeader('content-type', 'application/json');
  response.statusCode = answer.status;
  response.end(await answer.text());
}

server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  const { apiKey, secret } = fake.key;
  process.send?.({ url: `http://127.0.0.1:${port}`, credentials: { apiKey, secret } } satisfies WireVenue);
});
process.on('message', () => {
  process.send?.(arrivals satisfies Arrivals);
  arrivals = {};
});
process.on('disconnect', () => process.exit());
