import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Dialect, VenueSocket } from './dialect.ts';
import type { Faults } from './faults.ts';
import { type RawSocket, webSocketServer } from './webSocketServer.ts';

interface Kept {
  readonly raw: RawSocket;
  readonly socket: VenueSocket;
}

/** The websockets of a fake venue. */
export class VenueSockets {
  /** Every text that came from a client. */
  readonly heard: { readonly path: string; readonly text: string }[] = [];
  /** How many were ever opened. */
  opened = 0;
  /** New ones are turned away with 503. */
  refuses = false;
  readonly #server = webSocketServer();
  readonly #kept = new Set<Kept>();
  readonly #dialect: Dialect;
  readonly #faults: Faults;
  #frozen: ((socket: VenueSocket) => boolean) | undefined;

  constructor(dialect: Dialect, faults: Faults) {
    this.#dialect = dialect;
    this.#faults = faults;
  }

  /** Those that are open. */
  all = (): VenueSocket[] => [...this.#kept].map(({ socket }) => socket);

  /** They stay open but say and hear nothing more, not even a pong; new ones too. */
  freeze(which: (socket: VenueSocket) => boolean = () => true): void {
    this.#frozen = which;
  }

  thaw(): void {
    this.#frozen = undefined;
  }

  /** Cuts them as a cable is cut, without a word. */
  cut(which: (socket: VenueSocket) => boolean = () => true): void {
    for (const { raw, socket } of [...this.#kept]) if (which(socket)) raw.terminate();
  }

  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    if (this.refuses) {
      stream.end('HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\n\r\n');
      return;
    }
    this.#server.handleUpgrade(request, stream, head, (raw) => this.#keep(raw, request.url ?? ''));
  }

  #keep(raw: RawSocket, url: string): void {
    this.opened++;
    const [path = '', ...query] = url.split('?');
    const socket: VenueSocket = {
      path,
      rawQuery: query.join('?'),
      topics: new Set(),
      memory: new Map(),
      send: (message) => {
        if (this.#faults.cutsSockets()) this.cut();
        if (this.#kept.has(kept) && this.#frozen?.(socket) !== true) {
          raw.send(typeof message === 'string' ? message : JSON.stringify(message));
        }
      },
      close: (code, reason) => raw.close(code, reason),
    };
    const kept: Kept = { raw, socket };
    this.#kept.add(kept);
    raw.on('error', () => raw.terminate());
    raw.on('close', () => {
      this.#kept.delete(kept);
      this.#dialect.closed?.(socket);
    });
    raw.on('ping', (data) => {
      if (this.#frozen?.(socket) !== true) raw.pong(data);
    });
    raw.on('message', (data) => {
      const text = Buffer.from(data).toString('utf8');
      this.heard.push({ path, text });
      if (this.#frozen?.(socket) === true) return;
      try {
        this.#dialect.heard?.(socket, text);
      } catch {
        raw.close(1007, 'not understood');
      }
    });
    this.#dialect.connected?.(socket);
  }
}
