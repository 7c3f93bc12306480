import { describe, expect, it } from 'vitest';
import { type Clock, type Instant, instant, later, VirtualClock } from '#src/domain/clock.ts';
import { Skew } from './skew.ts';

const START = instant(Date.UTC(2026, 0, 5, 9, 0, 0, 123));

function measured(aheadMs: number, tookMs: readonly number[], round: (at: number) => number = (at) => at): Promise<number> {
  const clock = new VirtualClock(START);
  let asked = 0;
  const skew = new Skew(clock, async (): Promise<Instant> => {
    const half = (tookMs[asked++] ?? 0) / 2;
    clock.advanceTo(later(clock.now(), half));
    const theirs = instant(round(clock.now() - aheadMs));
    clock.advanceTo(later(clock.now(), half));
    return theirs;
  });
  return skew.measure().then(() => skew.aheadMs);
}

it('is how far this clock is ahead of the venue’s, whatever the way there takes', async () => {
  expect(await measured(700, [200, 40, 900])).toBe(700);
  expect(await measured(-1_500, [10, 10, 10])).toBe(-1_500);
});

it('is right to half a second where the venue tells whole seconds', async () => {
  const seconds = (at: number): number => Math.floor(at / 1_000) * 1_000;
  for (const ahead of [0, 300, 800, -400])
    expect(Math.abs((await measured(ahead, [20, 20, 20], seconds)) - ahead)).toBeLessThanOrEqual(500);
});

describe('a date that is set while Heron runs', () => {
  class Machine implements Clock {
    readonly world = new VirtualClock(START);
    dateAheadMs = 0;
    sleptMs = 0;
    now = (): Instant => later(this.world.now(), this.dateAheadMs);
    mono = (): number => this.world.mono() - this.sleptMs;
    after: Clock['after'] = (ms, run) => this.world.after(ms, run);
    every: Clock['every'] = (ms, run) => this.world.every(ms, run);
  }

  async function running() {
    const machine = new Machine();
    let asked = 0;
    const venue = { isSilent: false };
    const skew = new Skew(machine, async (): Promise<Instant> => {
      asked++;
      if (venue.isSilent) throw new Error('no answer');
      return machine.world.now();
    });
    await skew.measure();
    const seconds = async (count: number): Promise<void> => {
      machine.world.advanceTo(later(machine.world.now(), count * 1_000));
      await new Promise(setImmediate);
    };
    return { machine, venue, skew, seconds, asked: () => asked };
  }

  it('shows at once, before the venue is asked again, and so does the day on which it is set right', async () => {
    const { machine, skew, seconds } = await running();
    await seconds(60);
    machine.dateAheadMs = 3_600_000;
    expect(skew.aheadMs).toBe(3_600_000);
    await seconds(60);
    expect(skew.aheadMs).toBe(3_600_000);
    machine.dateAheadMs = 0;
    expect(skew.aheadMs).toBe(0);
  });

  it('is told from a sleep, which stops the counter and not the venue, by asking once', async () => {
    const { machine, skew, seconds, asked } = await running();
    await seconds(3_600);
    machine.sleptMs = 3_500_000;
    expect(skew.aheadMs).toBe(3_500_000);
    await seconds(1);
    expect([skew.aheadMs, asked()]).toEqual([0, 6]);
  });

  it('is asked about every ten seconds where the venue does not answer', async () => {
    const { machine, venue, skew, seconds, asked } = await running();
    venue.isSilent = true;
    machine.dateAheadMs = 3_600_000;
    for (let i = 0; i < 60; i++) {
      await seconds(1);
      expect(skew.aheadMs).toBe(3_600_000);
    }
    expect(asked()).toBeGreaterThan(6);
    expect(asked()).toBeLessThan(11);
  });
});
