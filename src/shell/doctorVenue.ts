import type { Check } from '#src/chat/checks.ts';
import type { Settings } from '#src/config/settings.ts';
import { type Clock, systemClock } from '#src/domain/clock.ts';
import { OutsideError } from '#src/domain/errors.ts';

const WARN_MS = 500;

/** The venue's time in epoch milliseconds; `asks` hears when the question goes out, after whatever had to be loaded for it. Rejects with OutsideError. */
export type VenueTime = (settings: Settings, asks: () => void) => Promise<number>;

/** Whether the venue of `feed.source` answers, and how far this machine's clock is ahead of its own. Without keys; its library is loaded only then. */
export async function venueChecks(
  settings: Settings,
  timeOf: VenueTime = realTime,
  clock: Pick<Clock, 'now'> = systemClock(),
): Promise<Check[]> {
  const { feed, venue, mode } = settings;
  if (feed.source === 'simulated') return [{ name: 'venue', ok: true, found: 'none: the market is simulated' }];
  const name = `${feed.source}${venue.testnet ? ' (testnet)' : ''}`;
  try {
    let before = clock.now();
    const there = await timeOf(settings, () => {
      before = clock.now();
    });
    const after = clock.now();
    const aheadMs = Math.round((before + after) / 2 - there);
    const ok = Math.abs(aheadMs) < WARN_MS || mode === 'paper';
    return [
      { name: 'venue', ok: true, found: `${name} answered in ${after - before} ms` },
      {
        name: 'venue clock',
        ok,
        found: `this machine is ${Math.abs(aheadMs)} ms ${aheadMs < 0 ? 'behind' : 'ahead'}${ok && Math.abs(aheadMs) >= WARN_MS ? ': good enough for paper' : ''}`,
        mend: 'Let the machine follow a time server: timedatectl set-ntp true.',
      },
    ];
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    return [{ name: 'venue', ok: false, found: `${name}: ${error.message}`, mend: error.hint }];
  }
}

const realTime: VenueTime = async (settings, asks) => (await import('./publicPrice.ts')).publicTime(settings, asks);
