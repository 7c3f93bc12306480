import { duration } from '#src/chat/time.ts';
import { plural } from '#src/chat/words.ts';
import { type Clock, type Instant, parseInstant, type Timer, toIso } from '#src/domain/clock.ts';
import { type Due, type Rhythm, rhythmText } from '#src/domain/due.ts';
import type { IdFactory } from '#src/domain/ids.ts';
import type { Ledger, LedgerTx } from '#src/ledger/ledger.ts';
import { anyScheduleEver, type ScheduleRow } from '#src/ledger/schedules.ts';
import { dueNow, faultOf, nextDue, nextOf, type Timed, timedOf } from '#src/schedule/next.ts';
import type { TaskName } from '#src/schedule/tasks.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** Timers of a machine do not reach further than some weeks. */
const LONGEST_WAIT_MS = DAY_MS;
/** Later than this is said. */
const LATE_MS = MINUTE_MS;
const MOST = 30;
/** What a new ledger does each day. */
const FOUNDED: readonly (readonly [TaskName, string])[] = [
  ['summary', '22:00'],
  ['reflection', '23:30'],
];
/** After a start prices come first, so that what is told is told at prices. */
const SETTLE_MS = 5_000;

/** One due time of a schedule that is run now. */
export interface Occasion {
  readonly schedule: ScheduleRow;
  readonly due: Due;
  /** Due time of the run before; undefined before the first. */
  readonly before: Instant | undefined;
  /** `3 h late; 1 time before it was missed`, or nothing. */
  readonly lateness: string;
}

/**
 * What a schedule does. `write`: writes to the ledger and nothing else, in one transaction with the record of its run, so that both happened or
 * neither. `run`: takes a while, and may be done again after a crash, because it changes nothing that it would not change again. Both return what
 * was done, in a few words.
 */
export type Task = { write(tx: LedgerTx, occasion: Occasion): string } | { run(occasion: Occasion): Promise<string> };

export type Added =
  | { readonly ok: true; readonly id: string; readonly next: Instant | undefined; readonly already: boolean }
  | { readonly ok: false; readonly text: string };

/** What can be asked of the schedules from outside. */
export interface ScheduleVerbs {
  /** Adds one; the same twice is one. Refuses in words. */
  add(task: TaskName, rhythm: Rhythm, zone: string, actor: string): Added;
  /** False when there is none with this id. */
  remove(id: string, actor: string): boolean;
}

interface Parts {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly ids: IdFactory;
  readonly tasks: Readonly<Record<TaskName, Task>>;
  readonly report: (error: unknown) => void;
}

/**
 * Runs what is scheduled, each due time once: the newest due time that was run stands in the ledger, and the run is written with it. Whatever was missed
 * while nobody ran is done once, with how late it is. One timer, for the earliest.
 */
export class Schedules implements ScheduleVerbs {
  readonly #parts: Parts;
  readonly #underWay = new Set<string>();
  #timer: Timer | undefined;
  #stopped = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Begins to wait; what was missed is done when the first prices are there. */
  start(): void {
    this.#timer = this.#parts.clock.after(SETTLE_MS, () => this.#turn());
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }

  add(task: TaskName, rhythm: Rhythm, zone: string, actor: string): Added {
    const { ledger, clock, ids } = this.#parts;
    const timed: Timed = { rhythm, zone, start: clock.now() };
    const fault = faultOf(timed, clock.now());
    if (fault !== undefined) return { ok: false, text: fault };
    const spec = rhythmText(rhythm);
    const same = [...ledger.memory.schedules.values()].find((one) => one.task === task && one.spec === spec && one.zone === zone);
    if (same !== undefined) return { ok: true, id: same.id, next: nextOf(same, clock.now()), already: true };
    if (ledger.memory.schedules.size >= MOST) return { ok: false, text: `There are ${MOST} schedules already; remove one first.` };
    const id = ids.next('s');
    ledger.transact((tx) => tx.append({ kind: 'schedule.added', subject: id, actor, data: { id, task, spec, zone } }));
    this.#wait();
    return { ok: true, id, next: nextDue(timed, clock.now()), already: false };
  }

  remove(id: string, actor: string): boolean {
    const { ledger } = this.#parts;
    if (!ledger.memory.schedules.has(id)) return false;
    ledger.transact((tx) => tx.append({ kind: 'schedule.removed', subject: id, actor, data: { reason: 'asked for' } }));
    this.#wait();
    return true;
  }

