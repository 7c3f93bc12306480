import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface KeyServerOptions {
  /** The one key that it knows. */
  readonly key: string;
  /** Pages that need the key. */
  readonly pages?: readonly string[];
  /** Instead of all that. */
  readonly answer?: (request: IncomingMessage, response: ServerResponse) => void;
}

/** The part of a model's server that knows keys: a page is given to who has one, and 401 to everybody else, with the key in its words. */
export class KeyServer implements AsyncDisposable {
  readonly asked: { path: string; authorization: string | undefined }[] = [];
  readonly #server;

  private constructor({ key, pages = ['/v1/models'], answer }: KeyServerOptions) {
    this.#server = createServer((request, response) => {
      const { authorization } = request.headers;
      this.asked.push({ path: request.url ?? '', authorization });
      if (answer !== undefined) return answer(request, response);
      const isKnown = key === '' || authorization === `Bearer ${key}`;
      const status = !pages.includes(request.url ?? '') ? 404 : isKnown ? 200 : 401;
      const body = status === 200 ? { object: 'list', data: [] } : { error: { message: `Incorrect API key provided: ${authorization}` } };
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  }

  static async open(options: KeyServerOptions): Promise<KeyServer> {
    const opened = new KeyServer(options);
    await new Promise<void>((listening) => opened.#server.listen(0, '127.0.0.1', listening));
    return opened;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }
}
