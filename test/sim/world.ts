import { createHash } from 'node:crypto';
import { type Clock, instant, toIso } from '#src/domain/clock.ts';
import { OutsideError } from '#src/domain/errors.ts';
import type { Rng } from '#src/domain/rng.ts';
import type { AnyEvent } from '#src/ledger/event.ts';
import type { Ledger } from '#src/ledger/ledger.ts';
import { Crashed } from '#test/hooks.ts';
import { ScriptedStrategist } from '#test/scriptedStrategist.ts';
import { type Booted, boot } from './boot.ts';
import { PEOPLE, SimChats, type SimPerson } from './chats.ts';
import { Watch } from './checks/watch.ts';
import { Crashes } from './crashes.ts';
import { type LedgerFile, ownFile, sharedFile } from './files.ts';
import { Incarnation } from './incarnation.ts';
import type { MindOptions } from './mind.ts';
import { Net } from './net.ts';
import { CALM, type Plan, type Rates, rngOf } from './plan.ts';
import { type Protocol, protocolOf } from './protocols.ts';
import type { Violation } from './runSeed.ts';
import { type Entry, Scheduler, settled } from './scheduler.ts';
import { SimVenue } from './simVenue.ts';
import { storageFault } from './storage.ts';
import { venueKind } from './venues.ts';
import { Witness } from './witness.ts';

const START = Date.UTC(2026, 2, 2, 8);
const TIMEOUT_MS = 10_000;
/** A start needs several reads in a row: with the rate itself most worlds would be about starting. */
const START_SHARE = 0.2;
const NO_START = 'no start';
export const SECRET = 'sk-Simulated-Secret-1234567890abcdef';

export interface WorldOptions {
  /** Its ledger lies in a file of its own, and is opened anew at each start. */
  readonly hasOwnFile?: boolean;
  readonly wrong?: ((ledger: Ledger) => void) | undefined;
  readonly protocol?: Protocol | undefined;
  readonly tell?: ((line: string) => void) | undefined;
}

/** One world: the venue, the chats, the machine with its file, and the processes that live on it one after the other. */
export class World {
  readonly plan: Plan;
  readonly scheduler: Scheduler;
  readonly venue: SimVenue;
  readonly chats: SimChats;
  readonly file: LedgerFile;
  readonly strategist = new ScriptedStrategist();
  readonly violations: Violation[] = [];
  readonly hooks = new Map<string, { passed: number; crashed: number }>();
  readonly counts: Record<string, number> = { boots: 0, crashes: 0, storage: 0, stops: 0 };
  readonly people: readonly SimPerson[];
  readonly acts: Rng;
  readonly prices: Rng;
  readonly chances: Rng;
  readonly turns: Rng;
  /** Milliseconds from healing until both books were the same or a difference was shown. */
  convergedMs: number | undefined;
  readonly witness: Witness;
  /** The running process; undefined while none runs. */
  running: Booted | undefined;
  /** The machine's date is ahead of true time. */
  aheadMs = 0;
  isHealed = false;
  /** When somebody last did at the venue what a card asked for. */
  actedByHandAt = 0;
  /** Of the market now. */
  price = 0;
  /** A first start came to its end; nothing goes wrong before. */
  hasRun = false;
  readonly #fates: Rng;
  readonly #options: WorldOptions;
  readonly #hash = createHash('sha256');
  readonly #watch: Watch;
  readonly #mind: MindOptions;
  readonly #whileStarting: Rates;
  #life: Incarnation | undefined;
  #next: Entry | undefined;
  #said = 0;
  readonly #crashes: Crashes;
  #fullUntil = 0;

  constructor(plan: Plan, options: WorldOptions) {
    this.plan = plan;
    this.#options = options;
    const { seed } = plan;
    this.#crashes = new Crashes(seed);
    this.file = options.hasOwnFile === true ? ownFile() : sharedFile();
    this.#whileStarting = { ...plan.rates, readFail: plan.rates.readFail * START_SHARE };
    this.people = PEOPLE.slice(0, plan.people);
    this.scheduler = new Scheduler(START, rngOf(seed, 'ties'));
    this.#fates = rngOf(seed, 'fates');
    this.acts = rngOf(seed, 'acts');
    this.prices = rngOf(seed, 'prices');
    this.chances = rngOf(seed, 'chances');
    this.turns = rngOf(seed, 'turns');
    const kind = venueKind(plan.venue);
    const rates = (): Rates => this.rates;
    const tell = (line: string): void => this.tell(line);
    const { scheduler } = this;
    const net = new Net({ venue: kind.id, scheduler, rng: rngOf(seed, 'net'), timeoutMs: TIMEOUT_MS, rates, tell });
    const books = rngOf(seed, 'books');
    const readLagMs = Math.floor(books.next() * 1_900);
    const isPatient = books.next() < 0.4;
    this.venue = new SimVenue({
      kind,
      scheduler,
      net,
      rng: rngOf(seed, 'venue'),
      rates,
      readLagMs,
      isPatient,
      onSent: (sent) => this.witness.sees(sent),
    });
    this.chats = new SimChats({
      scheduler,
      rng: rngOf(seed, 'chats'),
      rates,
      process: () => this.running && { asker: this.running.life, door: this.running.door },
      tell,
    });
    this.witness = new Witness(this);
    this.#watch = new Watch(this);
    const drafts = () => this.strategist.drafts;
    this.#mind = { scheduler, rng: rngOf(seed, 'mind'), rates, drafts, tell };
    this.venue.exchange.on((happening) => {
      if (happening.kind === 'order') {
        const { clientOrderId, state, side, type, filled } = happening.order;
        this.note(`venue order ${clientOrderId ?? 'by hand'} ${state} ${filled}`);
        this.tell(`at the venue: ${type} ${side} ${clientOrderId?.slice(0, 8) ?? 'by hand'} is ${state}`);
      } else if (happening.kind === 'fill') {
        const { clientOrderId, amount, price } = happening.fill;
        this.note(`venue fill ${clientOrderId ?? 'by hand'} ${amount} ${price}`);
        this.tell(
          `at the venue: a fill of ${clientOrderId?.slice(0, 8) ?? 'something by hand'}, ${Number(amount / 10n ** 16n) / 1e8} at ${Number(price / 10n ** 16n) / 1e8}`,
        );
      }
    });
  }

