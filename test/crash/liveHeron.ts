import { randomBytes } from 'node:crypto';
import type { RunningApp } from '#src/app.ts';
import { pairPerson } from '#src/chat/people.ts';
import { createTelegram, type Telegram } from '#src/chat/telegram/telegram.ts';
import type { Candle } from '#src/domain/candle.ts';
import { type Instant, instant, systemClock } from '#src/domain/clock.ts';
import { toText } from '#src/domain/decimal.ts';
import { recentEvents } from '#src/ledger/events.ts';
import type { Ledger } from '#src/ledger/ledger.ts';
import { refusalAtEgress } from '#src/sniper/egress.ts';
import { ccxtVenue } from '#src/venue/ccxt/ccxtVenue.ts';
import { profileOf } from '#src/venue/ccxt/profileOf.ts';
import type { NetworkVenue } from '#src/venue/port.ts';
import { png } from '#test/fakes/telegram/png.ts';
import { World } from '#test/harness.ts';
import { hookCommits, hookedChannel, hookedDoor, hookedVenue } from '#test/hooks.ts';
import type { Diary } from './diary.ts';
import type { LifeOrder } from './lifeWords.ts';
import type { Mortal } from './mortal.ts';
import { noted } from './noted.ts';
import { OneClock } from './oneClock.ts';
import { ask, type VenueSeen } from './outsideWords.ts';
import { SETS } from './sets.ts';
import { hookWire, underWay } from './wire.ts';
import { hookWithin } from './within.ts';

const BOUND = 'a test';
const MINUTE_MS = 60_000;
const WARM_MINUTES = 30;
/** Nothing waits for it: a busy machine is no venue that does not answer. */
const PATIENT_MS = 120_000;

/**
 * The whole app, live, in this process: its ledger on a file with its real settings, ccxt over sockets to an exchange in another process, Telegram's adapter
 * over sockets to a Bot API in a third one. Every commit, every call to a port and every order at the socket is a hook. Market time moves when it is told to.
 */
export class LiveHeron {
  readonly world: World;
  readonly #order: LifeOrder;
  readonly #mortal: Mortal;
  readonly #telegram: () => Telegram | undefined;

  private constructor(world: World, order: LifeOrder, mortal: Mortal, telegram: () => Telegram | undefined) {
    this.world = world;
    this.#order = order;
    this.#mortal = mortal;
    this.#telegram = telegram;
  }

  static async start(order: LifeOrder, mortal: Mortal, diary: Diary): Promise<LiveHeron> {
    const { venue: outside, chat, ledgerPath } = order;
    const { id, market, quote, url, credentials } = outside.door;
    const { at } = mortal;
    const before = await ask<VenueSeen>(outside.control, { verb: 'look' });
    // Dead for some seconds, or for some minutes.
    const startAt = instant(before.now + 1_000 * (1 + (order.seed % 29)) * (order.seed % 7 === 0 ? 20 : 1));
    await ask(outside.control, { verb: 'quote', at: startAt, last: before.last });
    const clock = new OneClock(startAt);
    const purposes = new Map<string, string>();
    let ledger: Ledger | undefined;
    const purposeOf = (name: string): string | undefined =>
      purposes.get(name) ??
      [...(ledger?.memory.orders.values() ?? [])].find(({ order: one }) => one.clientOrderId === name || one.venueOrderId === name)?.order
        .purpose;
    hookWire(url, at, purposeOf);
    const made = await ccxtVenue({
      name: id,
      profile: profileOf(id),
      clock,
      symbols: [market],
      credentials,
      url,
      timeoutMs: PATIENT_MS,
      limiter: 'none',
      perSecond: 100_000,
      noRisk: (one) => (ledger === undefined ? undefined : refusalAtEgress(ledger.memory, one)),
    });
    at('venue.open.before');
    await made.open();
    at('venue.open.after');
    const submit = made.submit.bind(made);
    made.submit = (one) => {
      purposes.set(one.clientOrderId, one.purpose);
      submit(one);
    };
    let telegram: Telegram | undefined;
    const world = new World({
      path: ledgerPath,
      sets: [...SETS, `feed.source=${id}`, `desk.markets=["${market}"]`, `desk.quote=${quote}`],
      simulated: false,
      markets: made.markets().filter(({ symbol }) => symbol === market),
      settled: quiet,
      platforms: (name) => {
        const channel = telegram?.channel(name);
        return channel === undefined ? undefined : hookedChannel(noted(channel, diary), at);
      },
      parts: async ({ ledger: own, clock: time }) => {
        ledger = own;
        clock.target = time;
        own.listen(({ seq }) => {
          if (seq === own.head.seq) diary.say({ k: 'head', ...own.head });
        });
        hookWithin(own, at);
        hookCommits(own, at);
        mortal.isHalted = () => own.memory.halt !== undefined;
        return {
          kind: 'live',
          // A world gives out the same tokens in every process; a real start never does.
          entropy: randomBytes,
          source: `live at ${id}`,
          live: { venue: hookedVenue(made, at), bound: BOUND, opening: await openingOf(own, made) },
        };
      },
    });
    at('app.open.before');
    await world.open(startAt, new Map([[market, flat(startAt, before.last)]]));
    at('app.open.after');
    unlock(world);
    world.feed.basesPct.set(market, 0.01);
    if (chat !== undefined) {
      const { root, token, person } = chat.door;
      if (world.ledger.memory.people.get(`telegram:${person}`) === undefined)
        pairPerson(world.ledger, {
          platform: 'telegram',
          userId: person,
          name: 'Ann',
          role: 'owner',
          channel: `telegram:${person}`,
          chatTitle: 'Ann',
        });
      telegram = createTelegram({
        token,
        apiRoot: root,
        frontDoor: hookedDoor(world.door, at),
        clock: systemClock(),
        paint: async () => png(),
        menu: () => [{ name: 'status', summary: 'How it stands' }],
        people: () => [person],
        speaksIn: (channel) => world.ledger.memory.chats.has(channel),
        panic: ['halt'],
        log: { error: (line) => diary.say({ k: 'wrong', text: `telegram: ${line}` }) },
        onUp: () => undefined,
        onDown: (reason) => diary.say({ k: 'wrong', text: `telegram is down: ${reason}` }),
        onSuspicion: (reason) => diary.say({ k: 'wrong', text: `telegram: ${reason}` }),
        pollSeconds: 5,
      });
      telegram.start();
    }
    return new LiveHeron(world, order, mortal, () => telegram);
  }

