import { type Clock, instant, systemClock } from '#src/domain/clock.ts';

/** The machine's time, so many times as fast: waits and time-outs of seconds pass in milliseconds. */
export function hurriedClock(times: number): Clock {
  const real = systemClock();
  const from = real.now();
  return {
    now: () => instant(from + Math.round((real.now() - from) * times)),
    mono: () => real.mono() * times,
    after: (ms, run) => real.after(ms / times, run),
    every: (ms, run) => real.every(ms / times, run),
  };
}
