import type { IncomingMessage } from 'node:http';
import { createRequire } from 'node:module';
import type { Duplex } from 'node:stream';

/** One websocket, as far as the fakes use it. */
export interface RawSocket {
  send(data: string | Uint8Array): void;
  pong(data: Uint8Array): void;
  ping(): void;
  close(code?: number, reason?: string): void;
  /** Ends without a close frame, as a cut cable does. */
  terminate(): void;
  on(event: 'message', listener: (data: Uint8Array, isBinary: boolean) => void): void;
  on(event: 'ping', listener: (data: Uint8Array) => void): void;
  on(event: 'close', listener: () => void): void;
  on(event: 'error', listener: (error: Error) => void): void;
}

interface Server {
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer, done: (socket: RawSocket) => void): void;
}

/** The websocket library that ccxt brings along, found the way ccxt finds it, because it is no dependency of Heron. */
export function webSocketServer(): Server {
  const ccxt = createRequire(import.meta.url).resolve('ccxt');
  const library = createRequire(ccxt)('ws') as {
    readonly WebSocketServer: new (options: { noServer: true; autoPong: false }) => Server;
  };
  return new library.WebSocketServer({ noServer: true, autoPong: false });
}