  #turn(): void {
    const { ledger, clock, report } = this.#parts;
    if (this.#stopped || !ledger.isOpen) return;
    const now = clock.now();
    for (const schedule of ledger.memory.schedules.values()) {
      if (this.#underWay.has(schedule.id)) continue;
      try {
        const occasion = this.#occasion(schedule, now);
        if (occasion !== undefined) this.#run(occasion);
      } catch (error) {
        // One that cannot be run keeps no other from running.
        report(error);
      }
    }
    this.#wait();
  }

  #occasion(schedule: ScheduleRow, now: Instant): Occasion | undefined {
    const timed = timedOf(schedule);
    if (timed === undefined) return undefined;
    const before = schedule.last_due === null ? undefined : parseInstant(schedule.last_due);
    const due = dueNow(timed, before ?? timed.start, now);
    if (due === undefined) return undefined;
    const missed = due.missed === 0 ? '' : `; ${plural(due.missed, 'time')} before it ${due.missed === 1 ? 'was' : 'were'} missed`;
    const late = now - due.at < LATE_MS && due.missed === 0 ? '' : `${duration(now - due.at)} late${missed}`;
    return { schedule, due, before, lateness: late };
  }

  #run(occasion: Occasion): void {
    const { ledger, tasks } = this.#parts;
    const { task: name } = occasion.schedule;
    const task = (tasks as Partial<Record<string, Task>>)[name];
    if (task === undefined) this.#record(occasion, 'failed', `this version of Heron has no task ${name}`);
    else if ('run' in task) void this.#await(occasion, task);
    else {
      try {
        ledger.transact((tx) => recordRun(tx, occasion, 'good', task.write(tx, occasion)));
      } catch (error) {
        this.#failed(occasion, error);
      }
    }
  }

  /** A task that takes a while: its due time is recorded when it is done, so that one that a stop has cut off is done again. */
  async #await(occasion: Occasion, task: Extract<Task, { run: unknown }>): Promise<void> {
    const { id } = occasion.schedule;
    this.#underWay.add(id);
    try {
      try {
        const detail = await task.run(occasion);
        if (this.#parts.ledger.isOpen) this.#record(occasion, 'good', detail);
      } catch (error) {
        this.#failed(occasion, error);
      }
    } catch (error) {
      // What cannot even be recorded waits for its next time; to try at once would be to try for ever.
      this.#parts.report(error);
      this.#underWay.delete(id);
      this.#wait();
      return;
    }
    this.#underWay.delete(id);
    this.#turn();
  }

  #failed(occasion: Occasion, error: unknown): void {
    // What the end of Heron has cut off is no failure: it is due again at the next start.
    if (!this.#parts.ledger.isOpen) return;
    this.#parts.report(error);
    this.#record(occasion, 'failed', error instanceof Error ? error.message : String(error));
  }

  #record(occasion: Occasion, outcome: 'good' | 'failed', detail: string): void {
    this.#parts.ledger.transact((tx) => recordRun(tx, occasion, outcome, detail));
  }

  /** One timer for the earliest due time; those whose task is under way are looked at again when it is over. */
  #wait(): void {
    this.#timer?.cancel();
    const { ledger, clock } = this.#parts;
    if (this.#stopped || !ledger.isOpen) return;
    const now = clock.now();
    let earliest = Number.POSITIVE_INFINITY;
    for (const schedule of ledger.memory.schedules.values()) {
      if (!this.#underWay.has(schedule.id)) earliest = Math.min(earliest, nextOf(schedule, now) ?? Number.POSITIVE_INFINITY);
    }
    if (earliest === Number.POSITIVE_INFINITY) return;
    this.#timer = clock.after(Math.min(Math.max(earliest - now, 0), LONGEST_WAIT_MS), () => this.#turn());
  }
}

function recordRun(tx: LedgerTx, { schedule, due, lateness }: Occasion, outcome: 'good' | 'failed', detail: string): void {
  const data = { task: schedule.task, due_at: toIso(due.at), outcome, detail: lateness === '' ? detail : `${detail} (${lateness})` };
  tx.append({ kind: 'schedule.ran', subject: schedule.id, actor: 'heron', data });
}

/** A new ledger tells its day every evening and reflects on it later, until somebody removes that. */
export function foundSchedules(ledger: Ledger, ids: IdFactory, zone: string): void {
  if (anyScheduleEver(ledger)) return;
  ledger.transact((tx) => {
    for (const [task, spec] of FOUNDED) {
      const id = ids.next('s');
      tx.append({ kind: 'schedule.added', subject: id, actor: 'heron', data: { id, task, spec, zone } });
    }
  });
}
