import type { Settings } from '#src/config/settings.ts';
import { OutsideError } from '#src/domain/errors.ts';
import type { PublicClient } from '#src/venue/ccxt/exchangeClient.ts';

interface Asked {
  readonly client: Pick<PublicClient, 'fetchTicker' | 'fetchTime' | 'close'> & { readonly loadMarkets: () => Promise<unknown> };
  /** Whether the venue has a call for its time. */
  readonly tellsTime: boolean;
  /** What its server wrote on its newest answer, epoch milliseconds. */
  readonly date: () => number | undefined;
}

/** A client without keys at the venue of `feed.source`; the library is loaded only then. Throws CannotStart. */
async function clientOf({ feed, venue }: Settings): Promise<Asked> {
  if (feed.source === 'valr') {
    const { valrPublicOf } = await import('./valrPublic.ts');
    return { client: valrPublicOf(venue), tellsTime: true, date: () => undefined };
  }
  const { publicClient } = await import('#src/venue/ccxt/client.ts');
  const { profileOf } = await import('#src/venue/ccxt/profileOf.ts');
  const { serverTime } = await import('#src/venue/ccxt/serverTime.ts');
  const profile = profileOf(feed.source);
  const dates = serverTime();
  const url = venue.url === '' ? {} : { url: venue.url };
  return {
    client: await publicClient({ profile, testnet: venue.testnet, ...url, onAnswer: dates.hear }),
    tellsTime: profile.time,
    date: dates.date,
  };
}

/** The last price of a market at the venue of `feed.source`, asked without keys. Rejects with OutsideError. */
export async function publicPrice(settings: Settings, symbol: string): Promise<number> {
  const { client } = await clientOf(settings);
  try {
    await client.loadMarkets();
    const { last } = await client.fetchTicker(symbol);
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
    await client.close();
  }
}

/** The venue's time in epoch milliseconds, asked without keys; where it has no call for it, the date of an answer. Rejects with OutsideError. */
export async function publicTime(settings: Settings): Promise<number> {
  const { client, tellsTime, date } = await clientOf(settings);
  try {
    const time = tellsTime ? Number(await client.fetchTime()) : await dateAfter(client, date);
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
    await client.close();
  }
}

/** Any answer has a date; the list of markets is one that every venue gives. */
async function dateAfter(client: Asked['client'], date: () => number | undefined): Promise<number | undefined> {
  await client.loadMarkets();
  return date();
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
