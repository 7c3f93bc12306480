import { fork } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commands } from '#commands/index.ts';
import { createApp, type RunningApp } from '#src/app.ts';
import { announce } from '#src/chat/announce.ts';
import { createDiscord } from '#src/chat/discord/discord.ts';
import { createDispatch } from '#src/chat/dispatch.ts';
import { createFrontDoor } from '#src/chat/frontDoor.ts';
import { menuFor } from '#src/chat/menu.ts';
import { Outbox } from '#src/chat/outbox.ts';
import { openChat, pairPerson } from '#src/chat/people.ts';
import type { Platform } from '#src/chat/platform.ts';
import { createRegistry } from '#src/chat/registry.ts';
import { Taps } from '#src/chat/taps.ts';
import { createTelegram } from '#src/chat/telegram/telegram.ts';
import { loadSettings } from '#src/config/load.ts';
import { instant, later, parseInstant, systemClock, VirtualClock } from '#src/domain/clock.ts';
import { seededRng, seedOf } from '#src/domain/rng.ts';
import { recentEvents } from '#src/ledger/events.ts';
import { Ledger } from '#src/ledger/ledger.ts';
import { ScriptedFeed } from '#test/scriptedFeed.ts';
import { ScriptedStrategist } from '#test/scriptedStrategist.ts';
import { benchCandles } from './candles.ts';
import { MARKET, openCross, play } from './crossHeron.ts';

/** One command and how long it took from the server's word to the server's hearing of the answer. */
export interface Asked {
  readonly platform: 'telegram' | 'discord';
  readonly line: string;
  readonly ms: number;
}

export type ToChild = 'begin' | 'busy' | 'quiet';

interface Servers {
  readonly telegram: { readonly token: string; readonly apiRoot: string };
  readonly discord: {
    readonly token: string;
    readonly api: string;
    readonly guild: string;
    readonly channel: string;
    readonly role: string;
  };
  readonly people: { readonly telegram: readonly string[]; readonly discord: readonly string[] };
}

export type FromChild = Servers | { readonly asked: readonly Asked[] };

const EVENTS = 1_000_000;
const ROUNDS = 6;
/** On each platform; each says one thing a second, which is all that one person may. */
const PEOPLE = 10;
const ROUND_MS = 6_000;
/** Time for what was asked last to be answered. */
const CALM_MS = 1_500;
const MINUTE_MS = 60_000;
const PART = 250_000;
const CHILD = fileURLToPath(new URL('./chatLoadChild.ts', import.meta.url));
const SETTINGS = ['desk.markets=[BTC/TWD]', 'desk.quote=TWD', 'desk.capital="1000000"', 'condition.maxTriggerDistancePct=50'];

const clock = systemClock();
const sleep = (ms: number): Promise<void> => new Promise((wake) => void clock.after(ms, wake));
const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** Real trades of the average cross (proposals, orders, fills, postings, trades, scores), by the real engine, until there are so many events. */
async function write(path: string, wanted: number): Promise<void> {
  let events = 0;
  for (let part = 0; events < wanted; part++) {
    const shift = part * PART * MINUTE_MS;
    const candles = benchCandles(PART, seedOf('chat load', part)).map((one) => ({ ...one, openedAt: instant(one.openedAt + shift) }));
    const app = await openCross({ path, candles, batch: 4_000 });
    play(app);
    events = app.ledger.head.seq;
    app.ledger.close();
  }
}

/** A quote each millisecond of real time; counts how late each was handled and how long that took. */
class Quoting {
  readonly #app: RunningApp;
  readonly #feed: ScriptedFeed;
  readonly #rng = seededRng(7);
  #price: number;
  #at: number;
  #due = clock.mono();
  #stopped = false;
  lateMs: number[] = [];
  tookMs: number[] = [];

  constructor(app: RunningApp, feed: ScriptedFeed, price: number) {
    this.#app = app;
    this.#feed = feed;
    this.#price = price;
    this.#at = app.clock.now();
  }

