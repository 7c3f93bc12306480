import type { Settings } from '#src/config/settings.ts';
import { OutsideError } from '#src/domain/errors.ts';
import { publicSideOf } from './publicSide.ts';

/** The last price of a market at the venue of `feed.source`, asked without keys. Rejects with OutsideError. */
export async function publicPrice(settings: Settings, symbol: string): Promise<number> {
  const { source, list } = await publicSideOf(settings.feed.source, settings.venue);
  try {
    await list(settings.feed.source);
    const { last } = await source.fetchTicker(symbol);
    const price = Number(last);
    if (price > 0 && Number.isFinite(price)) return price;
    throw new OutsideError(
      'bad-answer',
      `${settings.feed.source} tells no price of ${symbol}.`,
      'Try again, or choose another market.',
      true,
    );
  } catch (error) {
    throw asOutside(error, settings.feed.source);
  } finally {
    await source.close();
  }
}

/**
 * Last prices of assets in a quote asset, by asset, asked without keys: of the spot market, or of the perpetual where there is no other. What the venue
 * does not list or tells no price of is left out. Rejects with OutsideError.
 */
export async function publicPrices(settings: Settings, assets: readonly string[], quote: string): Promise<ReadonlyMap<string, number>> {
  const { source, list } = await publicSideOf(settings.feed.source, settings.venue);
  try {
    const { symbols } = await list(settings.feed.source);
    const listed = new Set(symbols);
    const prices = new Map<string, number>();
    for (const asset of assets) {
      const symbol = [`${asset}/${quote}`, `${asset}/${quote}:${quote}`].find((one) => listed.has(one));
      const price = symbol === undefined ? Number.NaN : Number((await source.fetchTicker(symbol)).last);
      if (price > 0 && Number.isFinite(price)) prices.set(asset, price);
    }
    return prices;
  } catch (error) {
    throw asOutside(error, settings.feed.source);
  } finally {
    await source.close();
  }
}

/**
 * The venue's time in epoch milliseconds, asked without keys; where it has no call for it, the date of an answer. `asks` hears when the question goes out,
 * which is after its library was loaded and a connection was made. Rejects with OutsideError.
 */
export async function publicTime(settings: Settings, asks: () => void = () => undefined): Promise<number> {
  const { source, list, tellsTime, date } = await publicSideOf(settings.feed.source, settings.venue);
  try {
    // The first question pays for the connection.
    if (tellsTime) await source.fetchTime();
    asks();
    // Any answer has a date; the list of markets is one that every venue gives.
    const time = tellsTime ? Number(await source.fetchTime()) : await list(settings.feed.source).then(date);
    if (time !== undefined && Number.isFinite(time)) return time;
    throw new OutsideError(
      'bad-answer',
      `${settings.feed.source} tells no time.`,
      'Compare the clock of the machine with another one.',
      false,
    );
  } catch (error) {
    throw asOutside(error, settings.feed.source);
  } finally {
    await source.close();
  }
}

/** The library's own texts hold addresses: only the kind of the error is passed on. */
function asOutside(error: unknown, venue: string): OutsideError {
  if (error instanceof OutsideError) return error;
  const kind = error instanceof Error ? error.constructor.name : 'an error';
  return new OutsideError(
    'venue',
    `${venue} did not answer as it should (${kind}).`,
    'Check the network, venue.url and the status page of the venue.',
    true,
  );
}
