import type { Settings } from '#src/config/settings.ts';
import { systemClock } from '#src/domain/clock.ts';
import { CannotStart } from '#src/domain/errors.ts';
import type { Market } from '#src/domain/market.ts';
import type { MarketSource } from '#src/feed/ccxt/source.ts';

const TIMEOUT_MS = 10_000;

/** What a venue lists. */
interface Listed {
  readonly symbols: readonly string[];
  /** A market that Heron can trade there. */
  readonly find: (symbol: string) => Market | undefined;
}

/** What a venue tells anybody, without any key. */
interface PublicSide {
  readonly source: MarketSource;
  /** For people. */
  readonly title: string;
  /** Whether the venue has a call for its time. */
  readonly tellsTime: boolean;
  /** What its server wrote on its newest answer, epoch milliseconds; undefined where nobody reads it. */
  readonly date: () => number | undefined;
  /** Asks for the list of markets, which comes before any other question; `listedAs` is who the orders for them go to. */
  readonly list: (listedAs: string) => Promise<Listed>;
}

/** The public side of the venue with this id, whichever library reaches it; nothing is sent before it is asked. Throws CannotStart. */
export const publicSideOf = (id: string, venue: Settings['venue']): Promise<PublicSide> =>
  id === 'valr' ? valr(venue) : ofLibrary(id, venue);

async function ofLibrary(id: string, { testnet, url }: Settings['venue']): Promise<PublicSide> {
  const { publicClient } = await import('#src/venue/ccxt/client.ts');
  const { marketOf } = await import('#src/venue/ccxt/market.ts');
  const { profileOf } = await import('#src/venue/ccxt/profileOf.ts');
  const { serverTime } = await import('#src/venue/ccxt/serverTime.ts');
  const profile = profileOf(id);
  const dates = serverTime();
  const client = await publicClient({ profile, testnet, ...(url === '' ? {} : { url }), onAnswer: dates.hear });
  return {
    source: client,
    title: profile.title,
    tellsTime: profile.time,
    date: dates.date,
    async list(listedAs) {
      const all = await client.loadMarkets();
      const find = (symbol: string): Market | undefined => {
        const market = Object.hasOwn(all, symbol) ? marketOf(all[symbol] ?? {}, listedAs) : undefined;
        return market !== undefined && profile.kinds.includes(market.kind) ? market : undefined;
      };
      return { symbols: Object.keys(all), find };
    },
  };
}

async function valr({ testnet, url }: Settings['venue']): Promise<PublicSide> {
  const { ownAddress } = await import('#src/venue/ccxt/address.ts');
  const { ValrPublic } = await import('#src/venue/valr/publicReads.ts');
  if (testnet) throw new CannotStart('no-testnet', 'VALR has no testnet.', 'Set venue.testnet: false, or try it in paper mode.');
  const at = url === '' ? 'https://api.valr.com' : ownAddress(url).origin;
  const source = new ValrPublic({ fetch: globalThis.fetch, url: at, clock: systemClock(), timeoutMs: TIMEOUT_MS });
  return {
    source,
    title: 'VALR',
    tellsTime: true,
    date: () => undefined,
    async list(listedAs) {
      const all = new Map((await source.markets(listedAs)).map((market) => [market.symbol, market]));
      return { symbols: [...all.keys()], find: (symbol) => all.get(symbol) };
    },
  };
}
