import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Fault, Faults } from './faults.ts';
import { type Ground, METHODS } from './methods.ts';
import { type Payload, readPayload } from './payload.ts';
import { Refusal } from './refusal.ts';

/** A call as it came in and what it was answered. */
export interface FakeCall {
  readonly method: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** HTTP status; 0 when the connection was cut. */
  readonly status: number;
}

export interface ServeDeps {
  readonly ground: Ground;
  readonly faults: Faults;
  readonly token: () => string;
  /** Every connection is cut. */
  readonly isDown: () => boolean;
  /** Headers and body of each request. */
  readonly saw: (headers: string, body: string) => void;
  readonly called: (call: FakeCall) => void;
}

/** Answers one request: `POST /bot<token>/<method>`. */
export async function serve(deps: ServeDeps, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  const body = await bodyOf(request);
  if (deps.isDown() || body === undefined) {
    request.socket.destroy();
    return;
  }
  deps.saw(JSON.stringify(request.headers), body.toString('latin1'));
  const [, token = '', method = ''] = /^\/bot([^/]+)\/(\w+)$/.exec(request.url?.split('?')[0] ?? '') ?? [];
  let payload: Payload | undefined;
  let fault: Fault | undefined;
  let result: unknown;
  let refusal: Refusal | undefined;
  try {
    admit(token, deps.token());
    payload = readPayload(body, request.headers['content-type'] ?? '');
    fault = deps.faults.take(method);
    if (typeof fault === 'object') await suffer(fault);
    const run = METHODS[method.toLowerCase()];
    if (run === undefined) throw new Refusal(404, 'Not Found: method not found');
    if (fault !== 'cut' && fault !== 'garbage') result = await run(deps.ground, payload, gone.signal);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    refusal = error;
  }
  const isCut = fault === 'cut' || fault === 'cutAfter';
  if (isCut) request.socket.destroy();
  else if (fault === 'garbage') response.writeHead(502, { 'content-type': 'text/html' }).end('<html>502 Bad Gateway</html>');
  else answer(response, result, refusal);
  deps.called({ method, payload: payload?.raw ?? {}, status: isCut ? 0 : (refusal?.code ?? 200) });
}

function admit(token: string, wanted: string): void {
  if (!/^\d{8,10}:[\w-]{35}$/.test(token)) throw new Refusal(404, 'Not Found');
  if (token !== wanted) throw new Refusal(401, 'Unauthorized');
}

async function suffer(fault: Extract<Fault, object>): Promise<void> {
  if ('slowMs' in fault) await new Promise((wake) => setTimeout(wake, fault.slowMs));
  else throw planned(fault);
}

const planned = ({ error, description, retryAfter }: Extract<Fault, { error: number }>): Refusal =>
  new Refusal(
    error,
    description ?? (retryAfter === undefined ? 'Internal Server Error' : `Too Many Requests: retry after ${retryAfter}`),
    retryAfter === undefined ? undefined : { retry_after: retryAfter },
  );

function answer(response: ServerResponse, result: unknown, refusal: Refusal | undefined): void {
  const body =
    refusal === undefined
      ? { ok: true, result }
      : {
          ok: false,
          error_code: refusal.code,
          description: refusal.message,
          ...(refusal.parameters && { parameters: refusal.parameters }),
        };
  response.writeHead(refusal?.code ?? 200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** Undefined when the connection ended before the body did. */
async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request) chunks.push(chunk as Buffer);
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks);
}
