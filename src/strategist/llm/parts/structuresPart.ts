import type { Structures } from '#src/analysis/smc/structures.ts';
import { nearEdge, type Zone } from '#src/analysis/smc/zone.ts';
import type { Side } from '#src/domain/condition.ts';
import type { Market } from '#src/domain/market.ts';
import { level } from '#src/strategist/llm/figures.ts';
import { ofMarkets, type PartMaker } from '#src/strategist/llm/part.ts';

/** Zones of a kind and side that are told, the nearest ones. */
const MOST = 2;

/** Levels that the candles left: order blocks, fair value gaps, the last break of structure, the last swing leg of each side. */
export const structuresPart: PartMaker = (asked) =>
  ofMarkets(asked, ({ context: { market, price }, seen }) => {
    const lines = seen.views.flatMap((view) => {
      const found = structuresOf(view, market, price);
      return found.length === 0 ? [] : [`${view.timeframe}: ${found.join('; ')}`];
    });
    return lines.length === 0 ? undefined : lines.join('\n');
  });

function structuresOf(view: Structures, market: Market, price: number): string[] {
  const found: string[] = [];
  for (const [name, zones] of [['block', view.blocks] as const, ['gap', view.gaps] as const])
    for (const side of ['long', 'short'] as const) {
      const near = nearest(zones, side, price);
      if (near.length > 0) found.push(`${side} ${name} ${near.map((zone) => bandOf(zone, market)).join(', ')}`);
    }
  const broken = view.break;
  if (broken !== undefined)
    found.push(
      `${broken.kind} ${broken.side === 'long' ? 'up over' : 'down under'} ${level(broken.level, market)}, ${view.ageOf(broken.index)} candles ago`,
    );
  for (const side of ['long', 'short'] as const) {
    const leg = view.leg(side);
    if (leg !== undefined)
      found.push(`swing ${side === 'long' ? 'up' : 'down'} ${level(leg.from.price, market)} to ${level(leg.to.price, market)}`);
  }
  return found;
}

const nearest = (zones: readonly Zone[], side: Side, price: number): Zone[] =>
  zones
    .filter((zone) => zone.side === side)
    .sort((a, b) => Math.abs(nearEdge(a) - price) - Math.abs(nearEdge(b) - price))
    .slice(0, MOST);

const bandOf = ({ bottom, top, touchedAt }: Zone, market: Market): string =>
  `${level(bottom, market)}-${level(top, market)}${touchedAt === undefined ? '' : ' touched'}`;
