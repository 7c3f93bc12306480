import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp, type RunningApp } from '#src/app.ts';
import { loadSettings } from '#src/config/load.ts';
import { instant, systemClock, VirtualClock } from '#src/domain/clock.ts';
import { parseSymbol } from '#src/domain/market.ts';
import type { LiveFeed } from '#src/feed/ccxt/liveFeed.ts';
import type { AnyEvent } from '#src/ledger/event.ts';
import { Ledger } from '#src/ledger/ledger.ts';
import { startLivePace } from '#src/shell/livePace.ts';
import type { LiveTime } from '#src/shell/liveTime.ts';
import type { Pace } from '#src/shell/pace.ts';
import { openPublicSource } from '#src/shell/publicSource.ts';
import { openRealFeed } from '#src/shell/realFeed.ts';
import { FakeBinance } from './fakes/venue/binance/fakeBinance.ts';
import type { Exchange } from './fakes/venue/exchange.ts';
import { fakeKraken } from './fakes/venue/kraken/fakeKraken.ts';
import { fakeKrakenFutures } from './fakes/venue/krakenFutures/fakeKrakenFutures.ts';
import type { VenueServer } from './fakes/venue/server.ts';
import { units } from './fakes/venue/units.ts';
import { draftOf, type Idea, ScriptedStrategist } from './scriptedStrategist.ts';

const MINUTE_MS = 60_000;
const QUOTE_EVERY_MS = 200;

const MARKETS = { binance: 'BTC/USDT', binanceusdm: 'BTC/USDT:USDT', kraken: 'BTC/USD', krakenfutures: 'ETH/USD:USD' };

export type Dialect = keyof typeof MARKETS;

interface Fake extends AsyncDisposable {
  readonly exchange: Exchange;
  readonly server: VenueServer;
}

async function fakeOf(dialect: Dialect): Promise<Fake> {
  if (dialect === 'kraken') return fakeKraken();
  if (dialect === 'krakenfutures') return fakeKrakenFutures();
  const fake = await FakeBinance.open();
  return {
    exchange: dialect === 'binance' ? fake.spot : fake.futures,
    server: fake.server,
    [Symbol.asyncDispose]: () => fake[Symbol.asyncDispose](),
  };
}

/**
 * Heron on paper at a fake venue: real sockets, the real ccxt, the machine's own time. The venue is quoted five times a second at `price` unless
 * `quotes` is false.
 */
export class RealMarketStage implements AsyncDisposable {
  readonly fake: Fake;
  readonly market: string;
  readonly app: RunningApp;
  readonly feed: LiveFeed;
  readonly time: LiveTime;
  readonly events: AnyEvent[] = [];
  readonly strategist: ScriptedStrategist;
  price = 100;
  quotes = true;
  readonly #pace: Pace;
  readonly #folder: string;
  readonly #beat: NodeJS.Timeout;

  static async open(dialect: Dialect, sets: readonly string[] = []): Promise<RealMarketStage> {
    const fake = await fakeOf(dialect);
    const market = MARKETS[dialect];
    const past = Math.floor(Date.now() / MINUTE_MS - 900) * MINUTE_MS;
    const [open, volume] = [units('100'), units('1')];
    fake.exchange.tape(market).draw(MINUTE_MS, { at: past, open, high: open, low: open, close: open, volume });
    fake.exchange.quote(market, 99.9, 100.1, { last: 100 });
    const folder = mkdtempSync(join(tmpdir(), 'heron-real-'));
    const own = [
      `feed.source=${dialect}`,
      `venue.url=${fake.server.origin}`,
      `desk.markets=["${market}"]`,
      `desk.quote=${parseSymbol(market)?.quote}`,
      'feed.deadAfterSeconds=8',
      'guards.symbols=[]',
      'guards.spreadBps=100',
    ];
    const settings = loadSettings({ env: {}, folder: '/nowhere', sets: [...own, ...sets] });
    const wall = systemClock();
    const clock = new VirtualClock(instant(0));
    const ledger = new Ledger({ path: join(folder, 'heron.db'), clock });
    const opened = await openPublicSource(dialect, settings.values, [market], 'paper');
    const { feed, time } = await openRealFeed({
      open: opened,
      settings: settings.values,
      ledger,
      wall,
      notBefore: instant(0),
      report: () => undefined,
    });
    clock.advanceTo(time.now());
    const strategist = new ScriptedStrategist();
    const app = await createApp({
      settings,
      ledger,
      clock,
      feed,
      strategist,
      wall,
      kind: 'paper',
      source: `prices of ${dialect}`,
      ledgerId: 'stage',
    });
    return new RealMarketStage({ fake, market, app, feed, time, strategist, folder, clock });
  }

  private constructor(
    parts: Pick<RealMarketStage, 'fake' | 'market' | 'app' | 'feed' | 'time' | 'strategist'> & { folder: string; clock: VirtualClock },
  ) {
    const { app, feed, time, clock } = parts;
    this.fake = parts.fake;
    this.market = parts.market;
    this.app = app;
    this.feed = feed;
    this.time = time;
    this.strategist = parts.strategist;
    this.#folder = parts.folder;
    app.ledger.listen((event: AnyEvent) => this.events.push(event));
    const failed = (error: unknown): never => {
      throw error;
    };
    this.#pace = startLivePace({ engine: app.engine, clock, time, feed, wall: systemClock(), failed });
    this.#beat = setInterval(() => {
      if (this.quotes) this.quote();
    }, QUOTE_EVERY_MS);
  }

  /** The venue says its price. */
  quote(): void {
    this.fake.exchange.quote(this.market, (this.price * 0.9995).toFixed(2), (this.price * 1.0005).toFixed(2), {
      last: this.price.toFixed(2),
    });
  }

  /** A proposal that is approved: long when the price crosses a level from below. Returns its id. */
  async arms(level: number, idea: Idea = {}): Promise<string> {
    const last = this.app.quotes.get(this.market)?.last ?? Number.NaN;
    this.strategist.drafts = [draftOf({ market: this.market, entry: level, ...idea }, last, this.app.clock.now())];
    const [cycle] = await this.app.proposer.now(this.market);
    const id = this.of('condition.proposed').at(-1)?.subject;
    if (cycle?.outcome !== 'proposed' || id === undefined) throw new Error(`not proposed: ${cycle?.reasons.join('; ')}`);
    const said = this.app.sniper.answer({ id, decision: 'approve', actor: 'user:terminal' });
    if (this.app.ledger.memory.conditions.get(id)?.status !== 'armed') throw new Error(`not armed: ${JSON.stringify(said)}`);
    return id;
  }

  of<K extends AnyEvent['kind']>(kind: K): Extract<AnyEvent, { kind: K }>[] {
    return this.events.filter((event): event is Extract<AnyEvent, { kind: K }> => event.kind === kind);
  }

  get last(): number | undefined {
    return this.app.quotes.get(this.market)?.last;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#beat);
    this.#pace.stop();
    await this.feed.close();
    await this.app.stop('the test is over');
    await this.fake[Symbol.asyncDispose]();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Waits in real time until it is true; throws after `ms`. Returns how long it took. */
export async function until(fits: () => boolean, what: string, ms = 60_000): Promise<number> {
  const began = performance.now();
  while (!fits()) {
    if (performance.now() - began > ms) throw new Error(`${what} did not happen within ${ms / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return performance.now() - began;
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
