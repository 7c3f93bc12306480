import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commands } from '#commands/index.ts';
import { type AppParts, createApp, type RunningApp } from '#src/app.ts';
import type { AuditReport } from '#src/audit/report.ts';
// Loaded in time: an app loads it when it first audits, and the time of a world does not wait for that.
import '#src/auditApp.ts';
import { announce } from '#src/chat/announce.ts';
import type { Role } from '#src/chat/command.ts';
import { createDispatch, type Dispatch } from '#src/chat/dispatch.ts';
import { createFrontDoor } from '#src/chat/frontDoor.ts';
import { Outbox } from '#src/chat/outbox.ts';
import { pairPerson } from '#src/chat/people.ts';
import { toPlainText } from '#src/chat/plainText.ts';
import type { Channel, FrontDoor, Heard } from '#src/chat/platform.ts';
import { createRegistry } from '#src/chat/registry.ts';
import type { Reply } from '#src/chat/reply.ts';
import { Taps } from '#src/chat/taps.ts';
import { TERMINAL } from '#src/chat/terminal/terminal.ts';
import { loadSettings, type Sourced } from '#src/config/load.ts';
import type { Candle } from '#src/domain/candle.ts';
import { type Instant, instant, later, parseInstant, toIso, VirtualClock } from '#src/domain/clock.ts';
import type { Condition, Side } from '#src/domain/condition.ts';
import { toNumber } from '#src/domain/decimal.ts';
import type { Market } from '#src/domain/market.ts';
import { seededRng, seedOf } from '#src/domain/rng.ts';
import { TIMEFRAME_MS, type Timeframe } from '#src/domain/timeframe.ts';
import { simulatedMarket } from '#src/feed/simulated/markets.ts';
import type { AnyEvent, EventKind, LedgerEvent } from '#src/ledger/event.ts';
import { eventBySeq } from '#src/ledger/events.ts';
import { Ledger } from '#src/ledger/ledger.ts';
import { ChatScreen } from './chatScreen.ts';
import { emptyLedger } from './emptyLedger.ts';
import { Person } from './person.ts';
import { type QuoteShape, ScriptedFeed } from './scriptedFeed.ts';
import { draftOf, type Idea, ScriptedStrategist } from './scriptedStrategist.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
/** While time passes, each market is quoted this often. */
const QUOTE_EVERY_MS = 10 * SECOND_MS;

export interface WorldOptions {
  /** `key=value`, over the shipped settings. */
  readonly sets?: readonly string[];
  readonly startAt?: string;
  /** First prices. With them the world begins a minute after its start: guards clear nothing before they have seen one minute close. */
  readonly prices?: Readonly<Record<string, number>>;
  /** One-minute candles per market that end at the start: warm-up for indicators. */
  readonly history?: ReadonlyMap<string, readonly Candle[]>;
  readonly simulated?: boolean;
  /** The ledger; a temporary file when it is left out. */
  readonly path?: string;
  /** Chats of platforms by channel name; when it is left out, those whose screen or person the test has asked for. */
  readonly platforms?: (channel: string) => Channel | undefined;
  /** Another strategist, or a model, for each start. Time stands still until a question that is under way has its answer. */
  readonly parts?: (start: Pick<AppParts, 'ledger' | 'clock' | 'settings'>) => OwnParts | Promise<OwnParts>;
  /** Markets with rules of their own; those of the simulated market otherwise. */
  readonly markets?: readonly Market[];
  /** Waits until a venue behind a network has answered everything; after each step. */
  readonly settled?: () => Promise<void>;
}

type OwnParts = Partial<Pick<AppParts, 'entropy' | 'strategist' | 'model' | 'prompt' | 'prompts' | 'trials' | 'live' | 'kind' | 'source'>>;

