import type { Settings } from '#src/config/settings.ts';
import { CannotStart } from '#src/domain/errors.ts';
import type { Market } from '#src/domain/market.ts';
import type { MarketSource } from '#src/feed/ccxt/source.ts';
import { publicSideOf } from './publicSide.ts';

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
  const { source, title, list } = await publicSideOf(id, venue);
  try {
    const listed = await list(listedAs).catch((error: unknown) => {
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

const silent = (title: string, error: unknown): CannotStart =>
  new CannotStart(
    'no-venue',
    `${title} does not answer (${error instanceof Error ? error.constructor.name : 'no reason'}).`,
    'Check the network, venue.url and whether the venue is up, then start again; nothing was traded.',
  );
