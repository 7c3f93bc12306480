import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ChatBody, readBody, type Unknown } from './body.ts';
import { complete } from './completion.ts';
import { Refusal } from './refusal.ts';
import type { Fault, Refused, Scripted } from './scripted.ts';

/** Looks like a key, and opens nothing but the fake. */
export const FAKE_KEY = 'sk-fake-4f9a1c77b2e84d60a5d3c8e1';

export interface FakeModelOptions {
  /** One after the other, or made from the request and its number, from 0. After the last one comes status 501. */
  readonly answers?: readonly Scripted[] | ((body: ChatBody, index: number) => Scripted | Promise<Scripted>);
  /** Key that it wants; empty takes everybody. */
  readonly key?: string;
  /** Names of models that it has; any when left out. */
  readonly models?: readonly string[];
  /** What it does not know, and refuses with 400. */
  readonly unknown?: readonly Unknown[];
}

/** A server that speaks Chat Completions on 127.0.0.1: checks what it is sent as the real one does, and answers from a script. */
export async function fakeModel(options: FakeModelOptions = {}): Promise<FakeModel> {
  const fake = new FakeModel(options);
  await fake.open();
  return fake;
}

export class FakeModel implements AsyncDisposable {
  readonly key: string;
  /** Bodies of the right form that were answered from the script, in order. */
  readonly asked: ChatBody[] = [];
  /** Every request that came, also those that were refused for their form; status 0 where there was no answer. */
  readonly arrived: { status: number; path: string; headers: string; body: string }[] = [];
  readonly #answers: Scripted[] | ((body: ChatBody, index: number) => Scripted | Promise<Scripted>);
  readonly #models: readonly string[] | undefined;
  readonly #unknown: ReadonlySet<Unknown>;
  // An idle connection that the server ends while a question is being written to it is a fault of its own, and planned like the others.
  readonly #server = createServer({ keepAliveTimeout: 600_000 }, (request, response) => void this.#serve(request, response));
  #port = 0;

  constructor({ answers = [], key = FAKE_KEY, models, unknown }: FakeModelOptions) {
    this.key = key;
    this.#answers = typeof answers === 'function' ? answers : [...answers];
    this.#models = models;
    this.#unknown = new Set(unknown);
  }

  /** Base address, with `/v1`. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}/v1`;
  }

  async open(): Promise<void> {
    await new Promise<void>((listening) => this.#server.listen(this.#port, '127.0.0.1', listening));
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Nobody listens at the address any longer, until it is opened again. */
  async close(): Promise<void> {
    const closed = new Promise((done) => this.#server.close(done));
    this.#server.closeAllConnections();
    await closed;
  }

  /** More answers at the end of the script. */
  add(...answers: readonly Scripted[]): void {
    if (typeof this.#answers === 'function') throw new Error('this fake answers by a function');
    this.#answers.push(...answers);
  }

  /** Waits until something is the case, at most two seconds. */
  async until(holds: () => boolean): Promise<void> {
    for (let tries = 0; !holds(); tries++) {
      if (tries > 400) throw new Error('waited for the fake model in vain');
      await new Promise((wake) => setTimeout(wake, 5));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#server.listening) await this.close();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = await textOf(request);
    const seen = { status: 0, path: request.url ?? '', headers: JSON.stringify(request.headers), body: text };
    this.arrived.push(seen);
    try {
      this.#admit(request);
      const body = readBody(text, this.#unknown);
      if (this.#models && !this.#models.includes(body.model)) {
        throw new Refusal(404, `The model '${body.model}' does not exist or you do not have access to it.`, { code: 'model_not_found' });
      }
      const index = this.asked.push(body) - 1;
      const answer = typeof this.#answers === 'function' ? await this.#answers(body, index) : this.#answers.shift();
      await give(response, body, answer ?? { status: 501, message: 'nothing more is scripted' });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      response.writeHead(error.status, { 'content-type': 'application/json' }).end(error.body());
    }
    if (response.headersSent) seen.status = response.statusCode;
  }

  #admit({ method, url, headers }: IncomingMessage): void {
    if (url !== '/v1/chat/completions') throw new Refusal(404, `Invalid URL (${method} ${url})`);
    if (method !== 'POST') throw new Refusal(405, `Not allowed to ${method} on ${url}`);
    if (this.key !== '' && headers.authorization !== `Bearer ${this.key}`) {
      const key = headers.authorization?.replace(/^Bearer /, '') ?? '';
      // The real one repeats a part of the key.
      throw new Refusal(
        401,
        `Incorrect API key provided: ${key}. You can find your API key at https://platform.openai.com/account/api-keys.`,
        {
          code: 'invalid_api_key',
        },
      );
    }
    if (!/^application\/json\b/.test(headers['content-type'] ?? '')) throw new Refusal(415, 'Unsupported content type.');
  }
}

async function give(response: ServerResponse, body: ChatBody, answer: Scripted): Promise<void> {
  if (typeof answer === 'string') return complete(response, body, { text: answer });
  if ('status' in answer) return refuse(response, answer);
  if ('fault' in answer) return suffer(response, body, answer.fault);
  if (answer.afterMs !== undefined) await new Promise((wake) => setTimeout(wake, answer.afterMs));
  return complete(response, body, answer);
}

function refuse(response: ServerResponse, { status, message = 'The server had an error.', code, retryAfter }: Refused): void {
  const headers = { 'content-type': 'application/json', ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }) };
  response.writeHead(status, headers).end(new Refusal(status, message, { code: code ?? null }).body());
}

async function suffer(response: ServerResponse, body: ChatBody, fault: Fault): Promise<void> {
  const long = { text: `{"value": "${'long '.repeat(40)}"}` };
  switch (fault) {
    case 'hang':
      return;
    case 'hangup':
      response.destroy();
      return;
    case 'cut':
      return complete(response, body, long, 'cut');
    case 'stall':
      return complete(response, body, long, 'stall');
    case 'garbage':
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Please log in to the hotel network</html>');
      return;
    case 'empty':
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"object":"chat.completion","choices":[]}');
      return;
    case 'redirect':
      response.writeHead(307, { location: 'http://127.0.0.1:9/v1/chat/completions' }).end();
  }
}

/** What came of the body before the connection ended. */
async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request) chunks.push(chunk as Buffer);
  } catch {}
  return Buffer.concat(chunks).toString('utf8');
}
