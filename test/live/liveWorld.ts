import { type Clock, type Instant, parseInstant, VirtualClock } from '#src/domain/clock.ts';
import { toText } from '#src/domain/decimal.ts';
import { OutsideError } from '#src/domain/errors.ts';
import { recentEvents } from '#src/ledger/events.ts';
import { refusalAtEgress } from '#src/sniper/egress.ts';
import { ccxtVenue } from '#src/venue/ccxt/ccxtVenue.ts';
import { profileOf } from '#src/venue/ccxt/profileOf.ts';
import type { NetworkVenue } from '#src/venue/port.ts';
import { World } from '#test/harness.ts';
import { WIDE_LIMITS } from '#test/wideLimits.ts';
import type { LiveVenue, OpenVenue } from './venues.ts';

const START = '2026-03-02T08:00:00Z';
const BOUND = 'a test';

/** Time that the venue's client and its fake see: that of whichever start is the newest. */
class OneClock implements Clock {
  target: Clock = new VirtualClock(parseInstant(START));
  now = (): Instant => this.target.now();
  mono = (): number => this.target.mono();
  after: Clock['after'] = (ms, run) => this.target.after(ms, run);
  every: Clock['every'] = (ms, run) => this.target.every(ms, run);
}

/** The whole app, live: real ccxt over sockets to a fake venue with books of its own. Market time moves only when it is told to. */
export class LiveWorld implements AsyncDisposable {
  readonly world: World;
  readonly market: string;
  readonly quote: string;
  readonly #fake: OpenVenue;
  readonly #venues: NetworkVenue[];

  private constructor(world: World, { market, quote }: LiveVenue, fake: OpenVenue, venues: NetworkVenue[]) {
    this.world = world;
    this.market = market;
    this.quote = quote;
    this.#fake = fake;
    this.#venues = venues;
  }

  /** Live is unlocked unless said. `bound` is what a `/live` has to have been given for, asked at each start. */
  static async open(
    venue: LiveVenue,
    price: number,
    sets: readonly string[] = [],
    { unlocked = true, bound = () => BOUND, timeoutMs = 400 }: { unlocked?: boolean; bound?: () => string; timeoutMs?: number } = {},
  ): Promise<LiveWorld> {
    const clock = new OneClock();
    const fake = await venue.open(clock.now);
    fake.exchange.deposit(venue.quote, '10000');
    fake.exchange.quote(venue.market, price - 0.5, price + 0.5);
    const opened: NetworkVenue[] = [];
    const connect = async (noRisk: Parameters<typeof ccxtVenue>[0]['noRisk']): Promise<NetworkVenue> => {
      const made = await ccxtVenue({
        name: venue.id,
        profile: profileOf(venue.id),
        clock,
        symbols: [venue.market],
        credentials: fake.credentials,
        url: fake.server.origin,
        timeoutMs,
        limiter: 'none',
        perSecond: 100_000,
        ...(noRisk ? { noRisk } : {}),
      });
      await made.open();
      opened.push(made);
      return made;
    };
    const first = await connect(undefined);
    const markets = first.markets().filter(({ symbol }) => symbol === venue.market);
    await first.close();
    const world = new World({
      sets: [
        'mode=live',
        `feed.source=${venue.id}`,
        `desk.markets=["${venue.market}"]`,
        `desk.quote=${venue.quote}`,
        ...WIDE_LIMITS,
        ...sets,
      ],
      simulated: false,
      markets,
      settled: () => quiet(fake),
      parts: async ({ ledger, clock: own }) => {
        clock.target = own;
        const made = await connect((order) => refusalAtEgress(ledger.memory, order));
        const opening =
          recentEvents(ledger, 1).length > 0
            ? []
            : [...(await made.balances())].map(([asset, amount]) => ({ asset, amount: toText(amount) }));
        return { kind: 'live', source: `live at ${venue.id}`, live: { venue: made, bound: bound(), opening } };
      },
    });
    await world.open(parseInstant(START), new Map());
    if (unlocked)
      world.ledger.transact((tx) =>
        tx.append({ kind: 'live.unlocked', subject: 'live', actor: 'user:terminal', data: { gate_seq: 1, bound: bound() } }),
      );
    world.feed.basesPct.set(venue.market, 0.01);
    const live = new LiveWorld(world, venue, fake, opened);
    await live.price(price);
    await live.minutes(1);
    return live;
  }

  get exchange(): OpenVenue['exchange'] {
    return this.#fake.exchange;
  }

  get server(): OpenVenue['server'] {
    return this.#fake.server;
  }

  /** A price, at the exchange first and then in the feed. */
  async price(last: number): Promise<void> {
    this.exchange.quote(this.market, last - 0.5, last + 0.5, { last });
    await this.world.price(this.market, last);
  }

  /** The price stays, or goes there, at once after so many seconds. */
  async seconds(count: number, last = this.world.feed.last(this.market) as number): Promise<void> {
    this.exchange.quote(this.market, last - 0.5, last + 0.5, { last });
    await this.world.price(this.market, last, { afterSeconds: count });
  }

  /** Until the venue has answered everything; no time passes. */
  settled = (): Promise<void> => quiet(this.#fake);

  /** What comes to the venue from now on was so long under way by its own clock, where that is the machine's. */
  arrivesLater(ms: number): void {
    this.#fake.arrivesLater?.(ms);
  }

  /** So many minutes, in steps of ten seconds; the price walks there. */
  async minutes(count: number, to?: number): Promise<void> {
    const from = this.world.feed.last(this.market) ?? 0;
    for (let step = 1; step <= count; step++) {
      const last = Math.round(from + ((to ?? from) - from) * (step / count));
      this.exchange.quote(this.market, last - 0.5, last + 0.5, { last });
      await this.world.minutes(1, { [this.market]: last });
    }
  }

  /** The process dies, or ends in order, and is started again; the venue goes on. */
  async restart(crash: boolean): Promise<void> {
    await this.#venues.at(-1)?.close();
    await this.world.restart({ crash });
    await this.settled();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // What a venue did not answer is no bug, and is said to whoever runs it.
    const bugs = this.world.bugs.filter((error) => !(error instanceof OutsideError));
    this.world.bugs.splice(0, this.world.bugs.length, ...bugs);
    try {
      await this.world.end();
    } finally {
      for (const venue of this.#venues) await venue.close();
      await this.#fake[Symbol.asyncDispose]();
    }
  }
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));

/** Connections that were cut, and calls that wait for a test: no answer comes by itself. */
const CUT: readonly unknown[] = ['lostBefore', 'lostAfter', 'hold', 'holdAnswer', 'frozen'];

/** Until the venue has answered everything, and nothing more is asked for a moment. */
async function quiet({ server }: OpenVenue): Promise<void> {
  let before = -1;
  let answered = 0;
  for (let calm = 0; calm < 3; ) {
    await pause();
    const { requests } = server;
    while (answered < requests.length && isAnswered(requests[answered])) answered++;
    calm = requests.length === before && answered === requests.length ? calm + 1 : 0;
    before = requests.length;
  }
}

const isAnswered = (one: OpenVenue['server']['requests'][number] | undefined): boolean =>
  one !== undefined && (one.status !== 0 || CUT.includes(one.fault));
