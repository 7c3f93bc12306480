import { expect, it } from 'vitest';
import { type Instant, instant, later, VirtualClock } from '#src/domain/clock.ts';
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
