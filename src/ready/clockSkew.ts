import { NO_VENUE, type ReadyCheck } from './check.ts';

const SAMPLES = 3;
const MOST_MS = 500;

/** FI-48: signatures carry a time, and a deadline is worth nothing on a wrong clock. */
export const clockSkew: ReadyCheck = {
  name: 'clock',
  async look({ venue, clock }) {
    if (venue === undefined) return NO_VENUE;
    const offsets: number[] = [];
    for (let i = 0; i < SAMPLES; i++) {
      const before = clock.now();
      const there = await venue.time();
      // The venue read its clock between the two looks at ours; half way is the best guess (Cristian 1989).
      offsets.push((before + clock.now()) / 2 - there);
    }
    const worst = Math.max(...offsets.map(Math.abs));
    return {
      ok: worst < MOST_MS,
      figure: `${offsets.map((ms) => `${Math.round(ms)} ms`).join(', ')} ahead of ${venue.name}`,
      hint: 'Let the machine follow a time server (timedatectl set-ntp true), then try again.',
    };
  },
};