  start(): void {
    this.#due = clock.mono();
    const turn = (): void => {
      if (this.#stopped) return;
      while (this.#due <= clock.mono()) this.#one();
      clock.after(1, turn);
    };
    turn();
  }

  stop(): void {
    this.#stopped = true;
  }

  #one(): void {
    this.#price = Math.round(this.#price * Math.exp(0.000_02 * this.#rng.normal()));
    this.#at++;
    this.#feed.say(MARKET.symbol, this.#price, instant(this.#at));
    const began = clock.mono();
    while (this.#feed.nextAt() !== undefined) this.#app.engine.step();
    const ended = clock.mono();
    this.lateMs.push(ended - this.#due);
    this.tookMs.push(ended - began);
    this.#due++;
  }
}

const quantile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
};
const median = (values: readonly number[]): number => quantile(values, 0.5);
const ms = (value: number): string => `${value.toFixed(value < 10 ? 3 : 1)} ms`;

/** Heron on that ledger, with both platforms. */
async function open(path: string, servers: Servers) {
  const settings = loadSettings({ env: {}, folder: '/nonexistent', sets: SETTINGS });
  const reading = new Ledger({ path, clock: new VirtualClock(instant(0)), readonly: true });
  const newest = recentEvents(reading, 1)[0];
  reading.close();
  const from = later(parseInstant(newest?.at ?? '2026-01-01T00:00:00Z'), MINUTE_MS);
  const market = new VirtualClock(from);
  const ledger = new Ledger({ path, clock: market });
  // The last candles give the price at which the market goes on.
  const history = benchCandles(5_000).map((one, i) => ({
    ...one,
    openedAt: instant(Math.floor(from / MINUTE_MS) * MINUTE_MS - (5_000 - i) * MINUTE_MS),
  }));
  const feed = new ScriptedFeed({ markets: [MARKET], startAt: from, history: new Map([[MARKET.symbol, history]]) });
  const strategist = new ScriptedStrategist();
  const errors: unknown[] = [];
  const report = (error: unknown): void => void errors.push(error);
  const app = await createApp({
    settings,
    ledger,
    clock: market,
    wall: clock,
    feed,
    strategist,
    kind: 'replay',
    source: 'benchmark',
    ledgerId: 'bench',
    withJobs: false,
    announce: (tx, event, scene) => announce(tx, event, [], scene),
    report,
  });
  for (const id of servers.people.telegram)
    pairPerson(ledger, { platform: 'telegram', userId: id, name: `T${id}`, role: 'viewer', channel: `telegram:${id}`, chatTitle: id });
  for (const id of servers.people.discord)
    pairPerson(ledger, {
      platform: 'discord',
      userId: id,
      name: `D${id.slice(-4)}`,
      role: 'viewer',
      channel: `discord:${id}`,
      chatTitle: id,
    });
  const { guild, channel } = servers.discord;
  ledger.transact((tx) =>
    openChat(tx, { id: `discord:${channel}`, platform: 'discord', kind: 'group', title: guild, person_id: null }, 'heron'),
  );
  const registry = createRegistry(commands);
  const bug = ({ error }: { readonly error: unknown }): void => report(error);
  const dispatch = createDispatch({ app, commands: registry, report: bug });
  const frontDoor = createFrontDoor({ app, commands: registry, dispatch, report: bug, machine: () => undefined });
  const common = { frontDoor, clock, paint: async () => new Uint8Array([137, 80, 78, 71]), onUp: () => undefined, onDown: report };
  const platforms: readonly Platform[] = [
    createTelegram({
      ...common,
      ...servers.telegram,
      menu: (role) => menuFor(registry, role),
      people: () => servers.people.telegram,
      speaksIn: (name) => ledger.memory.chats.has(name),
      panic: ['halt'],
      log: { error: report },
      onSuspicion: report,
    }),
    createDiscord({ ...common, ...servers.discord, registry, suggest: () => [], log: () => undefined, renewed: () => undefined }),
  ];
  const outbox = new Outbox({
    ledger,
    clock,
    channel: (name) => platforms.find((one) => name.startsWith(`${one.name}:`))?.channel(name),
    taps: new Taps(app, registry),
    isOpen: (name) => ledger.memory.chats.has(name),
    mergeAbove: settings.values.chat.mergeAbove,
    report: (_, error) => report(error),
  });
  outbox.follow();
  for (const platform of platforms) platform.start();
  while (platforms.some((one) => one.state().state !== 'up')) await sleep(20);
  const stop = async (): Promise<void> => {
    await outbox.stop();
    await Promise.all(platforms.map((one) => one.stop()));
    await app.stop('measured');
    ledger.close();
  };
  return { app, feed, price: history.at(-1)?.close ?? 2_000_000, errors, stop };
}

/** `kept`: a ledger that was written before by this benchmark, or where to leave the one that is written now. What is measured is a copy. */
async function main(events: number, kept: string | undefined, rounds: number, people: number): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'heron-chat-load-'));
  const path = join(dir, 'heron.db');
  const child = fork(CHILD, [String(people)], { stdio: ['ignore', 2, 2, 'ipc'] });
  const next = <T extends FromChild>(): Promise<T> => new Promise((resolve) => child.once('message', (message) => resolve(message as T)));
  try {
    const servers = await next<Servers>();
    if (kept === undefined || !existsSync(kept)) {
      print(`Writing ${events.toLocaleString('en')} events: trades of the average cross, by the real engine …`);
      await write(kept ?? path, events);
    }
    if (kept !== undefined) copyFileSync(kept, path);
    const heron = await open(path, servers);
    const quoting = new Quoting(heron.app, heron.feed, heron.price);
    quoting.start();
    child.send('begin' satisfies ToChild);
    // Nothing is compiled and no page of the ledger is in memory yet: a first round of each is not counted.
    const asked: Asked[] = [];
    const late: [quiet: number[], busy: number[]] = [[], []];
    const took: [quiet: number[], busy: number[]] = [[], []];
    for (let round = 0; round <= rounds; round++) {
      for (const isBusy of [false, true]) {
        if (isBusy) child.send('busy' satisfies ToChild);
        [quoting.lateMs, quoting.tookMs] = [[], []];
        await sleep(ROUND_MS);
        const [lateMs, tookMs] = [quoting.lateMs, quoting.tookMs];
        if (isBusy) {
          await sleep(0);
          const answered = next<{ asked: readonly Asked[] }>();
          child.send('quiet' satisfies ToChild);
          const heard = (await answered).asked;
          if (round > 0) asked.push(...heard);
          await sleep(CALM_MS);
        }
        if (round === 0) continue;
        late[isBusy ? 1 : 0].push(quantile(lateMs, 0.99));
        took[isBusy ? 1 : 0].push(quantile(tookMs, 0.99));
      }
    }
    quoting.stop();
    print(
      `${heron.app.ledger.head.seq.toLocaleString('en')} events; 1,000 quotes per second; ${rounds} rounds of ${ROUND_MS / 1_000} s quiet and talking in turn; ${people} people on each platform, one command a second each`,
    );
    for (const platform of ['telegram', 'discord'] as const) {
      const times = asked.filter((one) => one.platform === platform).map((one) => one.ms);
      const lost = times.filter((one) => !Number.isFinite(one)).length;
      const p95 = quantile(times, 0.95);
      print(
        `${platform}: ${times.length} commands, p50 ${ms(median(times))}, p95 ${ms(p95)} (target 250 ms: ${p95 <= 250 ? 'met' : 'MISSED'}), unanswered ${lost}`,
      );
    }
    const lines = [...new Set(asked.map(({ line }) => line))].map((line) => {
      const times = asked.filter((one) => one.line === line).map((one) => one.ms);
      return { line, p50: median(times), p95: quantile(times, 0.95) };
    });
    for (const { line, p50, p95 } of lines.toSorted((a, b) => b.p50 - a.p50)) print(`  ${line}: p50 ${ms(p50)}, p95 ${ms(p95)}`);
    const told = (what: string, [quiet, busy]: readonly [readonly number[], readonly number[]]): void =>
      print(
        `${what}, p99 (median of rounds): ${ms(median(quiet))} quiet, ${ms(median(busy))} with chat, ratio ${(median(busy) / median(quiet)).toFixed(2)}`,
      );
    told('handling of a quote', took);
    told('lateness of a quote', late);
    if (heron.errors.length > 0) print(`${heron.errors.length} errors, the first: ${String(heron.errors[0])}`);
    await heron.stop();
  } finally {
    child.disconnect();
    rmSync(dir, { recursive: true, force: true });
  }
}

const [, self, events = EVENTS, kept, rounds = ROUNDS, people = PEOPLE] = process.argv;
if (self === fileURLToPath(import.meta.url)) await main(Number(events), kept, Number(rounds), Number(people));
