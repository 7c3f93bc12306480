import type { IncomingMessage } from 'node:http';
import { createRequire } from 'node:module';
import type { Duplex } from 'node:stream';

/** One connection, as far as the fake uses it. */
export interface Socket {
  send(text: string): void;
  close(code: number, reason?: string): void;
  /** Ends without a close frame, as a cut cable does. */
  terminate(): void;
  on(event: 'message', listener: (data: Buffer) => void): void;
  on(event: 'close', listener: () => void): void;
}

interface Server {
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer, done: (socket: Socket) => void): void;
}

/** The websocket library that discord.js brings along; found the way discord.js finds it, because it is no dependency of Heron. */
export function webSocketServer(): Server {
  const discord = createRequire(import.meta.url).resolve('discord.js');
  const gateway = createRequire(discord).resolve('@discordjs/ws');
  const library = createRequire(gateway)('ws') as { readonly WebSocketServer: new (options: { noServer: true }) => Server };
  return new library.WebSocketServer({ noServer: true });
}
