import { level, minute, short } from '#src/strategist/llm/figures.ts';
import { ofMarkets, type PartMaker } from '#src/strategist/llm/part.ts';
import { describe } from '#src/triggers/describe.ts';
import { averageEntry } from './averageEntry.ts';

/** What the desk has in a market: the open position, conditions that are live, and how the last trade ended. Levels and ids; no thesis. */
export const livePart: PartMaker = (asked, { ledger, deskId }) => {
  const { memory } = ledger;
  return ofMarkets(asked, ({ context: { market, price, lastTrade } }) => {
    const lines: string[] = [];
    for (const position of memory.positions.values()) {
      if (position.deskId !== deskId || position.market !== market.symbol) continue;
      const entry = averageEntry(position, market);
      const move = (price / entry - 1) * 100 * (position.side === 'long' ? 1 : -1);
      lines.push(`position ${position.tradeId} ${position.side} from ${level(entry, market)}, ${short(move)} % in its direction`);
    }
    for (const one of memory.conditions.values()) {
      if (one.deskId !== deskId || one.market !== market.symbol) continue;
      const targets = one.targets.map(({ price: at }) => at).join('/');
      const until = one.status === 'triggered' ? '' : `, until ${minute(one.expiresAt)}`;
      lines.push(`${one.id} ${one.status} ${one.side}: ${describe(one.entry)}, stop ${one.stop}, targets ${targets}${until}`);
    }
    if (lastTrade !== undefined) lines.push(`last trade ${lastTrade.won ? 'won' : 'lost'}, closed ${minute(lastTrade.closedAt)}`);
    return lines.length === 0 ? undefined : lines.join('\n');
  });
};
