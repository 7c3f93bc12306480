import { CannotStart } from '#src/domain/errors.ts';
import type { CcxtProfile } from './profile.ts';
import { binance } from './profiles/binance.ts';
import { binanceusdm } from './profiles/binanceusdm.ts';
import { bybit } from './profiles/bybit.ts';
import { delta } from './profiles/delta.ts';
import { hyperliquid } from './profiles/hyperliquid.ts';
import { kraken } from './profiles/kraken.ts';
import { krakenfutures } from './profiles/krakenfutures.ts';
import { kucoin } from './profiles/kucoin.ts';
import { luno } from './profiles/luno.ts';
import { okx } from './profiles/okx.ts';

/** Every venue that Heron reaches through ccxt, by its id there. */
export const CCXT_PROFILES: ReadonlyMap<string, CcxtProfile> = new Map(
  [binance, binanceusdm, bybit, delta, hyperliquid, kraken, krakenfutures, kucoin, luno, okx].map((profile) => [profile.id, profile]),
);

/** Throws CannotStart('unknown-venue'), naming the ids that look most alike. */
export function profileOf(id: string): CcxtProfile {
  const profile = CCXT_PROFILES.get(id);
  if (profile !== undefined) return profile;
  throw new CannotStart(
    'unknown-venue',
    `Heron does not know a venue named ${JSON.stringify(id.slice(0, 40))}.`,
    `Nearest: ${nearest(id).join(', ')}.`,
  );
}

/** The three ids that share the most pairs of letters with what was written. */
function nearest(written: string): readonly string[] {
  const asked = pairsOf(written.toLowerCase().replaceAll(/[^a-z]/g, ''));
  const likeness = (id: string): number => {
    const pairs = pairsOf(id);
    return [...pairs].filter((pair) => asked.has(pair)).length / (pairs.size + asked.size);
  };
  return [...CCXT_PROFILES.keys()].toSorted((a, b) => likeness(b) - likeness(a)).slice(0, 3);
}

const pairsOf = (text: string): ReadonlySet<string> =>
  new Set(Array.from({ length: Math.max(0, text.length - 1) }, (_, at) => text.slice(at, at + 2)));
