import { type Market, parseSymbol } from '#src/domain/market.ts';
import type { Position } from '#src/domain/position.ts';
import type { Memory } from '#src/ledger/memory.ts';
import { nearest } from './nearest.ts';
import { type Reply, say } from './reply.ts';

/** `BTC/USDT`, `btc/usdt`, or `btc` where that says enough: one market of that base, or one of them spot. */
export function findMarket(memory: Memory, typed: string): Market | undefined {
  const wanted = typed.toUpperCase();
  const exact = memory.markets.get(wanted);
  if (exact !== undefined) return exact;
  const ofBase = [...memory.markets.values()].filter(({ base }) => base === wanted);
  const spot = ofBase.filter(({ kind }) => kind === 'spot');
  return ofBase.length === 1 ? ofBase[0] : spot.length === 1 ? spot[0] : undefined;
}

export function unknownMarket(memory: Memory, typed: string): Reply {
  const symbols = [...memory.markets.keys()];
  const ofBase = symbols.filter((symbol) => symbol.startsWith(`${typed.toUpperCase().split('/')[0]}/`));
  const near = ofBase.length > 0 ? ofBase : nearest(typed, symbols);
  const help = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `Heron watches ${symbols.join(', ')}.`;
  return say(`There is no market ${typed} here.`, help);
}

/** Open positions that are meant: by trade (`t3`, `3`), by condition (`c3`), by market, or all. */
export function findPositions(memory: Memory, typed: string): Position[] {
  const positions = [...memory.positions.values()];
  const word = typed.toLowerCase();
  if (word === 'all') return positions;
  const id = /^\d+$/.test(word) ? `t${word}` : word;
  const byId = positions.filter(({ tradeId, conditionId }) => tradeId === id || conditionId === id);
  if (byId.length > 0) return byId;
  const market = findMarket(memory, typed)?.symbol;
  return positions.filter((position) => position.market === market);
}

export function unknownPosition(memory: Memory, typed: string): Reply {
  const open = [...memory.positions.values()].map(({ tradeId, market }) => `${tradeId} (${market})`);
  if (open.length === 0) return say('No position is open.', '/proposals shows what waits for an answer, /trades what is closed.');
  return say(`No position ${typed} is open.`, `Open: ${open.join(', ')}.`);
}

/** Asset in which results of a market are counted. */
export const quoteOf = (symbol: string): string => parseSymbol(symbol)?.quote ?? '';