/**
 * The real app (ledger on a file, paper venue, sniper, guards, announcements, outbox, dispatch) in a world that a test tells what happens:
 *
 *     await using world = await openWorld({ prices: { 'BTC/USDT': 63_800 }, sets: ['guards.openPositions=1'] });
 *     const id = await world.proposes({ entry: 64_000, stop: 62_900, targets: [[65_500, 50], [67_000, 50]] });
 *     await world.says(`/approve ${id}`);            // the answer as plain text
 *     await world.price('BTC/USDT', 64_010);         // one quote, a second later
 *     await world.minutes(30, { 'BTC/USDT': 65_600 }); // time passes, the price walks there in a straight line
 *     world.heard();                                 // what was shown since, on its own
 *     await world.restart();                         // stop and start on the same ledger; { crash: true } does not say goodbye
 *     const ann = world.person('telegram', '111', 'trader'); // somebody on a platform, let in; without a role a stranger
 *     await ann.says('/status'); await ann.taps('Approve');  // in their private chat, whose messages are ann.screen
 *
 * Time moves only when it is told to. Everything that moves it is awaited, because messages are delivered on the way. At the end (`await using`) the
 * ledger is audited: a world with findings fails its test.
 */
export class World implements AsyncDisposable {
  readonly settings: Sourced;
  readonly path: string;
  readonly strategist = new ScriptedStrategist();
  /** Everything that was shown without being asked for, oldest first. */
  readonly shown: string[] = [];
  /** Bugs that dispatch or the app reported; a test that ends with one fails. */
  readonly bugs: unknown[] = [];
  /** Set to false by a test that damages its ledger on purpose. */
  auditsAtEnd = true;
  app!: RunningApp;
  feed!: ScriptedFeed;
  clock!: VirtualClock;
  /** Where adapters bring what they hear. */
  frontDoor!: FrontDoor;
  /** The front door for adapters that outlive a restart: each start makes another one behind it. */
  readonly door: FrontDoor = {
    hear: (...heard) => this.frontDoor.hear(...heard),
    shown: (...shown) => this.frontDoor.shown(...shown),
    roleOf: (...who) => this.frontDoor.roleOf(...who),
    joined: (group) => this.frontDoor.joined(group),
    left: (...left) => this.frontDoor.left(...left),
    moved: (...moved) => this.frontDoor.moved(...moved),
  };
  /** Lines that were shown on the machine alone: codes of second steps. */
  readonly machine: string[] = [];
  readonly #screens = new Map<string, ChatScreen>();
  readonly #platforms: WorldOptions['platforms'];
  readonly #parts: WorldOptions['parts'];
  readonly #markets: WorldOptions['markets'];
  readonly #settled: NonNullable<WorldOptions['settled']>;
  #opened = 0;
  readonly #simulated: boolean;
  readonly #folder: string | undefined;
  #dispatch!: Dispatch;
  #outbox!: Outbox;
  #heard = 0;
  #updates = 0;

