import type { Clock } from '#src/domain/clock.ts';
import { readTime } from './border.ts';
import type { MarketSource } from './source.ts';

/** The venue's clock now, in milliseconds; undefined where it cannot be had. Where a venue has no call for it, its order books carry it. Never rejects. */
export async function venueTime(source: MarketSource, market: string): Promise<number | undefined> {
  try {
    const { fetchTime } = source.has;
    if (fetchTime === true) return readTime(await source.fetchTime());
    const { timestamp } = await source.fetchOrderBook(market, 20);
    return readTime(timestamp);
  } catch {
    return undefined;
  }
}

/** Milliseconds that the venue's clock is ahead of another one, taken in the middle of the question; undefined where it cannot be had. Never rejects. */
export async function aheadOf(source: MarketSource, market: string, clock: Pick<Clock, 'now'>): Promise<number | undefined> {
  const asked = clock.now();
  const told = await venueTime(source, market);
  return told === undefined ? undefined : told - (asked + clock.now()) / 2;
}
