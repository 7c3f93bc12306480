import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Instant, later, parseInstant, VirtualClock } from '#src/domain/clock.ts';
import { parseRhythm, type Rhythm } from '#src/domain/due.ts';
import { countingIds } from '#src/domain/ids.ts';
import type { LedgerEvent } from '#src/ledger/event.ts';
import { eventsAbout } from '#src/ledger/events.ts';
import { highestIds } from '#src/ledger/highest.ts';
import { Ledger } from '#src/ledger/ledger.ts';
import { foundSchedules, type Occasion, Schedules, type Task } from './schedules.ts';

const HOUR = 3_600_000;
const START = parseInstant('2026-01-05T08:00:00Z');

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'heron-schedules-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (typed: string): Rhythm => parseRhythm(typed) as Rhythm;

/** A Heron that has a ledger and schedules, and nothing else. */
function open(now: Instant, tasks: Partial<Record<'summary' | 'audit' | 'reflection', Task>> = {}, where = folder) {
  const clock = new VirtualClock(now);
  const ledger = new Ledger({ path: join(where, 'heron.db'), clock });
  const bugs: unknown[] = [];
  const said: Occasion[] = [];
  const summary: Task = {
    write(tx, occasion) {
      said.push(occasion);
      tx.append({ kind: 'summary.written', subject: 'summary', actor: 'heron', data: { reply: '{}', head_seq: 1, head_hash: 'x' } });
      return 'told';
    },
  };
  const schedules = new Schedules({
    ledger,
    clock,
    ids: countingIds(highestIds(ledger)),
    tasks: {
      summary,
      reflection: summary,
      audit: { run: () => Promise.resolve('nothing found') },
      propose: { run: () => Promise.resolve('0 proposed') },
      ...tasks,
    },
    report: (error) => bugs.push(error),
  });
  schedules.start();
  const runs = (id = 's1') => eventsAbout(ledger, id).filter(({ kind }) => kind === 'schedule.ran') as LedgerEvent<'schedule.ran'>[];
  return {
    clock,
    ledger,
    schedules,
    bugs,
    said,
    runs,
    due: (id = 's1') => runs(id).map(({ data }) => data.due_at.slice(0, 16)),
    /** As a power cut: nothing is said to anybody. */
    crash() {
      schedules.stop();
      ledger.close();
    },
  };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a schedule', () => {
  it('is run at each due time, once, and the run is written with what it wrote', () => {
    const heron = open(START);
    heron.schedules.add('summary', at('22:00'), 'UTC', 'user:terminal');
    heron.clock.advanceTo(later(START, 14 * HOUR - 1));
    expect(heron.due()).toEqual([]);
    heron.clock.advanceTo(later(START, 62 * HOUR));
    expect(heron.due()).toEqual(['2026-01-05T22:00', '2026-01-06T22:00', '2026-01-07T22:00']);
    const written = eventsAbout(heron.ledger, 'summary').map(({ seq }) => seq);
    expect(heron.runs().map(({ seq }) => seq - 1)).toEqual(written);
    expect(heron.runs()[0]).toMatchObject({ at: '2026-01-05T22:00:00.000Z', data: { outcome: 'good', detail: 'told', task: 'summary' } });
  });

  it('is not run twice for a due time, whenever Heron is killed and started again', () => {
    let now = START;
    let heron = open(now);
    heron.schedules.add('summary', at('22:00'), 'UTC', 'user:terminal');
    // Killed at all kinds of moments around the due time, also several times at the same one.
    for (const hours of [13.99, 14, 14, 14.001, 14.01, 20, 37.999, 38, 38]) {
      now = later(START, Math.round(hours * HOUR));
      heron.clock.advanceTo(now);
      heron.crash();
      heron = open(now);
    }
    heron.clock.advanceTo(later(START, 39 * HOUR));
    expect(heron.due()).toEqual(['2026-01-05T22:00', '2026-01-06T22:00']);
    expect(eventsAbout(heron.ledger, 'summary')).toHaveLength(2);
  });

  it('is caught up once after a downtime, with how late it is, and tells the span since the run before', () => {
    let heron = open(START);
    heron.schedules.add('summary', at('22:00'), 'UTC', 'user:terminal');
    heron.clock.advanceTo(later(START, 15 * HOUR));
    heron.crash();
    heron = open(later(START, 65 * HOUR));
    expect(heron.due()).toHaveLength(1);
    heron.clock.advanceTo(later(heron.clock.now(), 60_000));
    expect(heron.due()).toEqual(['2026-01-05T22:00', '2026-01-07T22:00']);
    expect(heron.runs().at(-1)?.data.detail).toBe('told (3 h late; 1 time before it was missed)');
    expect(heron.said.at(-1)?.before).toBe(parseInstant('2026-01-05T22:00:00Z'));
  });

  it('whose transaction is cut off has neither run nor told, and is run at the next start', () => {
    const lost = mkdtempSync(join(folder, 'lost-'));
    const cut: Task = {
      write(tx) {
        tx.append({ kind: 'summary.written', subject: 'summary', actor: 'heron', data: { reply: '{}', head_seq: 1, head_hash: 'x' } });
        // What a power cut would leave at this moment.
        for (const name of ['heron.db', 'heron.db-wal']) copyFileSync(join(folder, name), join(lost, name));
        return 'told';
      },
    };
    const before = open(START, { summary: cut });
    before.schedules.add('summary', at('22:00'), 'UTC', 'user:terminal');
    before.clock.advanceTo(later(START, 14 * HOUR));
    before.crash();
    const heron = open(later(START, 14 * HOUR), {}, lost);
    expect([heron.due(), eventsAbout(heron.ledger, 'summary').length]).toEqual([[], 0]);
    heron.clock.advanceTo(later(START, 15 * HOUR));
    expect([heron.due(), eventsAbout(heron.ledger, 'summary').length]).toEqual([['2026-01-05T22:00'], 1]);
  });

  it('that takes a while is recorded when it is done, and done again when it was cut off', async () => {
    let done: (detail: string) => void = () => undefined;
    const slow = { audit: { run: () => new Promise<string>((resolve) => (done = resolve)) } };
    let heron = open(START, slow);
    heron.schedules.add('audit', at('every 1h'), 'UTC', 'user:terminal');
    heron.clock.advanceTo(later(START, 2.5 * HOUR));
    expect(heron.due()).toEqual([]);
    heron.crash();
    done('nothing found');
    await settled();
    heron = open(later(START, 2.5 * HOUR), slow);
    heron.clock.advanceTo(later(START, 2.6 * HOUR));
    done('nothing found');
    await settled();
    expect(heron.due()).toEqual(['2026-01-05T10:00']);
    heron.clock.advanceTo(later(START, 3 * HOUR));
    done('nothing found');
    await settled();
    expect(heron.due()).toEqual(['2026-01-05T10:00', '2026-01-05T11:00']);
    expect(heron.bugs).toEqual([]);
  });

  it('that fails is recorded as failed, keeps no other from running, and comes again at its next time', async () => {
    const heron = open(START, {
      summary: {
        write() {
          throw new Error('no figures');
        },
      },
      audit: { run: () => Promise.reject(new Error('no process')) },
    });
    heron.schedules.add('summary', at('22:00'), 'UTC', 'user:terminal');
    heron.schedules.add('audit', at('22:00'), 'UTC', 'user:terminal');
    heron.schedules.add('reflection', at('22:00'), 'UTC', 'user:terminal');
    heron.clock.advanceTo(later(START, 15 * HOUR));
    await settled();
    expect(['s1', 's2', 's3'].map((id) => heron.runs(id).map(({ data }) => `${data.outcome} ${data.detail}`))).toEqual([
      ['failed no figures'],
      ['failed no process'],
      ['good told'],
    ]);
    heron.clock.advanceTo(later(START, 39 * HOUR));
    await settled();
    expect(heron.due('s2')).toEqual(['2026-01-05T22:00', '2026-01-06T22:00']);
    expect(heron.bugs).toHaveLength(4);
  });

  it('is one when it is added twice, is gone when it is removed, and there is an end to how many', () => {
    const heron = open(START);
    const first = heron.schedules.add('summary', at('22:00'), 'UTC', 'user:terminal');
    expect(heron.schedules.add('summary', at('22.00'), 'UTC', 'user:terminal')).toEqual({ ...first, already: true });
    expect(heron.ledger.memory.schedules.size).toBe(1);
    for (let minute = 0; minute < 40; minute++) heron.schedules.add('audit', at(`12:${10 + minute}`), 'UTC', 'user:terminal');
    expect(heron.ledger.memory.schedules.size).toBe(30);
    expect(heron.schedules.add('audit', at('13:00'), 'UTC', 'user:terminal')).toMatchObject({ ok: false });
    expect([heron.schedules.remove('s1', 'user:terminal'), heron.schedules.remove('s1', 'user:terminal')]).toEqual([true, false]);
    heron.clock.advanceTo(later(START, 15 * HOUR));
    expect(heron.due()).toEqual([]);
  });

  it('waits for the market, not for the machine: a year of days takes no time', () => {
    const heron = open(START);
    heron.schedules.add('summary', at('23:30'), 'Europe/Berlin', 'user:terminal');
    heron.clock.advanceTo(later(START, 365 * 24 * HOUR));
    expect(new Set(heron.due()).size).toBe(365);
    expect(heron.due()).toHaveLength(365);
  });
});

describe('a new ledger', () => {
  it('tells its day at 22:00 and reflects at 23:30, until somebody removes that', () => {
    let heron = open(START);
    foundSchedules(heron.ledger, countingIds(), 'Europe/Berlin');
    expect([...heron.ledger.memory.schedules.values()]).toMatchObject([
      { id: 's1', task: 'summary', spec: '22:00', zone: 'Europe/Berlin' },
      { id: 's2', task: 'reflection', spec: '23:30', zone: 'Europe/Berlin' },
    ]);
    foundSchedules(heron.ledger, countingIds({ s: 2 }), 'Europe/Berlin');
    heron.schedules.remove('s1', 'user:terminal');
    heron.schedules.remove('s2', 'user:terminal');
    heron.crash();
    heron = open(START);
    foundSchedules(heron.ledger, countingIds({ s: 2 }), 'Europe/Berlin');
    expect(heron.ledger.memory.schedules.size).toBe(0);
    heron.crash();
  });
});
