import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

const OPENED = 'net.client.socket';

/** Every connection that this process opens while somebody looks. */
export class Sockets implements Disposable {
  readonly #ports = new Set<number>();
  readonly #see = (message: unknown): void => {
    const { socket } = message as { readonly socket: Socket };
    socket.once('connect', () => this.#ports.add(socket.remotePort as number));
  };

  constructor() {
    subscribe(OPENED, this.#see);
  }

  /** Ports that were connected to. */
  get ports(): readonly number[] {
    return [...this.#ports].sort((a, b) => a - b);
  }

  [Symbol.dispose](): void {
    unsubscribe(OPENED, this.#see);
  }
}
