import type { Clock, Instant, Timer } from '#src/domain/clock.ts';
import { assert, CannotStart } from '#src/domain/errors.ts';
import type { Market } from '#src/domain/market.ts';
import type { Cleared, Order } from '#src/domain/order.ts';
import { ownAddress } from '#src/venue/ccxt/address.ts';
import { RequestBudget } from '#src/venue/ccxt/budget.ts';
import { addsRisk } from '#src/venue/ccxt/lastQuestion.ts';
import { SKEW_BLOCKS_MS, Skew } from '#src/venue/ccxt/skew.ts';
import type { NetworkVenue, VenueSink } from '#src/venue/port.ts';
import { VALR_PROFILE } from './profile.ts';
import { ValrReads } from './reads.ts';
import { type Fetch, type RestOptions, valrRequest } from './rest.ts';
import { sendOrder } from './sender.ts';
import { valrVerdict } from './verdict.ts';

export interface ValrVenueOptions {
  /** What conditions and events call it. */
  readonly name: string;
  readonly clock: Clock;
  readonly credentials: Readonly<Record<string, string>>;
  readonly fetch: Fetch;
  /** Own address instead of the venue's, https or this machine. */
  readonly url?: string | undefined;
  readonly timeoutMs?: number;
  readonly perSecond?: number;
  readonly reservedPct?: number;
  /** Why no new risk may be sent now (a halt), as a sentence. */
  readonly noRisk?: (order: Order) => string | undefined;
  readonly onTrouble?: (trouble: { readonly kind: 'halts' | 'odd'; readonly text: string }) => void;
}

const MEASURE_MS = 600_000;

/** VALR, spot (https://docs.valr.com): the exchange library does not have it. Throws CannotStart when a credential is missing. */
export function valrVenue(options: ValrVenueOptions): NetworkVenue {
  const { apiKey = '', secret = '' } = options.credentials;
  if (apiKey === '' || secret === '')
    throw new CannotStart(
      'keys',
      `The keys of VALR are not complete: ${apiKey === '' ? 'apiKey' : 'secret'}.`,
      'Add them with: heron keys add',
    );
  const url = options.url === undefined ? 'https://api.valr.com' : ownAddress(options.url).origin;
  return new ValrVenue(options, { apiKey, secret, url });
}

class ValrVenue implements NetworkVenue {
  readonly mode = 'live';
  readonly name: string;
  readonly profile = VALR_PROFILE;
  readonly deadMan = undefined;
  readonly #options: ValrVenueOptions;
  readonly #budget: RequestBudget;
  readonly #rest: RestOptions;
  readonly #reads: ValrReads;
  readonly #skew: Skew;
  readonly #sent = new Set<string>();
  #markets: ReadonlyMap<string, Market> = new Map();
  #sink: VenueSink | undefined;
  #refused: string | undefined;
  #isOpen = true;
  #timer: Timer | undefined;

  constructor(options: ValrVenueOptions, { apiKey, secret, url }: { apiKey: string; secret: string; url: string }) {
    const { name, clock, fetch, timeoutMs = 10_000, perSecond = 10, reservedPct = 20 } = options;
    this.name = name;
    this.#options = options;
    this.#budget = new RequestBudget({ clock, perSecond, reservedPct });
    this.#rest = { fetch, url, apiKey, secret, clock, timeoutMs, aheadMs: () => this.#skew.aheadMs };
    this.#reads = new ValrReads(this.#rest, this.#budget, this.#halt);
    this.#skew = new Skew(clock, () => this.#reads.time());
  }

  connect(sink: VenueSink): void {
    assert(this.#sink === undefined, 'a venue is connected once');
    this.#sink = sink;
    this.#timer = this.#options.clock.every(MEASURE_MS, () => void this.#skew.measure().catch(() => {}));
  }

  async open(): Promise<void> {
    this.#markets = new Map((await this.#reads.markets(this.name)).map((market) => [market.symbol, market]));
    await this.#skew.measure();
  }

  async close(): Promise<void> {
    this.#isOpen = false;
    this.#timer?.cancel();
  }

  markets = (): readonly Market[] => [...this.#markets.values()];

  submit(order: Cleared<Order>): void {
    const sink = this.#sink;
    assert(sink !== undefined, 'a venue is connected before anything else');
    const { clock } = this.#options;
    const { clientOrderId } = order;
    const wasSent = this.#sent.has(clientOrderId);
    this.#sent.add(clientOrderId);
    // Later, even where the answer is known at once: whoever sends has not finished writing down that it did.
    queueMicrotask(() => {
      if (wasSent) {
        sink.unknown({ clientOrderId, reason: 'An order with this id was sent before; it is looked up, not sent again.', at: clock.now() });
        return;
      }
      void sendOrder(
        {
          rest: this.#rest,
          reads: this.#reads,
          budget: this.#budget,
          clock,
          sink,
          market: (symbol) => this.#markets.get(symbol),
          refusal: this.#refusal,
          onHalt: this.#halt,
        },
        order,
      );
    });
  }

  cancel(clientOrderId: string, market: string): void {
    if (this.#isOpen) void this.#cancel(clientOrderId, market);
  }

  onHint = (): (() => void) => () => {};
  orderById: NetworkVenue['orderById'] = async (clientOrderId, market) => (await this.#reads.order(clientOrderId, market))?.order;
  openOrders: NetworkVenue['openOrders'] = () => this.#reads.openOrders();
  closedOrders: NetworkVenue['closedOrders'] = (since) => this.#reads.closedOrders(since);
  fillsSince: NetworkVenue['fillsSince'] = (since) => this.#reads.fillsSince(since);
  transfersSince: NetworkVenue['transfersSince'] = (since) => this.#reads.transfersSince(since);
  balances: NetworkVenue['balances'] = () => this.#reads.balances();
  permissions: NetworkVenue['permissions'] = () => this.#reads.permissions();
  fundingSince: NetworkVenue['fundingSince'] = async () => [];
  positions: NetworkVenue['positions'] = async () => [];
  time = (): Promise<Instant> => this.#reads.time();
  clockAheadMs = (): number => this.#skew.aheadMs;

  readonly #halt = (reason: string): void => {
    this.#refused = reason;
    this.#options.onTrouble?.({ kind: 'halts', text: reason });
  };

  readonly #refusal = (order: Order): string | undefined => {
    if (!this.#isOpen) return 'The connection to VALR is closed.';
    if (!addsRisk(order)) return undefined;
    if (Math.abs(this.#skew.aheadMs) > SKEW_BLOCKS_MS) return "This machine's clock is more than a second off VALR's.";
    return this.#refused ?? this.#options.noRisk?.(order);
  };

  /** Whatever becomes of it is read afterwards, fills before the end: a cancel that was answered says nothing. */
  async #cancel(clientOrderId: string, market: string): Promise<void> {
    await this.#budget.turn('safety');
    try {
      await valrRequest(this.#rest, 'DELETE', '/v1/orders/order', { customerOrderId: clientOrderId, pair: market.replace('/', '') });
    } catch (error) {
      const verdict = valrVerdict(error, 'cancel');
      if (verdict.backOffMs !== undefined) this.#budget.pause(verdict.backOffMs);
      if (verdict.halts === true) this.#halt(verdict.reason);
    }
  }
}
