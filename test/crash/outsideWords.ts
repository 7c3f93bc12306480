import { Agent, request } from 'node:http';
import type { Books } from '#test/live/books.ts';

/** Where an exchange in another process is. */
export interface VenueDoor {
  readonly what: 'venue';
  /** In ccxt. */
  readonly id: string;
  readonly market: string;
  readonly quote: string;
  readonly url: string;
  readonly credentials: Readonly<Record<string, string>>;
}

/** Where Telegram in another process is. */
export interface ChatDoor {
  readonly what: 'chat';
  readonly root: string;
  readonly token: string;
  /** Numeric id of the one who is paired. */
  readonly person: string;
}

/** What such a process tells its parent first. */
export interface Outside<Door = VenueDoor | ChatDoor> {
  /** Where it can be asked and told. */
  readonly control: string;
  readonly door: Door;
}

/** What can be said to one. Amounts and rates are decimal text, `at` is epoch ms. */
export type Asked =
  | { readonly verb: 'look' }
  | { readonly verb: 'quote'; readonly at: number; readonly last: number; readonly askSize?: number; readonly bidSize?: number }
  | { readonly verb: 'execute'; readonly clientOrderId: string; readonly amount: string }
  | { readonly verb: 'deposit'; readonly amount: string }
  | { readonly verb: 'fund'; readonly rate: string }
  | { readonly verb: 'says'; readonly text: string }
  | { readonly verb: 'taps'; readonly label: string };

/** What an exchange has seen so far. */
export interface VenueSeen {
  readonly now: number;
  readonly last: number;
  /** Orders that rest in the book; stops that wait are not among them. */
  readonly resting: readonly { readonly clientOrderId: string; readonly type: string; readonly side: string; readonly left: string }[];
  /** Client ids of the orders that came through the door for programs, in their order: one that is twice in it was placed twice. */
  readonly orders: readonly string[];
  readonly fills: number;
  /** How often an order with that client id has arrived. */
  readonly creates: Readonly<Record<string, number>>;
  readonly books: Books;
}

/** What stands in the chat. */
export interface ChatSeen {
  readonly messages: readonly { readonly id: number; readonly text: string }[];
}

/** Asks one of these processes. Throws what it threw. Plain HTTP, because loading all of fetch costs a start more than everything that it asks. */
export function ask<Seen = null>(control: string, asked: Asked): Promise<Seen> {
  return new Promise((done, failed) => {
    const call = request(control, { method: 'POST', agent }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        body += part;
      });
      response.on('end', () => {
        const said = JSON.parse(body) as { answer: Seen } | { error: string };
        if ('error' in said) failed(new Error(said.error));
        else done(said.answer);
      });
    });
    call.on('error', failed);
    call.end(JSON.stringify(asked));
  });
}

const agent = new Agent({ keepAlive: true });
