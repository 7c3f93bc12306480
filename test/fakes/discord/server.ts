import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type Body, readBody } from './body.ts';
import { Faults } from './faults.ts';
import { Gateway } from './gateway.ts';
import { type RateAnswer, RateLimits, tooMany } from './rateLimits.ts';
import { REFUSALS, Refusal } from './refusal.ts';
import { ROUTES } from './routes.ts';
import type { State } from './state.ts';

const PREFIX = '/api/v10';

/** One request, as it was seen. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly body: string;
  readonly at: number;
  /** 0 when the connection was cut. */
  status: number;
}

/** The HTTP side and the port. It can be closed, as a platform that is down, and opened again on the same port. */
export class FakeServer {
  readonly faults = new Faults();
  readonly seen: Seen[] = [];
  readonly gateway: Gateway;
  readonly rates: RateLimits;
  readonly #state: State;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #port = 0;

  constructor(state: State) {
    this.#state = state;
    this.rates = new RateLimits(state.limits);
    this.gateway = new Gateway(state, () => this.gatewayUrl);
  }

  get api(): string {
    return `http://127.0.0.1:${this.#port}/api`;
  }

  get gatewayUrl(): string {
    return `ws://127.0.0.1:${this.#port}/gateway`;
  }

  async open(): Promise<void> {
    const server = createServer((request, response) => void this.#answer(request, response));
    server.on('upgrade', (request, socket, head) => this.gateway.upgrade(request, socket, head));
    server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    const closed = new Promise((resolve) => server.close(resolve));
    this.gateway.drop();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '').replace(PREFIX, '').replace(/\?.*$/, '').replaceAll('%40', '@');
    const method = request.method ?? 'GET';
    const seen: Seen = { method, path, body: '', at: Date.now(), status: 0 };
    this.seen.push(seen);
    const reply = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): void => {
      seen.status = status;
      response.writeHead(status, { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) });
      response.end(body === undefined ? '' : JSON.stringify(body));
    };
    try {
      const body = await readBody(request);
      Object.assign(seen, { body: body.raw });
      const fault = this.faults.take(method, path);
      if (fault?.kind === 'slow') await new Promise((resolve) => setTimeout(resolve, fault.ms));
      const rate = fault?.kind === 'rate' ? tooMany(fault.seconds, fault.global ? 'global' : 'user') : this.rates.count(method, path);
      if (fault?.kind === 'cut' && fault.when === 'before') request.socket.destroy();
      else if (fault?.kind === 'status') reply(fault.status, { message: fault.body ?? `${fault.status}: made up`, code: 0 });
      else if (rate.retryAfter !== undefined) reply(429, limited(rate), rate.headers);
      else {
        const result = this.#run(method, path, request, body);
        if (fault?.kind === 'cut') request.socket.destroy();
        else reply(result === undefined ? 204 : 200, result, rate.headers);
      }
    } catch (error) {
      if (error instanceof Refusal) reply(error.status, error.body());
      else reply(500, { message: `the fake failed: ${String(error)}`, code: 0 });
    }
  }

  #run(method: string, path: string, request: IncomingMessage, body: Body): unknown {
    if (!(request.url ?? '').startsWith(PREFIX)) throw REFUSALS.notFound();
    for (const { matches, open, run } of ROUTES) {
      const found = matches.exec(`${method} ${path}`);
      if (found === null) continue;
      if (!open && request.headers.authorization !== `Bot ${this.#state.token}`) throw REFUSALS.unauthorized();
      return run({ state: this.#state, body, ids: found.slice(1), gatewayUrl: this.gatewayUrl });
    }
    throw REFUSALS.notFound();
  }
}

const limited = ({ retryAfter, global }: RateAnswer): object => ({
  message: 'You are being rate limited.',
  retry_after: retryAfter,
  global: global === true,
});
