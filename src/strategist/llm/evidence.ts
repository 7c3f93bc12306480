import { structureId } from '#src/analysis/smc/structureId.ts';
import type { Structures } from '#src/analysis/smc/structures.ts';
import type { Zone } from '#src/analysis/smc/zone.ts';
import { lastTrace } from '#src/ledger/traces.ts';
import type { StrategistDeps } from '#src/strategist/port.ts';
import type { LlmMarket } from './llmMarket.ts';
import type { WireCondition } from './wire.ts';

/** Ids of one kind that a condition cites. */
const MOST = 6;

/** What a condition rests on, as ids: zones that stand between its entry and its stop, insights that held, and the trace of the cycle before. */
export function evidenceOf({ entry, stop, side }: WireCondition, seen: LlmMarket, { ledger, deskId }: StrategistDeps): string[] {
  const high = Math.max(entry.price, stop);
  const low = Math.min(entry.price, stop);
  const standing = (view: Structures): string[] =>
    [...view.blocks, ...view.gaps]
      .filter((zone) => zone.side === side && zone.bottom <= high && zone.top >= low)
      .map((zone) => structureId(KINDS[zone.kind], view.timeframe, zone.openedAt));
  const insights = [...ledger.memory.insights.values()].filter((one) => one.desk_id === deskId).map(({ id }) => `insight:${id}`);
  const trace = lastTrace(ledger, seen.market.symbol);
  return [...seen.views.flatMap(standing).slice(-MOST), ...insights.slice(-MOST), ...(trace === undefined ? [] : [`trace:${trace.id}`])];
}

const KINDS: Readonly<Record<Zone['kind'], string>> = { block: 'ob', gap: 'fvg' };
