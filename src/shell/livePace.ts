import type { Clock, VirtualClock } from '#src/domain/clock.ts';
import type { Engine } from '#src/engine.ts';
import type { LiveTime } from './liveTime.ts';
import type { Pace } from './pace.ts';

const TICK_MS = 20;

export interface LivePaceOptions {
  readonly engine: Pick<Engine, 'step'>;
  readonly clock: VirtualClock;
  readonly time: Pick<LiveTime, 'begin' | 'now' | 'tick'>;
  /** Told when time was lost. */
  readonly feed: { interrupted(): void };
  readonly wall: Clock;
  /** Hears of an error in a step; nothing is stepped after it. */
  readonly failed: (error: unknown) => void;
}

/**
 * Moves market time with the machine's and lets the engine look at what came. After lost time (a stopped process, a machine that slept) nothing that
 * was heard before counts, and what fell due meanwhile is done once instead of as often as it would have been.
 */
export function startLivePace({ engine, clock, time, feed, wall, failed }: LivePaceOptions): Pace {
  time.begin();
  const timer = wall.every(TICK_MS, () => {
    try {
      if (time.tick() > 0) {
        feed.interrupted();
        clock.leapTo(time.now());
      } else clock.advanceTo(time.now());
      engine.step();
    } catch (error) {
      timer.cancel();
      failed(error);
    }
  });
  return { stop: () => timer.cancel() };
}