  get app(): RunningApp {
    return this.world.app;
  }

  get market(): string {
    return this.#order.venue.door.market;
  }

  get last(): number {
    return this.world.feed.last(this.market) ?? 64_000;
  }

  /** The venue knows the time and the price first, then Heron sees it. `offered`: so much can be had at the ask; everything unless said. */
  async seconds(count: number, last = this.last, offered?: number): Promise<void> {
    const at = this.world.now + count * 1_000;
    await this.tell({ verb: 'quote', at, last, ...(offered === undefined ? {} : { askSize: offered, bidSize: offered }) });
    const isArmed = [...this.world.ledger.memory.conditions.values()].some(({ status }) => status === 'armed');
    this.#mortal.at(isArmed ? 'price.armed.before' : 'price.before');
    await this.world.price(this.market, last, { afterSeconds: count });
  }

  async minutes(count: number, last = this.last): Promise<void> {
    const from = this.last;
    for (let step = 1; step <= count * 6; step++) await this.seconds(10, Math.round(from + ((last - from) * step) / (count * 6)));
  }

  tell(asked: Parameters<typeof ask>[1]): Promise<null> {
    return ask(this.#order.venue.control, asked);
  }

  look(): Promise<VenueSeen> {
    return ask<VenueSeen>(this.#order.venue.control, { verb: 'look' });
  }

  /** Somebody does something in the chat; done when it has had its effect, or some time later. False without a chat. */
  async inChat(asked: Parameters<typeof ask>[1], isDone: () => boolean): Promise<boolean> {
    const { chat } = this.#order;
    if (chat === undefined) return false;
    await ask(chat.control, asked);
    for (let i = 0; i < 500 && !isDone(); i++) await pause(2);
    return isDone();
  }

  async end(reason: string): Promise<void> {
    await this.#telegram()?.stop();
    await this.app.stop(reason);
  }
}

async function openingOf(ledger: Ledger, venue: NetworkVenue): Promise<{ asset: string; amount: string }[]> {
  if (recentEvents(ledger, 1).length > 0) return [];
  return [...(await venue.balances())].map(([asset, amount]) => ({ asset, amount: toText(amount) }));
}

function unlock({ ledger }: World): void {
  if (ledger.memory.live !== undefined) return;
  ledger.transact((tx) =>
    tx.append({ kind: 'live.unlocked', subject: 'live', actor: 'user:terminal', data: { gate_seq: 1, bound: BOUND } }),
  );
}

/** Minutes in which nothing happened, up to a moment: what a start reads of the market's past. */
function flat(until: Instant, price: number): Candle[] {
  const end = Math.floor(until / MINUTE_MS) * MINUTE_MS;
  return Array.from({ length: WARM_MINUTES }, (_, i) => ({
    openedAt: instant(end - (WARM_MINUTES - i) * MINUTE_MS),
    open: price,
    high: price,
    low: price,
    close: price,
    volume: 100,
  }));
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Until the venue has answered everything, and nothing more is asked for a moment. */
async function quiet(): Promise<void> {
  for (let calm = 0; calm < 2; ) {
    await pause(1);
    calm = underWay() === 0 ? calm + 1 : 0;
  }
}
