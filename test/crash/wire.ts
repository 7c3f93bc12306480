import { subscribe } from 'node:diagnostics_channel';
import type { At } from '#test/hooks.ts';

/** What undici tells of a request, as far as it is used here. */
interface Request {
  readonly origin?: unknown;
  readonly method?: string;
  readonly path?: string;
  readonly body?: unknown;
}

const CREATES = /\/(?:order|algoOrder|AddOrder|sendorder)(?:\?|$)/;
/** How a request names an order: by the client order id, or by the id that the venue gave it. */
const OWN_ID = /[0-9a-f]{32}/;
const VENUE_ID = /(?:order_?id|txid|algoid)"?[=:]"?([\w-]+)/i;
const CANCELS = /\/(?:CancelOrder|cancelorder)(?:\?|$)/;

/**
 * Hooks at the socket: right before the first byte of a request to the venue is written, and right after the head of its answer was read.
 * `wire.create.<purpose>.before|after`, `wire.cancel.<purpose>.…`, `wire.read.…`. `purposeOf` knows orders by either id.
 */
export function hookWire(origin: string, at: At, purposeOf: (orderId: string) => string | undefined): void {
  let inFlight = 0;
  const nameOf = ({ origin: to, method = '', path = '', body }: Request): string | undefined => {
    if (String(to) !== origin) return undefined;
    const isCancel = CANCELS.test(path) || (method === 'DELETE' && CREATES.test(path));
    if (!isCancel && !(method === 'POST' && CREATES.test(path))) return 'wire.read';
    const said = `${path} ${typeof body === 'string' || body instanceof Uint8Array ? String(body) : ''}`;
    const id = OWN_ID.exec(said)?.[0] ?? VENUE_ID.exec(said)?.[1];
    return `wire.${isCancel ? 'cancel' : 'create'}.${(id === undefined ? undefined : purposeOf(id)) ?? 'order'}`;
  };
  subscribe('undici:client:sendHeaders', (message) => {
    const name = nameOf((message as { request: Request }).request);
    if (name === undefined) return;
    inFlight++;
    at(`${name}.before`);
  });
  subscribe('undici:request:headers', (message) => {
    const name = nameOf((message as { request: Request }).request);
    if (name === undefined) return;
    inFlight--;
    at(`${name}.after`);
  });
  subscribe('undici:request:error', (message) => {
    if (nameOf((message as { request: Request }).request) !== undefined && inFlight > 0) inFlight--;
  });
  underWay = () => inFlight;
}

/** Requests to the venue that were written and not answered. */
export let underWay = (): number => 0;
