import type { Settings } from '#src/config/settings.ts';
import { CannotStart } from '#src/domain/errors.ts';
import type { Market } from '#src/domain/market.ts';
import type { MarketSource } from '#src/feed/ccxt/source.ts';
import { publicClient } from '#src/venue/ccxt/client.ts';
import { marketOf } from '#src/venue/ccxt/market.ts';
import { profileOf } from '#src/venue/ccxt/profileOf.ts';
import { valrPublicOf } from './valrPublic.ts';

/** A venue's public side, without any key, and the markets that were asked for. */
export interface PublicSource {
  readonly source: MarketSource;
  /** For people. */
  readonly title: string;
  readonly markets: readonly Market[];
}

/** Opens the public side of a venue and looks up markets; `listedAs` is who the orders for them go to. Throws CannotStart. */
export async function openPublicSource(
  id: string,
  { venue }: Pick<Settings, 'venue'>,
  symbols: readonly string[],
  listedAs: string,
): Promise<PublicSource> {
  const { source, title, load } = id === 'valr' ? valr(venue) : await ofLibrary(id, venue);
  try {
    const listed = await load(listedAs).catch((error: unknown) => {
      throw silent(title, error);
    });
    const markets = symbols.map((symbol) => {
      const market = listed.find(symbol);
      if (market !== undefined) return market;
      throw new CannotStart(
        'no-market',
        `${title} has no market ${symbol} that Heron can trade.`,
        `Name markets that it has, such as ${listed.symbols.slice(0, 3).join(', ')}.`,
      );
    });
    return { source, title, markets };
  } catch (error) {
    await source.close().catch(() => undefined);
    throw error;
  }
}

interface Listed {
  readonly symbols: readonly string[];
  readonly find: (symbol: string) => Market | undefined;
}

interface Unread {
  readonly source: MarketSource;
  readonly title: string;
  /** Asks for the list of markets. */
  readonly load: (listedAs: string) => Promise<Listed>;
}

async function ofLibrary(id: string, { testnet, url }: Settings['venue']): Promise<Unread> {
  const profile = profileOf(id);
  const client = await publicClient({ profile, testnet, ...(url === '' ? {} : { url }) });
  return {
    source: client,
    title: profile.title,
    async load(listedAs) {
      const all = await client.loadMarkets();
      const find = (symbol: string): Market | undefined => {
        const market = Object.hasOwn(all, symbol) ? marketOf(all[symbol] ?? {}, listedAs) : undefined;
        return market !== undefined && profile.kinds.includes(market.kind) ? market : undefined;
      };
      return { symbols: Object.keys(all), find };
    },
  };
}

function valr(venue: Settings['venue']): Unread {
  const source = valrPublicOf(venue);
  return {
    source,
    title: 'VALR',
    async load(listedAs) {
      const all = new Map((await source.markets(listedAs)).map((market) => [market.symbol, market]));
      return { symbols: [...all.keys()], find: (symbol) => all.get(symbol) };
    },
  };
}

const silent = (title: string, error: unknown): CannotStart =>
  new CannotStart(
    'no-venue',
    `${title} does not answer (${error instanceof Error ? error.constructor.name : 'no reason'}).`,
    'Check the network, venue.url and whether the venue is up, then start again; nothing was traded.',
  );
