import type { Instant } from '#src/domain/clock.ts';
import type { Answer } from './answer.ts';

/** Remembers the date that the venue's server put on its latest answer, for venues that have no call for the time. */
export function serverTime(): { hear: (answer: Answer) => void; date: () => Instant | undefined } {
  let latest: Instant | undefined;
  return {
    hear: ({ date }) => {
      latest = date ?? latest;
    },
    date: () => latest,
  };
}
