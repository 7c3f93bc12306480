import { commands } from '#commands/index.ts';
import { createApp, type RunningApp } from '#src/app.ts';
import { announce } from '#src/chat/announce.ts';
import { createDispatch, type Dispatch } from '#src/chat/dispatch.ts';
import { createFrontDoor } from '#src/chat/frontDoor.ts';
import { Outbox } from '#src/chat/outbox.ts';
import { pairPerson } from '#src/chat/people.ts';
import type { FrontDoor } from '#src/chat/platform.ts';
import { createRegistry } from '#src/chat/registry.ts';
import { Taps } from '#src/chat/taps.ts';
import { instant, parseInstant, VirtualClock } from '#src/domain/clock.ts';
import { toText } from '#src/domain/decimal.ts';
import type { Rng } from '#src/domain/rng.ts';
import type { AnyEvent } from '#src/ledger/event.ts';
import { recentEvents } from '#src/ledger/events.ts';
import { Ledger } from '#src/ledger/ledger.ts';
import { beatWhileWritable } from '#src/shell/beatWhileWritable.ts';
import { startLivePace } from '#src/shell/livePace.ts';
import { LiveTime } from '#src/shell/liveTime.ts';
import { refusalAtEgress } from '#src/sniper/egress.ts';
import type { Strategist } from '#src/strategist/port.ts';
import { ccxtVenue } from '#src/venue/ccxt/ccxtVenue.ts';
import { hookCommits, hookedChannel, hookedDoor, hookedVenue } from '#test/hooks.ts';
import { channelOf, type SimChats, type SimPerson } from './chats.ts';
import { simConnection } from './client.ts';
import { SimFeed } from './feed.ts';
import type { LedgerFile } from './files.ts';
import type { Incarnation } from './incarnation.ts';
import { type MindOptions, simMind } from './mind.ts';
import type { WrongProtocol } from './protocols.ts';
import { settingsOf } from './settings.ts';
import type { SimVenue } from './simVenue.ts';
import { venueProfile } from './venues.ts';

const BOUND = 'simulation';
const REGISTRY = createRegistry(commands);

/** A process that runs. */
export interface Booted {
  readonly life: Incarnation;
  readonly app: RunningApp;
  readonly feed: SimFeed;
  readonly door: FrontDoor;
  readonly dispatch: Dispatch;
  readonly time: LiveTime;
  /** Ends in order. */
  stop(reason: string): Promise<void>;
}

export interface BootOptions {
  readonly life: Incarnation;
  readonly file: LedgerFile;
  readonly venue: SimVenue;
  readonly chats: SimChats;
  readonly people: readonly SimPerson[];
  /** Undefined: the one that answers at once. */
  readonly mind: MindOptions | undefined;
  readonly strategist: Strategist;
  readonly timeoutMs: number;
  readonly rng: Rng;
  /** Hears of what the app reports. */
  readonly report: (error: unknown) => void;
  /** The engine has failed: nothing is stepped any more. */
  readonly failed: (error: unknown) => void;
  readonly wrong?: ((ledger: Ledger) => void) | undefined;
  readonly protocol?: WrongProtocol | undefined;
  readonly wantedSecret: string;
  /** Hears of each event that is committed. */
  readonly told: (event: AnyEvent) => void;
}