  constructor({ sets = [], simulated = true, path, platforms, parts, markets, settled = async () => undefined }: WorldOptions) {
    this.#markets = markets;
    this.#settled = settled;
    this.#platforms = platforms;
    this.#parts = parts;
    this.settings = loadSettings({ env: {}, folder: '/nowhere', sets });
    this.#simulated = simulated;
    this.#folder = path === undefined ? mkdtempSync(join(quickFolder(), 'heron-world-')) : undefined;
    this.path = path ?? join(this.#folder as string, 'heron.db');
    if (path === undefined) emptyLedger(this.path);
  }

  /** Opens the ledger at a time; the feed has seen `history`. */
  async open(at: Instant, history: ReadonlyMap<string, readonly Candle[]>): Promise<void> {
    const { values } = this.settings;
    const before = this.feed as ScriptedFeed | undefined;
    this.clock = new VirtualClock(at);
    this.feed = new ScriptedFeed({
      markets: this.#markets ?? values.desk.markets.map((one) => simulatedMarket(one)),
      startAt: at,
      history,
      simulated: this.#simulated,
    });
    for (const [market, pct] of before?.fundingRatesPct ?? []) this.feed.fundingRatesPct.set(market, pct);
    const report = (error: unknown): void => void this.bugs.push(error);
    const ledger = new Ledger({ path: this.path, clock: this.clock, report });
    // Another stream after each start: a token is never given out twice.
    const rng = seededRng(seedOf('world', this.#opened++));
    this.app = await createApp({
      settings: this.settings,
      ledger,
      clock: this.clock,
      feed: this.feed,
      strategist: this.strategist,
      kind: 'paper',
      source: 'prices that a test says',
      ledgerId: 'world',
      entropy: (bytes) => Uint8Array.from({ length: bytes }, () => Math.floor(rng.next() * 256)),
      announce: (tx, event, scene) => announce(tx, event, [TERMINAL], scene),
      report,
      ...(await this.#parts?.({ ledger, clock: this.clock, settings: this.settings })),
    });
    const registry = createRegistry(commands);
    const bugs = ({ error }: { readonly error: unknown }): void => report(error);
    this.#dispatch = createDispatch({ app: this.app, commands: registry, report: bugs });
    this.frontDoor = createFrontDoor({
      app: this.app,
      commands: registry,
      dispatch: this.#dispatch,
      report: bugs,
      machine: (line) => void this.machine.push(line),
    });
    const channel: Channel = {
      name: TERMINAL,
      edits: false,
      send: ({ reply }) => {
        this.shown.push(toPlainText(reply));
        return undefined;
      },
    };
    this.#outbox = new Outbox({
      ledger,
      clock: this.clock,
      channel: (name) => (name === TERMINAL ? channel : this.#platforms === undefined ? this.#screens.get(name) : this.#platforms(name)),
      taps: new Taps(this.app, registry),
      isOpen: (name) => name === TERMINAL || ledger.memory.chats.has(name),
      mergeAbove: this.settings.values.chat.mergeAbove,
      report: (_, error) => report(error),
    });
    // A market goes on where it was; as in the shell, every market is quoted before anybody asks.
    for (const symbol of (before ?? this.feed).priced)
      this.feed.say(symbol, (before ?? this.feed).last(symbol) as number, later(at, SECOND_MS));
    await this.#run();
    await this.#deliver();
  }

  get now(): Instant {
    return this.clock.now();
  }

  get ledger(): Ledger {
    return this.app.ledger as Ledger;
  }

  /** One quote, `afterSeconds` later (1 unless said). Minutes that end on the way are closed; other markets stay silent. */
  async price(market: string, last: number, { afterSeconds = 1, ...shape }: QuoteShape & { afterSeconds?: number } = {}): Promise<void> {
    const at = later(this.now, afterSeconds * SECOND_MS);
    this.feed.say(market, last, at, shape);
    this.feed.end(at);
    await this.#run();
  }

  /** Several quotes of one market, so many seconds apart. */
  async prices(market: string, lasts: readonly number[], apartSeconds = 1): Promise<void> {
    for (const last of lasts) await this.price(market, last, { afterSeconds: apartSeconds });
  }

  /** Minutes pass: every market that has a price is quoted each ten seconds, and those named walk to a price in a straight line. */
  async minutes(count: number, to: Readonly<Record<string, number>> = {}): Promise<void> {
    const from = this.now;
    const lengthMs = Math.round(count * MINUTE_MS);
    const starts = new Map(
      [...new Set([...this.feed.priced, ...Object.keys(to)])].map((one) => [one, this.feed.last(one) ?? to[one] ?? 0]),
    );
    // On the full ten seconds, so that a minute always ends with a fresh quote.
    for (let at = from; at < from + lengthMs; ) {
      at = instant(Math.min((Math.floor(at / QUOTE_EVERY_MS) + 1) * QUOTE_EVERY_MS, from + lengthMs));
      for (const [market, start] of starts) this.#quote(market, start + ((to[market] ?? start) - start) * ((at - from) / lengthMs), at);
      this.feed.end(at);
      await this.#run();
    }
  }

  /** Time passes without a single quote: a feed that has died, or a night. */
  async silence(minutes: number): Promise<void> {
    const at = later(this.now, minutes * MINUTE_MS);
    this.feed.end(at);
    await this.#run();
    this.clock.advanceTo(at);
    await this.#run();
  }

  /**
   * A whole candle of a market, walked through: open, the far end against the candle's direction, the other end, close. It begins at the next whole
   * `timeframe`; until then every price stays where it is.
   */
  async candle(
    market: string,
    { open, high, low, close, volume }: Pick<Candle, 'open' | 'high' | 'low' | 'close'> & { volume?: number },
    timeframe: Timeframe = '1m',
  ): Promise<void> {
    const lengthMs = TIMEFRAME_MS[timeframe];
    const from = instant(Math.ceil(this.now / lengthMs) * lengthMs);
    if (from > this.now) await this.minutes((from - this.now) / MINUTE_MS);
    const last = lengthMs / QUOTE_EVERY_MS;
    const legs: [number, number][] = [
      [1, open],
      [Math.round(last / 3), close >= open ? low : high],
      [Math.round((2 * last) / 3), close >= open ? high : low],
      [last, close],
    ];
    const others = this.feed.priced.filter((one) => one !== market);
    for (let i = 1; i <= last; i++) {
      const at = later(from, i * QUOTE_EVERY_MS);
      for (const one of others) this.#quote(one, this.feed.last(one) as number, at);
      this.feed.say(market, along(legs, i), at, volume === undefined ? {} : { volume: volume / (lengthMs / MINUTE_MS) });
      this.feed.end(at);
      await this.#run();
    }
  }

  /** Percent that a perpetual's longs pay to its shorts at each funding time from now on. */
  funding(market: string, pct: number): void {
    this.feed.fundingRatesPct.set(market, pct);
  }

  /** The strategist proposes; returns the id of the condition. Throws with the reasons when Heron refuses the draft. */
  async proposes(idea: Idea = {}): Promise<string> {
    const { outcome, reasons } = await this.suggests(idea);
    const newest = [...this.events('condition.proposed')].at(-1);
    if (outcome !== 'proposed' || newest === undefined) throw new Error(`not proposed: ${reasons.join('; ')}`);
    return newest.subject;
  }

  /** The strategist suggests something that Heron may refuse; returns what came of it and why. */
  async suggests(idea: Idea): Promise<{ readonly outcome: string; readonly reasons: readonly string[] }> {
    const market = idea.market ?? 'BTC/USDT';
    const price = this.feed.last(market);
    if (price === undefined) throw new Error(`say a price of ${market} first`);
    this.strategist.drafts = [draftOf(idea, price, this.now)];
    const [cycle] = await this.app.proposer.now(market);
    this.strategist.drafts = [];
    await this.#deliver();
    return cycle ?? { outcome: 'none', reasons: [`${market} is not a market of the desk`] };
  }

  /** The highest timeframe of a market turns to a side; the strategist notices at once. */
  async leans(market: string, side: Side | 'neutral'): Promise<void> {
    this.strategist.biases.set(market, side);
    await this.app.proposer.now(market);
    await this.#deliver();
  }

  /** Says a line at the terminal and returns the answer as plain text. */
  async says(line: string, who: { readonly actor?: string; readonly role?: Role; readonly updateId?: string } = {}): Promise<string> {
    return toPlainText(await this.asks(line, who));
  }

  /** The same, as the Reply with its exact figures in `data`. */
  async asks(
    line: string,
    {
      actor = `user:${TERMINAL}`,
      role = 'owner',
      updateId,
    }: { readonly actor?: string; readonly role?: Role; readonly updateId?: string } = {},
  ): Promise<Reply> {
    await this.#deliver();
    this.#updates++;
    const id = updateId ?? `${this.ledger.head.seq}.${this.#updates}`;
    const reply = await this.#dispatch({ platform: TERMINAL, updateId: id, chat: TERMINAL, user: { actor, role }, text: line });
    await this.#deliver();
    if (reply === undefined) throw new Error(`${line} was answered before`);
    return reply;
  }

  /** Somebody on a chat platform: let in through the ledger, with their private chat open; without a role a stranger. */
  person(platform: Heard['platform'], userId: string | undefined, role?: Role, name = 'Ann'): Person {
    const surroundings = {
      door: () => this.frontDoor,
      nextUpdate: () => String(++this.#updates),
      screen: (channel: string) => this.screen(channel),
      deliver: () => this.#deliver(),
    };
    const person = new Person(surroundings, platform, userId, name);
    if (role !== undefined) this.screen(person.channel);
    if (role !== undefined && userId !== undefined)
      pairPerson(this.ledger, { platform, userId, name, role, channel: person.channel, chatTitle: name });
    return person;
  }

  /** A chat as somebody sees it: messages are delivered there from now on. */
  screen(channel: string): ChatScreen {
    const known = this.#screens.get(channel);
    if (known !== undefined) return known;
    const screen = new ChatScreen(channel);
    this.#screens.set(channel, screen);
    return screen;
  }

  /** What was shown since this was asked last. */
  heard(): string[] {
    const fresh = this.shown.slice(this.#heard);
    this.#heard = this.shown.length;
    return fresh;
  }

  /** Events of a kind, oldest first. */
  events<K extends EventKind>(kind: K): LedgerEvent<K>[] {
    const seqs = this.ledger.all<{ seq: number }>('select seq from event where kind = ? order by seq', kind);
    return seqs.map(({ seq }) => eventBySeq(this.ledger, seq) as AnyEvent as LedgerEvent<K>);
  }

  /** A condition that is still alive: proposed, armed or triggered. */
  condition(id: string): Condition | undefined {
    return this.ledger.memory.conditions.get(id);
  }

  audit(): Promise<AuditReport> {
    return this.app.audit();
  }

  /**
   * Ends and starts again on the same ledger, at the same time of the market or later. With `crash`, nothing is said to the ledger before: it is what a
   * power cut leaves, as far as one process can show it (`test/crash` kills real ones).
   */
  async restart({ crash = false, afterMinutes = 0 }: { crash?: boolean; afterMinutes?: number } = {}): Promise<void> {
    await this.#deliver();
    const at = later(this.now, afterMinutes * MINUTE_MS);
    const seen = this.feed.seen();
    await this.#outbox.stop();
    if (crash) this.ledger.close();
    else await this.app.stop('a test restarts it');
    await this.open(at, seen);
  }

  /** Ends: audits, closes, and deletes the temporary ledger. Throws when the audit has findings or something inside failed. */
  async end(): Promise<void> {
    const { ledger } = this;
    try {
      const { findings } = this.auditsAtEnd && ledger.isOpen ? await this.audit() : { findings: [] };
      if (findings.length > 0)
        throw new Error(`the audit of this world has findings at ${toIso(this.now)}: ${JSON.stringify(findings, null, 2)}`);
      if (this.bugs.length > 0) throw new AggregateError(this.bugs, `something inside failed: ${this.bugs.map(String).join('; ')}`);
    } finally {
      await this.app.stop('the test is over');
      ledger.close();
      if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.end();
  }

  #quote(market: string, wanted: number, at: Instant): void {
    const tick = toNumber((this.feed.markets.find(({ symbol }) => symbol === market) ?? simulatedMarket(market)).tick);
    this.feed.say(market, Number((Math.round(wanted / tick) * tick).toFixed(8)), at);
  }

  /** Takes everything that was said, delivering messages after each step, as a running Heron does between two turns. */
  async #run(): Promise<void> {
    while (this.feed.nextAt() !== undefined) {
      this.app.engine.step();
      await this.#settled();
      await this.app.proposer.pending();
      await this.app.learning.idle();
      await this.#deliver();
    }
  }

  async #deliver(): Promise<void> {
    await this.#outbox.deliver();
  }
}

/** A new world, before its first price. */
export async function openWorld(options: WorldOptions = {}): Promise<World> {
  const world = new World(options);
  await world.open(parseInstant(options.startAt ?? '2026-01-05T08:00:00Z'), options.history ?? new Map());
  for (const [market, price] of Object.entries(options.prices ?? {})) world.feed.say(market, price, world.now);
  if (options.prices !== undefined) await world.minutes(1);
  world.heard();
  return world;
}

/** A folder in memory where there is one: a ledger waits for its disk at every commit, and tests have better things to do. */
const quickFolder = (): string => (existsSync('/dev/shm') ? '/dev/shm' : tmpdir());

/** Price at step `at` on a line through (step, price) points. */
function along(points: readonly (readonly [number, number])[], at: number): number {
  for (let i = 1; i < points.length; i++) {
    const [from, a] = points[i - 1] as readonly [number, number];
    const [to, b] = points[i] as readonly [number, number];
    if (at <= to) return a + ((b - a) * (at - from)) / Math.max(1, to - from);
  }
  return points.at(-1)?.[1] ?? Number.NaN;
}
