import { describe, expect, it } from 'vitest';
import { type Clock, type Instant, instant, later, parseInstant, VirtualClock } from '#src/domain/clock.ts';
import { settled } from '#test/feedStage.ts';
import { startLivePace } from './livePace.ts';
import { LiveTime } from './liveTime.ts';

const START = parseInstant('2026-03-02T10:00:00Z');
const SECOND = 1_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A machine whose date can be set, that can sleep, and whose processes can be stopped. */
class Machine {
  /** Runs while the machine is awake; its timers are those of the process. */
  readonly mono = new VirtualClock(instant(1_000_000));
  dateAheadMs = START - 1_000_000;
  venueAheadMs = 0;
  venueAnswers = true;
  readonly wall: Clock = {
    now: () => instant(this.mono.now() + this.dateAheadMs),
    mono: () => this.mono.now(),
    after: (ms, run) => this.mono.after(ms, run),
    every: (ms, run) => this.mono.every(ms, run),
  };
  /** What time it really is. */
  get truth(): Instant {
    return instant(this.mono.now() + START - 1_000_000 + this.venueAheadMs);
  }
}

class Running {
  readonly machine = new Machine();
  readonly clock = new VirtualClock(START);
  readonly interruptions: number[] = [];
  readonly wrong: number[] = [];
  steps = 0;
  failure: unknown;
  fails: Error | undefined;
  readonly time: LiveTime;

  constructor() {
    const { machine } = this;
    const venueTime = async (): Promise<number | undefined> => (machine.venueAnswers ? machine.truth : undefined);
    this.time = new LiveTime({
      wall: machine.wall,
      startAt: START,
      venueTime,
      wrong: (ms) => this.wrong.push(Math.round(ms / SECOND) * SECOND),
    });
    startLivePace({
      engine: {
        step: () => {
          this.steps++;
          if (this.fails) throw this.fails;
        },
      },
      clock: this.clock,
      time: this.time,
      feed: { interrupted: () => void this.interruptions.push(this.clock.now()) },
      wall: machine.wall,
      failed: (error) => {
        this.failure = error;
      },
    });
  }

  async pass(ms: number): Promise<void> {
    const end = this.machine.mono.now() + ms;
    while (this.machine.mono.now() < end) {
      this.machine.mono.advanceTo(instant(Math.min(end, this.machine.mono.now() + 100)));
      await settled();
    }
  }

  /** SIGSTOP, then SIGCONT: time goes on without this process, and its timers fire once. */
  async stoppedFor(ms: number): Promise<void> {
    this.machine.mono.leapTo(later(this.machine.mono.now(), ms));
    await settled();
  }

  /** By how much market time is ahead of what time it really is. */
  get aheadMs(): number {
    return this.clock.now() - this.machine.truth;
  }
}

describe('the pace of a real market', () => {
  it('moves market time with the machine and looks at the feed many times a second', async () => {
    const running = new Running();
    await running.pass(10 * SECOND);
    expect(running.clock.now()).toBe(START + 10 * SECOND);
    expect(running.steps).toBe(500);
    expect(running.interruptions).toEqual([]);
  });

  it('is not moved by a date that jumps an hour ahead, and says that the clock is wrong', async () => {
    const running = new Running();
    let fired = 0;
    running.clock.every(5 * MINUTE, () => fired++);
    await running.pass(10 * SECOND);
    running.machine.dateAheadMs += HOUR;
    await running.pass(MINUTE);
    expect(Math.abs(running.aheadMs)).toBeLessThan(200);
    expect([fired, running.interruptions]).toEqual([0, []]);
    expect(running.wrong).toEqual([HOUR]);
  });

  it('does not go back with a date that jumps an hour back', async () => {
    const running = new Running();
    await running.pass(10 * SECOND);
    running.machine.dateAheadMs -= HOUR;
    const before = running.clock.now();
    await running.pass(MINUTE);
    expect(running.clock.now() - before).toBe(MINUTE);
    expect(running.wrong).toEqual([-HOUR]);
    running.machine.dateAheadMs += HOUR;
    await running.pass(MINUTE);
    expect(running.clock.now() - before).toBe(2 * MINUTE);
  });

  it('follows a date that is a second and a half off without a jump', async () => {
    const running = new Running();
    running.machine.dateAheadMs += 1_500;
    let before = running.clock.now();
    for (let i = 0; i < 40; i++) {
      await running.pass(SECOND);
      const moved = running.clock.now() - before;
      before = running.clock.now();
      expect(moved).toBeGreaterThanOrEqual(SECOND - 5);
      expect(moved).toBeLessThanOrEqual(1_105);
    }
    expect(Math.abs(running.aheadMs - 1_500)).toBeLessThan(100);
    expect(running.wrong).toEqual([]);
  });

  it('makes up for a night of sleep in one leap, in which each timer fires once', async () => {
    const running = new Running();
    let marks = 0;
    let once = 0;
    running.clock.every(5 * MINUTE, () => marks++);
    running.clock.after(2 * HOUR, () => once++);
    await running.pass(10 * SECOND);
    // The clock that never goes back does not count sleep; the date and the venue's clock do.
    running.machine.dateAheadMs += 8 * HOUR;
    running.machine.venueAheadMs += 8 * HOUR;
    await running.pass(SECOND);
    expect(Math.abs(running.aheadMs)).toBeLessThan(200);
    expect([marks, once, running.interruptions.length]).toEqual([1, 1, 1]);
    await running.pass(5 * MINUTE);
    expect(marks).toBe(2);
  });

  it('believes a date that went on when nobody can say what time it is', async () => {
    const running = new Running();
    running.machine.venueAnswers = false;
    running.machine.dateAheadMs += HOUR;
    await running.pass(5 * SECOND);
    expect(running.clock.now()).toBe(START + 5 * SECOND);
    await running.pass(10 * SECOND);
    expect(running.clock.now()).toBeGreaterThan(START + HOUR);
  });

  it('knows that it was stopped for ten minutes: what was heard before does not count, timers fire once', async () => {
    const running = new Running();
    let marks = 0;
    running.clock.every(MINUTE, () => marks++);
    await running.pass(30 * SECOND);
    await running.stoppedFor(10 * MINUTE);
    await running.pass(SECOND);
    expect(running.interruptions).toHaveLength(1);
    expect(marks).toBe(1);
    expect(Math.abs(running.aheadMs)).toBeLessThan(200);
  });

  it('runs at half speed while it is ahead, and never back', async () => {
    const machine = new Machine();
    const time = new LiveTime({ wall: machine.wall, startAt: later(START, MINUTE), venueTime: async () => machine.truth });
    let before = time.now();
    for (let i = 0; i < 130; i++) {
      machine.mono.advanceTo(later(machine.mono.now(), SECOND));
      time.tick();
      expect(time.now()).toBeGreaterThanOrEqual(before);
      before = time.now();
    }
    expect(Math.abs(time.now() - machine.truth)).toBeLessThan(600);
  });

  it('stops stepping when a step fails, and says why', async () => {
    const running = new Running();
    running.fails = new Error('a bug');
    await running.pass(SECOND);
    expect([running.steps, running.failure]).toEqual([1, running.fails]);
  });
});
