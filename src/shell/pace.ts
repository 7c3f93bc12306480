import type { Clock, Instant } from '#src/domain/clock.ts';
import type { Engine } from '#src/engine.ts';

/** Longest that steps may keep the process busy before it listens again, in real milliseconds. */
const SLICE_MS = 12;
const TICK_MS = 20;
/** What a machine that slept or could not keep up is allowed to catch up, in real milliseconds; the rest of the time did not happen. */
const CATCH_UP_MS = 2_000;

export interface Pace {
  stop(): void;
}

/**
 * Lets a stepped feed run at `speed` × real time: each tick takes the steps that are due, a slice at a time. `failed` hears of an error in a
 * step; nothing is stepped after it.
 */
export function startPace(engine: Engine, startAt: Instant, speed: number, clock: Clock, failed: (error: unknown) => void): Pace {
  let realStart = clock.mono();
  const timer = clock.every(TICK_MS, () => {
    const began = clock.mono();
    const due = (): number => startAt + (clock.mono() - realStart) * speed;
    const next = engine.nextAt();
    const behindMs = next === undefined ? 0 : (due() - next) / speed;
    if (behindMs > CATCH_UP_MS) realStart += behindMs - CATCH_UP_MS;
    try {
      for (let at = next; at !== undefined && at <= due(); at = engine.nextAt()) {
        engine.step();
        if (clock.mono() - began > SLICE_MS) return;
      }
    } catch (error) {
      timer.cancel();
      failed(error);
    }
  });
  return { stop: () => timer.cancel() };
}
