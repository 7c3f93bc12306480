import type { IncomingHttpHeaders } from 'node:http';
import type { CallKind, WireAnswer } from './faults.ts';
import type { RefusalKind } from './refusal.ts';

/** One request as a dialect sees it. */
export interface VenueCall {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** As it came, without `?`. Signatures are over these bytes. */
  readonly rawQuery: string;
  readonly rawBody: string;
  readonly headers: IncomingHttpHeaders;
  /** For `exchange.view({ staleMs })`. */
  readonly staleMs: number;
}

/** What can be said of a call before it is answered. */
export interface Described {
  readonly kind: CallKind;
  /** It names a key or carries a signature, right or wrong. */
  readonly authenticated: boolean;
  /** Client order ids of the orders that it wants to place; '' for one without. */
  readonly creates: readonly string[];
}

/** A websocket of a client. Messages to a frozen one are lost. */
export interface VenueSocket {
  readonly path: string;
  readonly rawQuery: string;
  /** What the dialect wants to remember: subscriptions and the like. */
  readonly topics: Set<string>;
  readonly memory: Map<string, unknown>;
  send(message: unknown): void;
  close(code?: number, reason?: string): void;
}

/** How one venue speaks: what `VenueServer` needs to know. */
export interface Dialect {
  describe(call: VenueCall): Described;
  /** Does what the call asks and answers. May throw `Refused`, which is answered by `refuse`. */
  answer(call: VenueCall): WireAnswer | Promise<WireAnswer>;
  /** The venue's own words for a no. */
  refuse(kind: RefusalKind, call: VenueCall): WireAnswer;
  /** The venue's own form of an HTTP error: 429, 418, 5xx. */
  failure(status: number, retryAfter: number | undefined): WireAnswer;
  maintenance(): WireAnswer;
  /** A websocket was opened. */
  connected?(socket: VenueSocket): void;
  heard?(socket: VenueSocket, text: string): void;
  closed?(socket: VenueSocket): void;
}
