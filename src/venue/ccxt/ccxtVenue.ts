import type { Clock, Instant, Timer } from '#src/domain/clock.ts';
import { assert } from '#src/domain/errors.ts';
import type { Market } from '#src/domain/market.ts';
import type { Cleared, Order } from '#src/domain/order.ts';
import type { NetworkVenue, VenueProfile, VenueSink } from '#src/venue/port.ts';
import { AccountReads } from './accountReads.ts';
import { Calls, type Trouble } from './calls.ts';
import { Canceler } from './canceler.ts';
import { type ClientOptions, type PrivateConnection, privateClient } from './client.ts';
import { FillReads } from './fillReads.ts';
import { Hints } from './hints.ts';
import { Leverages } from './leverages.ts';
import { OrderNames } from './names.ts';
import { OrderReads } from './orderReads.ts';
import { Rules } from './rules.ts';
import { Sender } from './sender.ts';
import { serverTime } from './serverTime.ts';
import { SKEW_WARNS_MS, Skew } from './skew.ts';
import { ofVenue } from './venueProfile.ts';

export interface CcxtVenueOptions extends Omit<ClientOptions, 'onAnswer'> {
  /** What conditions and events call it. */
  readonly name: string;
  readonly clock: Clock;
  /** Markets that are traded here: venues that list by market are asked about these. */
  readonly symbols: readonly string[];
  /** By ccxt's names: apiKey, secret, password, walletAddress, privateKey. */
  readonly credentials: Readonly<Record<string, string>>;
  /** Requests that may begin in one second; 10 unless told. */
  readonly perSecond?: number;
  /** Percent of them kept for cancels, stops and reconciliation; 20 unless told, and never less. */
  readonly reservedPct?: number;
  /** Why no new risk may be sent now (a halt), as a sentence. Asked before each entry and again right before its request goes to the socket. */
  readonly noRisk?: (order: Order) => string | undefined;
  readonly onTrouble?: (trouble: Trouble) => void;
  /** Where the client comes from: ccxt over the network unless told. */
  readonly connect?: typeof privateClient;
}

const MEASURE_MS = 600_000;
const RELOAD_MS = 86_400_000;

/** A venue behind ccxt. Throws CannotStart when it cannot be used as it is set; nothing is sent before `open`. */
export async function ccxtVenue(given: CcxtVenueOptions): Promise<NetworkVenue> {
  const { clock, timeoutMs = 10_000, perSecond = 10, reservedPct = 20, onTrouble = () => {}, connect = privateClient } = given;
  const profile = given.testnet === true ? { ...given.profile, ...given.profile.onTestnet } : given.profile;
  const options = { ...given, profile };
  const calls = new Calls({ profile, clock, timeoutMs, perSecond, reservedPct, onTrouble });
  const dates = serverTime();
  let sender: Sender | undefined;
  const connection = await connect({
    ...options,
    timeoutMs,
    onAnswer: (answer) => {
      dates.hear(answer);
      calls.hear(answer);
    },
    beforeSend: (url, body) => sender?.atTheSocket(url, body),
  });
  return new CcxtVenue(options, connection, calls, dates.date, (made) => {
    sender = made;
  });
}

class CcxtVenue implements NetworkVenue {
  readonly mode = 'live';
  readonly name: string;
  readonly deadMan: ((withinMs: number) => Promise<void>) | undefined;
  readonly #options: CcxtVenueOptions;
  readonly #connection: PrivateConnection;
  readonly #calls: Calls;
  readonly #names = new OrderNames();
  readonly #hints: Hints;
  readonly #rules: Rules;
  readonly #orders: OrderReads;
  readonly #fills: FillReads;
  readonly #account: AccountReads;
  readonly #leverages: Leverages;
  readonly #canceler: Canceler;
  readonly #skew: Skew;
  readonly #profile: VenueProfile;
  readonly #onSender: (sender: Sender) => void;
  #sender: Sender | undefined;
  #timers: Timer[] = [];