/** Starts Heron as `heron start` does: ledger, venue, recovery, chat. Rejects when it cannot start; never settles when it died on the way. */
export async function boot(options: BootOptions): Promise<Booted> {
  const { life, file, venue, chats, people, strategist, rng, report, timeoutMs, wantedSecret } = options;
  const { at, clock: wall } = life;
  const clock = new VirtualClock(instant(0));
  const ledger = new Ledger({ path: file.path, clock, report, open: file.open });
  life.ledger = ledger;
  hookCommits(ledger, at);
  options.wrong?.(ledger);
  ledger.listen((event) => options.told(event));
  const { kind, exchange } = venue;
  const made = await ccxtVenue({
    name: kind.id,
    profile: venueProfile(kind.id),
    clock: wall,
    symbols: [kind.market.symbol],
    credentials: { apiKey: 'sim-key', secret: wantedSecret, walletAddress: 'sim-wallet', privateKey: wantedSecret },
    timeoutMs,
    perSecond: 50,
    noRisk: (order) => refusalAtEgress(ledger.memory, order),
    onTrouble: () => undefined,
    connect: async (asked) => {
      const connection = simConnection(venue, life, asked);
      return options.protocol?.connection?.(connection) ?? connection;
    },
  });
  await made.open();
  const hookedOne = hookedVenue(made, at);
  const adapter = options.protocol?.venue?.(hookedOne, ledger) ?? hookedOne;
  const last = recentEvents(ledger, 1)[0];
  const startAt = instant(Math.max(last === undefined ? 0 : parseInstant(last.at), wall.now() - adapter.clockAheadMs()));
  const time = new LiveTime({
    wall,
    startAt,
    wallAheadMs: Math.abs(adapter.clockAheadMs()) > 2_000 ? adapter.clockAheadMs() : 0,
    venueTime: async () => (venue.net.downUntil > venue.now() ? undefined : exchange.time.now()),
  });
  clock.advanceTo(time.now());
  const markets = adapter.markets().filter(({ symbol }) => symbol === kind.market.symbol);
  const feed = new SimFeed(markets, () => time.now(), venue.last());
  const settings = settingsOf(kind);
  const opening = last === undefined ? [...(await adapter.balances())].map(([asset, amount]) => ({ asset, amount: toText(amount) })) : [];
  const app = await createApp({
    settings,
    ledger,
    clock,
    wall,
    feed,
    strategist: options.mind === undefined ? strategist : simMind(options.mind, life, at),
    kind: 'live',
    source: 'a simulation',
    ledgerId: 'simulation',
    entropy: (bytes) => Uint8Array.from({ length: bytes }, () => Math.floor(rng.next() * 256)),
    announce: (tx, event, scene) => announce(tx, event, [], scene),
    report,
    live: { venue: adapter, bound: BOUND, opening },
  });
  const bugs = ({ error }: { readonly error: unknown }): void => report(error);
  const dispatch = createDispatch({ app, commands: REGISTRY, report: bugs });
  const door = createFrontDoor({ app, commands: REGISTRY, dispatch, report: bugs, machine: () => undefined });
  const channels = new Map(people.map((person) => [channelOf(person), hookedChannel(chats.channel(channelOf(person), life), at)]));
  const outbox = new Outbox({
    ledger,
    clock: wall,
    channel: (name) => channels.get(name),
    taps: new Taps(app, REGISTRY),
    isOpen: (name) => ledger.memory.chats.has(name),
    mergeAbove: settings.values.chat.mergeAbove,
    report: () => undefined,
  });
  outbox.follow();
  founded(ledger, people);
  const pace = beatWhileWritable(
    (failed) => startLivePace({ engine: app.engine, clock, time, feed, wall, failed }),
    app.ledger,
    options.failed,
  );
  void outbox.deliver();
  return {
    life,
    app,
    feed,
    door: hookedDoor(door, at),
    dispatch,
    time,
    async stop(reason) {
      pace.stop();
      await outbox.stop();
      await made.close();
      await app.stop(reason);
    },
  };
}

/** Once: the people are let in, and an owner has said /live. */
function founded(ledger: Ledger, people: readonly SimPerson[]): void {
  for (const person of people) {
    if (ledger.memory.people.has(`${person.platform}:${person.userId}`)) continue;
    pairPerson(ledger, { ...person, channel: channelOf(person), chatTitle: person.name });
  }
  if (ledger.memory.live === undefined && ledger.get("select 1 from event where kind = 'live.unlocked'") === undefined)
    ledger.transact((tx) =>
      tx.append({ kind: 'live.unlocked', subject: 'live', actor: 'user:terminal', data: { gate_seq: 1, bound: BOUND } }),
    );
}