  /** What may go wrong now. */
  get rates(): Rates {
    if (this.isHealed || (!this.hasRun && !this.plan.isRoughFromTheStart)) return CALM;
    return this.running === undefined ? this.#whileStarting : this.plan.rates;
  }

  get ledger(): Ledger | undefined {
    return this.running?.app.ledger;
  }

  tell(line: string): void {
    this.#options.tell?.(`${toIso(instant(Math.floor(this.scheduler.now))).slice(11, 23)}  ${line}`);
  }

  /** Goes into the trace. */
  note(what: string): void {
    this.#hash.update(`${this.scheduler.now} ${what}\n`);
  }

  violated(invariant: string, what: string): void {
    if (this.violations.length >= 20) return;
    this.tell(`VIOLATION of ${invariant}: ${what}`);
    this.violations.push({ invariant, what, at: toIso(instant(Math.floor(this.scheduler.now))) });
  }

  /** Time passes, and everything with it. */
  async pass(ms: number): Promise<void> {
    await this.scheduler.until(this.scheduler.now + ms, settled);
  }

  start(): void {
    const life = new Incarnation({
      scheduler: this.scheduler,
      aheadMs: () => this.aheadMs,
      fate: (hook) => this.#fate(hook),
      died: (hook) => this.#died(hook),
      uncaught: (error) => {
        this.report(life, error);
        // As in the shell: what nobody caught ends the process.
        this.counts.uncaught = (this.counts.uncaught ?? 0) + 1;
        this.tell(`nobody caught: ${error instanceof Error ? error.message : String(error)}`);
        life.end('what nobody caught');
      },
    });
    this.#life = life;
    this.counts.boots = (this.counts.boots ?? 0) + 1;
    this.tell('Heron starts');
    const { wrong, protocol } = this.#options;
    boot({
      life,
      file: this.file,
      venue: this.venue,
      chats: this.chats,
      people: this.people,
      strategist: this.strategist,
      mind: this.plan.hasModel ? this.#mind : undefined,
      timeoutMs: TIMEOUT_MS,
      rng: rngOf(this.plan.seed, `entropy ${this.counts.boots}`),
      report: (error) => this.report(life, error),
      failed: (error) => this.#failed(life, error),
      wrong,
      protocol: protocol && protocolOf(protocol, this),
      wantedSecret: SECRET,
      told: (event) => {
        this.#watch.hears(event);
        this.#tellEvent(event);
      },
    }).then(
      (booted) => {
        if (!life.isAlive) return;
        this.running = booted;
        this.hasRun = true;
        this.tell('Heron runs');
        this.chats.up();
      },
      (error: unknown) => this.#failed(life, error),
    );
  }

  /** Something inside a process failed. What the world itself did to it is no bug. */
  report(life: Incarnation, error: unknown): void {
    if (!life.isAlive || error instanceof Crashed || error instanceof OutsideError || isStorage(error)) return;
    if (
      error instanceof AggregateError &&
      error.errors.every((one) => one instanceof Crashed || one instanceof OutsideError || isStorage(one))
    )
      return;
    this.violated(
      'BUG',
      error instanceof Error
        ? `${error.message} ${(error.stack ?? '').split('\n').slice(1, 4).join(' ').replaceAll(/\s+/g, ' ')}`
        : String(error),
    );
  }

  /** The process ends in order and is started again. */
  async restart(): Promise<void> {
    const { running } = this;
    if (running === undefined) return;
    this.tell('Heron is stopped in order');
    this.running = undefined;
    running.stop('a restart').then(
      () => running.life.end('stop'),
      (error: unknown) => {
        this.report(running.life, error);
        running.life.end('stop');
      },
    );
  }

