import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Dialect, VenueCall } from './dialect.ts';
import { type CallKind, type Fault, Faults, type WireAnswer } from './faults.ts';
import { Refused } from './refusal.ts';
import { VenueSockets } from './sockets.ts';

/** One request, as it arrived, whether or not a fault then swallowed it. */
export interface Arrived {
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly rawQuery: string;
  readonly rawBody: string;
  readonly kind: CallKind;
  readonly authenticated: boolean;
  /** Client order ids of the orders that it wanted to place; '' for one without. */
  readonly creates: readonly string[];
  readonly fault: Fault | undefined;
  /** 0 while unanswered, and for ever when the connection was cut. */
  status: number;
}

const PAGE = '<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>';

/**
 * A venue on a port of this machine: HTTP and websockets in a dialect, with faults.
 *
 *     const server = await VenueServer.open(dialect);
 *     server.origin, server.socketOrigin             // http://127.0.0.1:port, ws://127.0.0.1:port
 *     server.faults.plan('lostAfter', { kind: 'create' });
 *     server.requests, server.createsOf(clientOrderId), server.authenticated()
 *     server.sockets.freeze(); server.sockets.cut(); await server.goDown(); await server.comeUp();
 */
export class VenueServer implements AsyncDisposable {
  readonly faults = new Faults();
  readonly sockets: VenueSockets;
  readonly requests: Arrived[] = [];
  readonly #dialect: Dialect;
  readonly #connections = new Set<Socket>();
  #server: Server | undefined;
  #port = 0;

  private constructor(dialect: Dialect) {
    this.#dialect = dialect;
    this.sockets = new VenueSockets(dialect, this.faults);
  }

  static async open(dialect: Dialect): Promise<VenueServer> {
    const server = new VenueServer(dialect);
    await server.comeUp();
    return server;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get socketOrigin(): string {
    return `ws://127.0.0.1:${this.#port}`;
  }

  /** How often an order with this client id has arrived; of all orders when it is left out. */
  createsOf(clientOrderId?: string): number {
    const creates = this.requests.flatMap((request) => request.creates);
    return clientOrderId === undefined ? creates.length : creates.filter((id) => id === clientOrderId).length;
  }

  /** Requests that named a key. */
  authenticated(): Arrived[] {
    return this.requests.filter((request) => request.authenticated);
  }

  /** Nothing listens any more; what is open is cut. */
  async goDown(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    const closed = new Promise((resolve) => server.close(resolve));
    this.sockets.cut();
    for (const connection of this.#connections) connection.destroy();
    await closed;
  }

  /** Listens again, on the same port. */
  async comeUp(): Promise<void> {
    const server = createServer((request, response) => {
      // A client that hangs up while it speaks is nobody's mistake here.
      this.#serve(request, response).catch(() => request.socket.destroy());
    });
    server.keepAliveTimeout = 600_000;
    server.on('upgrade', (request, socket, head) => this.sockets.upgrade(request, socket, head));
    server.on('connection', (connection) => {
      this.#connections.add(connection);
      connection.on('close', () => this.#connections.delete(connection));
    });
    await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.faults.clear();
    await this.goDown();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path = '', ...query] = (request.url ?? '').split('?');
    const call: VenueCall = {
      method: request.method ?? 'GET',
      path,
      rawQuery: query.join('?'),
      rawBody: await bodyOf(request),
      headers: request.headers,
      staleMs: 0,
    };
    const described = this.#dialect.describe(call);
    const fault = this.faults.take({ ...call, kind: described.kind });
    const { method, rawQuery, rawBody } = call;
    const arrived: Arrived = { at: Date.now(), method, path, rawQuery, rawBody, ...described, fault, status: 0 };
    this.requests.push(arrived);
    const answer = await this.#answerOf(call, fault);
    if (answer === 'never') return;
    if (answer === 'cut') {
      request.socket.destroy();
      return;
    }
    arrived.status = answer.status;
    const isText = typeof answer.body === 'string';
    response.writeHead(answer.status, { 'content-type': isText ? 'text/html' : 'application/json', ...answer.headers });
    response.end(isText ? answer.body : JSON.stringify(answer.body));
  }

  async #answerOf(call: VenueCall, fault: Fault | undefined): Promise<WireAnswer | 'cut' | 'never'> {
    if (fault === undefined) return this.#ask(call);
    if (fault === 'lostBefore') return 'cut';
    if (fault === 'frozen') return 'never';
    if (fault === 'maintenance') return this.#dialect.maintenance();
    if (fault === 'hold') await this.faults.hold();
    if (fault === 'hold') return this.#ask(call);
    if (fault === 'holdAnswer') {
      const answer = await this.#ask(call);
      await this.faults.hold();
      return answer;
    }
    if (fault === 'lostAfter') {
      await this.#ask(call);
      return 'cut';
    }
    if (fault === 'duplicatePage') return doubled(await this.#ask(call));
    if ('late' in fault) {
      await pause(fault.late);
      return this.#ask(call);
    }
    if ('slow' in fault) {
      const answer = await this.#ask(call);
      await pause(fault.slow);
      return answer;
    }
    if ('stale' in fault) return this.#ask({ ...call, staleMs: fault.stale });
    if ('garbage' in fault) {
      const answer = fault.handled === false ? { status: 200, body: {} } : await this.#ask(call);
      return { status: fault.status ?? 200, body: garbage(fault.garbage, answer.body), headers: { 'content-type': 'text/html' } };
    }
    if (fault.handled === true) await this.#ask(call);
    if ('refuse' in fault) return this.#dialect.refuse(fault.refuse, call);
    if ('answer' in fault) return fault.answer;
    const failure = this.#dialect.failure(fault.status, fault.retryAfter);
    return fault.body === undefined ? failure : { ...failure, body: fault.body };
  }

  async #ask(call: VenueCall): Promise<WireAnswer> {
    try {
      return await this.#dialect.answer(call);
    } catch (error) {
      if (error instanceof Refused) return this.#dialect.refuse(error.kind, call);
      return { status: 599, body: { fake: `the fake failed: ${error instanceof Error ? error.stack : String(error)}` } };
    }
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());

function garbage(kind: 'html' | 'empty' | 'truncated', body: unknown): string {
  if (kind === 'html') return PAGE;
  const whole = typeof body === 'string' ? body : JSON.stringify(body);
  return kind === 'empty' ? '' : whole.slice(0, Math.ceil(whole.length / 2));
}

function doubled(answer: WireAnswer): WireAnswer {
  if (answer.doubled !== undefined) return { ...answer, body: answer.doubled };
  if (!Array.isArray(answer.body)) return answer;
  return { ...answer, body: [...answer.body, ...answer.body] };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}