  constructor(
    options: CcxtVenueOptions,
    connection: PrivateConnection,
    calls: Calls,
    lastDate: () => Instant | undefined,
    onSender: (sender: Sender) => void,
  ) {
    const { name, profile, clock, symbols } = options;
    const { client } = connection;
    this.name = name;
    this.#options = options;
    this.#connection = connection;
    this.#calls = calls;
    this.#onSender = onSender;
    this.#hints = new Hints(clock, profile.stream?.account === true ? [() => client.watchOrders(), () => client.watchMyTrades()] : []);
    this.#rules = new Rules(name, profile, client, calls);
    const parts = { profile, connection, calls, names: this.#names, symbols };
    this.#orders = new OrderReads(parts);
    this.#fills = new FillReads(parts, this.#orders);
    this.#leverages = new Leverages(connection, calls);
    this.#account = new AccountReads(parts, lastDate, (market) => this.#leverages.of(market));
    this.#canceler = new Canceler({ ...parts, orders: this.#orders, hints: this.#hints });
    this.#skew = new Skew(clock, () => this.#account.time());
    this.#profile = ofVenue(profile, symbols, this.#rules);
    this.deadMan =
      profile.deadMan === undefined
        ? undefined
        : async (withinMs) => {
            await calls.read('whether its dead-man switch is set', () => client.cancelAllOrdersAfter(withinMs));
          };
  }

  get profile(): VenueProfile {
    return this.#profile;
  }

  connect(sink: VenueSink): void {
    assert(this.#sender === undefined, 'a venue is connected once');
    const { profile, clock, noRisk = () => undefined } = this.#options;
    this.#sender = new Sender({
      profile,
      connection: this.#connection,
      calls: this.#calls,
      names: this.#names,
      hints: this.#hints,
      leverages: this.#leverages,
      sink,
      market: (symbol) => this.#rules.get(symbol),
      noRisk,
      aheadMs: () => this.#skew.aheadMs,
      onStale: (what) => void (what === 'clock' ? this.#measure() : this.#rules.refresh(this.#options.symbols)),
    });
    this.#onSender(this.#sender);
    this.#timers = [clock.every(MEASURE_MS, () => void this.#measure()), clock.every(RELOAD_MS, () => void this.#reload())];
  }

  async open(): Promise<void> {
    await this.#rules.load(this.#options.symbols);
    await this.#connection.prepare();
    await this.#skew.measure();
    this.#warnOfClock();
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) timer.cancel();
    this.#calls.close();
    this.#hints.close();
    await this.#connection.client.close();
  }

  markets = (): readonly Market[] => this.#rules.all();

  submit(order: Cleared<Order>): void {
    assert(this.#sender !== undefined, 'a venue is connected before anything else');
    this.#canceler.note(order);
    const sender = this.#sender;
    // Later, even where the answer is known at once: whoever sends has not finished writing down that it did.
    queueMicrotask(() => void sender.send(order));
  }

  cancel(clientOrderId: string, market: string): void {
    void this.#canceler.cancel(clientOrderId, market);
  }

  onHint = (heard: () => void): (() => void) => this.#hints.listen(heard);
  orderById: NetworkVenue['orderById'] = (clientOrderId, market) => this.#orders.byId(clientOrderId, market);
  openOrders: NetworkVenue['openOrders'] = (hears) => this.#orders.open(hears);
  closedOrders: NetworkVenue['closedOrders'] = (since) => this.#orders.closed(since);
  fillsSince: NetworkVenue['fillsSince'] = (since) => this.#fills.since(since);
  fundingSince: NetworkVenue['fundingSince'] = (since) => this.#account.fundingSince(since);
  transfersSince: NetworkVenue['transfersSince'] = (since) => this.#account.transfersSince(since);
  balances: NetworkVenue['balances'] = () => this.#account.balances();
  positions: NetworkVenue['positions'] = () => this.#account.positions();
  permissions: NetworkVenue['permissions'] = () => this.#account.permissions();
  time = (): Promise<Instant> => this.#account.time();
  clockAheadMs = (): number => this.#skew.aheadMs;

  async #measure(): Promise<void> {
    try {
      await this.#skew.measure();
      this.#warnOfClock();
    } catch {
      // The old value stays; whoever needs the venue finds out by itself that it does not answer.
    }
  }

  #warnOfClock(): void {
    const { aheadMs } = this.#skew;
    if (Math.abs(aheadMs) > SKEW_WARNS_MS)
      this.#calls.trouble('clock', `This machine's clock is ${Math.abs(aheadMs)} ms ${aheadMs > 0 ? 'ahead of' : 'behind'} the venue's.`);
  }

  async #reload(): Promise<void> {
    await this.#rules.refresh(this.#options.symbols);
  }
}