  /** The machine's clock, whichever process runs. */
  get machineClock(): Clock {
    return (this.#life as Incarnation).clock;
  }

  /** The machine stops the process for a while; time goes on. */
  standsStill(ms: number): void {
    if (this.running === undefined) return;
    this.tell(`the process stands still for ${Math.round(ms / 1_000)} s`);
    this.running.life.stop(ms);
  }

  get isDiskFull(): boolean {
    return this.scheduler.now < this.#fullUntil;
  }

  /** Nothing can be written for a while. */
  fillDisk(ms: number): void {
    this.tell(`nothing can be written for ${Math.round(ms / 1_000)} s`);
    this.#fullUntil = this.scheduler.now + ms;
  }

  /** A process that stands still goes on, and where none runs one is started. */
  goesOn(): void {
    this.#fullUntil = 0;
    this.#life?.goOn();
    if (this.#life?.isAlive === true || this.#next === undefined) return;
    this.#next.canceled = true;
    this.#next = this.scheduler.in(1_000, () => this.start());
  }

  /** An owner at the machine. */
  saysAtMachine(line: string): void {
    const { running } = this;
    if (running === undefined) return;
    this.tell(`somebody at the machine says ${line}`);
    this.#said++;
    const update = {
      platform: 'shell',
      updateId: `m${this.#said}`,
      chat: 'shell',
      user: { actor: 'user:shell', role: 'owner' },
      text: line,
    } as const;
    running.life.hears(() => {
      running.dispatch(update).then(
        (reply) => this.tell(`  it answers: ${reply?.title ?? 'nothing'}`),
        (error: unknown) => this.report(running.life, error),
      );
    });
  }

  /** What there is to tell about how much happened. */
  countEvents(): void {
    const kinds = this.witness.all<{ kind: string; count: number }>(
      "select kind, count(*) as count from event where kind in ('order.submitted', 'order.unknown', 'order.absent', 'order.needs_human', 'fill.recorded', 'trade.closed', 'finding.opened', 'halt.set') group by kind order by kind",
    );
    for (const { kind, count } of kinds) this.counts[kind] = count;
    Object.assign(this.counts, this.venue.net.counts);
    const { sent, updates } = this.chats.counts;
    Object.assign(this.counts, { messages: sent, updates });
  }

  /** Hash of everything that happened. */
  trace(): string {
    const head = this.ledger?.head;
    return this.#hash.update(`${head?.seq} ${head?.hash} ${this.scheduler.steps}`).digest('hex');
  }

  end(): void {
    this.witness.close();
    if (this.#life !== undefined) {
      this.#life.isAlive = false;
      this.#life.bury();
    }
    this.file.end();
  }

  #tellEvent({ kind, subject, actor, data }: AnyEvent): void {
    if (this.#options.tell === undefined) return;
    const { reason, text } = data as { reason?: unknown; text?: unknown };
    const why = typeof reason === 'string' ? `: ${reason}` : typeof text === 'string' ? `: ${text}` : '';
    this.tell(`  ${kind} ${subject} by ${actor}${why}`);
  }

  #fate(hook: string): 'crash' | Error | undefined {
    const known = this.hooks.get(hook) ?? { passed: 0, crashed: 0 };
    this.hooks.set(hook, known);
    // What is passed while nothing goes wrong any more cannot be crashed at.
    if (!this.isHealed) known.passed++;
    const [crash, fault, which] = [this.#fates.next(), this.#fates.next(), this.#fates.next()] as const;
    const { rates } = this;
    if (this.#crashes.isDue(hook, rates.crash, crash, known)) {
      known.crashed++;
      this.counts.crashes = (this.counts.crashes ?? 0) + 1;
      return 'crash';
    }
    if (hook.startsWith('commit.before:') && (fault < rates.storage || this.isDiskFull)) {
      this.counts.storage = (this.counts.storage ?? 0) + 1;
      const error = storageFault(which);
      if (!this.isDiskFull) this.tell(`the ledger cannot be written: ${error.message}`);
      return error;
    }
    return undefined;
  }

  #died(hook: string): void {
    this.note(`died at ${hook}`);
    this.tell(hook === 'stop' ? 'Heron has ended' : `Heron is killed at ${hook}`);
    const life = this.#life;
    this.running = undefined;
    this.scheduler.in(1, () => life?.bury());
    const rng = this.#fates.next();
    const downMs = this.isHealed ? 1_000 : hook === NO_START ? 8_000 + rng * 20_000 : rng < 0.9 ? 300 + rng * 10_000 : rng * 120_000;
    this.#next = this.scheduler.in(downMs, () => this.start());
  }

  /** It cannot start, or the engine stands still: the process ends and is started again. */
  #failed(life: Incarnation, error: unknown): void {
    if (!life.isAlive) return;
    this.report(life, error);
    this.tell(`Heron gives up: ${error instanceof Error ? error.message : String(error)}`);
    const { running } = this;
    this.running = undefined;
    if (running?.life !== life) {
      life.end(NO_START);
      return;
    }
    running.stop('the engine failed').then(
      () => life.end('stop'),
      (more: unknown) => {
        this.report(life, more);
        life.end('stop');
      },
    );
  }
}

const isStorage = (error: unknown): boolean => error instanceof Error && 'isSimulated' in error;
