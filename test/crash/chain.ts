import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Rng } from '#src/domain/rng.ts';
import type { Bundle } from './bundle.ts';
import { type Ended, type Living, runChild, startVenue } from './child.ts';
import type { LifeOrder, Line } from './lifeWords.ts';
import { Messages } from './messages.ts';
import { ask, type ChatDoor, type ChatSeen, type VenueDoor, type VenueSeen } from './outsideWords.ts';
import type { Death, Plan } from './plan.ts';
import { lookAt } from './soundness.ts';
import type { Tally } from './tally.ts';

const ACTS = 14;
/** Of a hundred kills, so many come from outside at any moment, between two hooks or within one. */
const FROM_OUTSIDE = 0.08;
const EARLIEST_MS = 150;
const LATEST_MS = 2_500;
/** A ledger that shows nothing new any more is not lived on for ever. */
const LIVES_FOR_A_KILL = 3;
/** Starts that fail one after the other end a chain. */
const MOST_FAILURES = 3;
/** The last life of a ledger begins again when it dies at something new. */
const MOST_TRIES = 12;

export interface ChainOrder {
  readonly bundle: Bundle;
  readonly folder: string;
  readonly venue: string;
  /** Undefined: nobody is spoken to. */
  readonly chat: Living<ChatDoor> | undefined;
  readonly plan: Plan;
  readonly tally: Tally;
  readonly rng: Rng;
  /** False ends it: nothing more is to be killed. */
  readonly mayKill: () => boolean;
  readonly kills: number;
  /** False where everything is passed. */
  readonly isMortal?: boolean;
  /** The share (0–1) of lives to which nothing happens before they are able to act; none unless said. */
  readonly safeAtFirst?: number;
  /** False: the last life of the ledger passes everything. */
  readonly diesInCalm?: boolean;
  /** Only hooks at which nobody died so far are due. */
  readonly onlyUnknown?: boolean;
}

/** One ledger with its own exchange: lives that are killed one after the other, and a last one that calms down and compares everything. */
export async function runChain(order: ChainOrder): Promise<void> {
  const { folder, venue: id, bundle } = order;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  await using venue = await startVenue(bundle, id);
  try {
    await new Chain(order, venue).run();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

class Chain {
  readonly #order: ChainOrder;
  readonly #venue: Living<VenueDoor>;
  readonly #messages = new Messages();
  #head: Witnessed | undefined;
  /** Of the life before, for whoever asks how long it took to come back from there. */
  #diedAt: string | undefined;
  #lives = 0;

  constructor(order: ChainOrder, venue: Living<VenueDoor>) {
    this.#order = order;
    this.#venue = venue;
  }

  async run(): Promise<void> {
    const { kills, mayKill, tally, plan } = this.#order;
    let failures = 0;
    const most = kills * LIVES_FOR_A_KILL;
    for (let killed = 0; killed < kills && this.#lives < most && mayKill() && failures < MOST_FAILURES; ) {
      const before = tally.kills;
      const ended = await this.#live(false);
      if (ended.signal === 'SIGKILL' && !ended.hung) killed++;
      else if (ended.code === 0) plan.survived();
      else failures++;
      if (tally.kills === before && ended.code === 0) tally.survived++;
    }
    for (let tries = 0; tries < MOST_TRIES && (await this.#live(true)).signal === 'SIGKILL'; tries++);
    tally.chains++;
  }

  async #live(calm: boolean): Promise<Ended> {
    const {
      bundle,
      folder,
      plan,
      rng,
      tally,
      chat,
      isMortal = true,
      safeAtFirst = 0,
      onlyUnknown = false,
      diesInCalm = true,
    } = this.#order;
    const number = ++this.#lives;
    const fromOutside = !calm && number > 1 && rng.next() < FROM_OUTSIDE;
    const killAfterMs = fromOutside ? EARLIEST_MS + rng.next() * (LATEST_MS - EARLIEST_MS) : undefined;
    const life: LifeOrder = {
      ledgerPath: this.#path,
      venue: this.#venue.outside,
      chat: chat?.outside,
      seed: Math.floor(rng.next() * 2 ** 31),
      // Whoever is to calm down, or is killed from outside, dies only at what nobody died at before.
      fate: !isMortal || (calm && !diesInCalm) ? undefined : calm || fromOutside || onlyUnknown ? plan.unknown() : plan.next(),
      isSafeAtFirst: !calm && rng.next() < safeAtFirst,
      acts: ACTS,
      calm,
      startedAt: Date.now(),
    };
    const where = this.#where(number);
    const ended = await runChild(bundle, 'life', [JSON.stringify(life)], { recordPath: join(folder, `life-${number}`), killAfterMs });
    const { lines } = ended;
    for (const line of lines) {
      if (line.k === 'seen') plan.saw(line.name);
      if (line.k === 'head') this.#head = line;
      if (line.k === 'ready') tally.ready(this.#diedAt, line);
      if (line.k === 'wrong') tally.found(`${where}: ${line.text}`);
    }
    const death = deathOf(ended, fromOutside);
    this.#diedAt = death?.name;
    if (death !== undefined) {
      if (!fromOutside) plan.killed(death);
      tally.died(death);
    }
    if (ended.hung) tally.found(`${where}: the process hung; the last thing that it said was ${JSON.stringify(lines.at(-1))}`);
    else if (death === undefined && ended.code !== 0)
      tally.found(`${where}: the process ended with ${ended.code ?? ended.signal}: ${ended.stderr.trim().slice(0, 1_500)}`);
    await this.#check(where, death, this.#messages.take(lines, death !== undefined));
    if (calm && death === undefined) tally.doubtful += this.#messages.doubtful;
    return ended;
  }

  async #check(where: string, death: Death | undefined, sentTooOften: readonly string[]): Promise<void> {
    const { tally, chat } = this.#order;
    const venue = await ask<VenueSeen>(this.#venue.outside.control, { verb: 'look' });
    const seen = chat && (await ask<ChatSeen>(chat.outside.control, { verb: 'look' }));
    const wrongs = await lookAt(this.#path, { head: this.#head, venue, chat: seen });
    wrongs.doubled.push(...sentTooOften);
    tally.judged(death?.name, wrongs, where);
  }

  get #path(): string {
    return join(this.#order.folder, 'heron.db');
  }

  #where(number: number): string {
    return `${this.#order.venue}, life ${number} of ${this.#order.folder.split('/').at(-1)}${this.#diedAt === undefined ? '' : ` (after ${this.#diedAt})`}`;
  }
}

type Witnessed = Extract<Line, { k: 'head' }>;

/** Where it died; undefined when it ended by itself. */
function deathOf({ signal, lines, hung }: Ended, fromOutside: boolean): Death | undefined {
  if (signal !== 'SIGKILL' || hung) return undefined;
  const said = lines.findLast((line) => line.k === 'dies');
  if (said?.k === 'dies') return { name: said.name, act: said.act, halted: said.halted };
  return fromOutside ? { name: FROM_OUTSIDE_NAME, act: '', halted: false } : undefined;
}

/** What the table calls a kill that no hook chose. */
const FROM_OUTSIDE_NAME = 'at any moment, from outside';
