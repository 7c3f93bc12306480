import { type Instant, later, toIso } from '#src/domain/clock.ts';
import type { Core, Reader } from './core.ts';
import type { Memory } from './memory.ts';
import type { OpinionRow } from './opinions.ts';

/** Looks come on the hour, and a model's answer a little after it: the look that comes so little before the horizon is the one that is meant. */
const EARLIEST_MS = 5 * 60_000;

/** Open opinions of each market, oldest first, beside the rows: every event asks for them, also where a rebuild has no index to ask. */
const openOf = new WeakMap<Memory, Map<string, OpinionRow[]>>();

/** Opinions that are due at a look have their horizon up to here, as it is stored. */
export const dueUntil = (look: Instant): string => toIso(later(look, EARLIEST_MS));

/** The open opinions about a market, to be added to. */
export function openIn(core: Core, market: string): OpinionRow[] {
  const all = openByMarket(core);
  const open = all.get(market) ?? [];
  all.set(market, open);
  return open;
}

/** Those that are still open. */
export const keepOpen = (core: Core, market: string, open: OpinionRow[]): void => void openByMarket(core).set(market, open);

/** True when opinions about a market wait for a price to be measured with. */
export const areOpinionsDue = (ledger: Reader, market: string, now: Instant): boolean =>
  ledger.get("select 1 from opinion where status = 'open' and market = ? and due_at <= ? limit 1", market, dueUntil(now)) !== undefined;

function openByMarket(core: Core): Map<string, OpinionRow[]> {
  let open = openOf.get(core.memory);
  if (open === undefined) {
    open = Map.groupBy(core.all<OpinionRow>("select * from opinion where status = 'open' order by seq, analyst"), ({ market }) => market);
    openOf.set(core.memory, open);
  }
  return open;
}
