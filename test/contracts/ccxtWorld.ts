import { type Instant, later } from '#src/domain/clock.ts';
import type { Trouble } from '#src/venue/ccxt/calls.ts';
import { type CcxtVenueOptions, ccxtVenue } from '#src/venue/ccxt/ccxtVenue.ts';
import { profileOf } from '#src/venue/ccxt/profileOf.ts';
import type { NetworkVenue } from '#src/venue/port.ts';
import type { Exchange } from '#test/fakes/venue/exchange.ts';
import type { VenueServer } from '#test/fakes/venue/server.ts';
import type { DialectWorld } from './dialects.ts';
import { Recorder } from './recorder.ts';
import { ShiftedClock } from './shiftedClock.ts';
import { Translated } from './translated.ts';
import type { VenueWorld } from './world.ts';

const HOUR = 3_600_000;
const FUNDING_MS = 8 * HOUR;

export interface CcxtWorld extends VenueWorld {
  readonly venue: Translated;
  readonly network: NetworkVenue;
  readonly server: VenueServer;
  readonly exchange: Exchange;
  readonly clock: ShiftedClock;
  readonly troubles: readonly Trouble[];
  close(): Promise<void>;
}

/** The real adapter and the real ccxt, over sockets, against a fake with books of its own. */
export async function ccxtWorld(dialect: DialectWorld, wanted: Partial<CcxtVenueOptions> = {}): Promise<CcxtWorld> {
  const clock = new ShiftedClock();
  const beginning = later(clock.now(), -HOUR);
  const fake = await dialect.open(clock.now);
  const { exchange, server, credentials } = fake;
  const profile = profileOf(dialect.id);
  const troubles: Trouble[] = [];
  const network = await ccxtVenue({
    name: dialect.id,
    // Pushes would only make the cases wait for something that is not asked about here.
    profile: profile.stream === undefined ? profile : { ...profile, stream: { ...profile.stream, account: false } },
    clock,
    symbols: dialect.markets.map(({ theirs }) => theirs),
    credentials,
    url: server.origin,
    timeoutMs: 2_000,
    limiter: 'none',
    perSecond: 100_000,
    onTrouble: (trouble) => troubles.push(trouble),
    ...wanted,
  });
  const venue = new Translated(network, dialect.markets, dialect.assets, beginning);
  const heard = new Recorder();
  venue.connect(heard);
  await network.open();
  const read = reader(venue, network, heard, beginning);
  const rates = new Map<string, number>();
  return {
    venue,
    network,
    server,
    exchange,
    clock,
    heard,
    troubles,
    capabilities: dialect.capabilities,
    travelMs: 5_000,
    ...(dialect.refusesInDoubt === undefined ? {} : { refusesInDoubt: dialect.refusesInDoubt }),
    deposit: (asset, amount) => void exchange.deposit(venue.theirAsset(asset), amount),
    setQuote(market, { bid, ask, last, bidSize, askSize }) {
      exchange.quote(venue.theirMarket(market), bid, ask, {
        ...(last === undefined ? {} : { last }),
        ...(bidSize === undefined ? {} : { bidSize }),
        ...(askSize === undefined ? {} : { askSize }),
      });
    },
    setFundingPct: (market, pct) => void rates.set(venue.theirMarket(market), pct / 100),
    advance(ms) {
      const due = Math.floor((clock.now() + ms) / FUNDING_MS) - Math.floor(clock.now() / FUNDING_MS);
      clock.advance(ms);
      for (let i = 0; i < due; i++) for (const [market, rate] of rates) exchange.payFunding(market, rate.toFixed(8));
    },
    now: () => clock.now(),
    async settle() {
      await quiet(
        server,
        () => ['accepted', 'rejected', 'unknown'].flatMap((kind) => heard.all(kind as 'unknown')).length >= venue.submitted,
      );
      await read();
    },
    async close() {
      await network.close();
      await fake[Symbol.asyncDispose]();
    },
  };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Until each order was heard of, the venue has answered everything, and nothing more is asked for a moment. */
async function quiet(server: VenueServer, isAnswered: () => boolean): Promise<void> {
  let before = -1;
  for (let calm = 0; calm < 3; ) {
    await pause(2);
    const { requests } = server;
    const isCalm = isAnswered() && requests.length === before && requests.every(({ status, fault }) => status !== 0 || isCut(fault));
    calm = isCalm ? calm + 1 : 0;
    before = requests.length;
  }
}

/** Such a request is never answered. */
const isCut = (fault: unknown): boolean => fault === 'lostBefore' || fault === 'lostAfter' || fault === 'frozen';

/** Does what src/reconcile does all the time: reads fills, funding and ends, and passes on what is new. */
function reader(venue: Translated, network: NetworkVenue, heard: Recorder, beginning: Instant): () => Promise<void> {
  const fills = new Set<string>();
  const fundings = new Set<string>();
  const over = new Set<string>();
  return async () => {
    const ended: [string, string][] = [];
    for (const { clientOrderId } of heard.all('accepted')) {
      if (over.has(clientOrderId)) continue;
      const order = await findOrder(venue, clientOrderId);
      if (order === undefined || order.status === 'open') continue;
      over.add(clientOrderId);
      if (order.status !== 'filled') ended.push([clientOrderId, order.status]);
    }
    for (const fill of await venue.fillsSince(beginning)) {
      if (fills.has(fill.venueFillId)) continue;
      fills.add(fill.venueFillId);
      heard.fill(fill);
    }
    for (const [clientOrderId, reason] of ended) heard.canceled({ clientOrderId, reason, at: await venue.time() });
    for (const one of (await network.fundingSince(beginning)) ?? []) {
      if (fundings.has(one.venueFundingId)) continue;
      fundings.add(one.venueFundingId);
      heard.funding(venue.funding(one));
    }
  };
}

async function findOrder(venue: Translated, clientOrderId: string): ReturnType<Translated['orderById']> {
  for (const { symbol } of venue.markets()) {
    const order = await venue.orderById(clientOrderId, symbol);
    if (order !== undefined) return order;
  }
  return undefined;
}
