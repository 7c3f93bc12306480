import { z } from 'zod';
import type { Settings } from '#src/config/settings.ts';
import type { Instant } from '#src/domain/clock.ts';
import { type Condition, type ConditionDraft, paramsHashOf } from '#src/domain/condition.ts';
import { type MarketCosts, roundTripCostPct } from '#src/domain/cost.ts';
import { fromNumber, toNumber } from '#src/domain/decimal.ts';
import { draftSchema } from '#src/domain/draft.ts';
import { sizeOfDraft } from '#src/domain/draftSize.ts';
import { fitting } from '#src/domain/fitting.ts';
import type { IdFactory } from '#src/domain/ids.ts';
import type { Market } from '#src/domain/market.ts';
import type { Quotes } from '#src/domain/quotes.ts';
import { faultOfDraft } from '#src/domain/sense.ts';
import { conditionRow } from '#src/ledger/conditions.ts';
import { equityOf } from '#src/ledger/equity.ts';
import type { LedgerTx } from '#src/ledger/ledger.ts';
import { clashOf } from './clash.ts';
import type { Strategist } from './port.ts';

export interface OfferDeps {
  readonly quotes: Quotes;
  readonly ids: IdFactory;
  readonly settings: Settings;
  readonly strategist: Pick<Strategist, 'name'>;
  readonly deskId: string;
  readonly costs: MarketCosts;
  /** What would be said if it triggered now; undefined when nothing stands in the way. */
  preview(condition: Condition): Preview | undefined;
}

/** A no of the guards before its time: `lasts` when waiting does not make it a yes. */
interface Preview {
  readonly denied: { readonly guard: string; readonly text: string };
  readonly lasts: boolean;
}

/** What came of a draft: why it was refused; or, of one that was proposed, what stands in its way for now. */
interface Offered {
  readonly refused?: string;
  readonly note?: string;
}

/** Writes a draft as a proposed condition after checking shape, sense, clashes, size and what the guards would say; or says why not. */
export function offer(
  tx: LedgerTx,
  deps: OfferDeps,
  said: ConditionDraft,
  { market, price, now }: { readonly market: Market; readonly price: number; readonly now: Instant },
): Offered {
  const { settings, ids, deskId, strategist, quotes } = deps;
  const parsed = fitting(draftSchema, said);
  if (!parsed.success) return { refused: `refused: ${z.prettifyError(parsed.error)}` };
  const draft = parsed.data;
  const desk = tx.memory.desks.get(deskId);
  if (desk === undefined) return { refused: 'the desk is not in the ledger' };
  const costPct = roundTripCostPct(deps.costs);
  const fault = faultOfDraft(draft, {
    now,
    market,
    price,
    deskMarkets: JSON.parse(desk.markets) as string[],
    costPct,
    limits: settings.condition,
  });
  if (fault !== undefined) return { refused: `refused: ${fault}` };
  const paramsHash = paramsHashOf(draft, deskId, desk.account_id);
  const clash = clashOf(tx, deps, draft, paramsHash);
  if (typeof clash === 'string') return { refused: clash };
  const { equity } = equityOf(tx.memory, quotes, desk.account_id);
  const sized = sizeOfDraft(draft, { market, price, equity: toNumber(equity), costPct, limits: settings.guards });
  if (sized.amount === undefined) return { refused: `refused: ${sized.why}` };
  const described: Condition = {
    ...draft,
    id: 'none',
    deskId,
    accountId: desk.account_id,
    strategist: strategist.name,
    status: 'proposed',
    paramsHash,
    riskAmount: fromNumber(sized.riskAmount, 8),
    createdAt: now,
  };
  const seen = deps.preview(described);
  const no = seen && `the guard ${seen.denied.guard} would say no: ${seen.denied.text.replace(/\.$/, '')}`;
  if (seen?.lasts === true) return { refused: `refused: ${no}` };
  const condition = { ...described, id: ids.next('c') };
  const actor = `strategist:${strategist.name}`;
  const cause =
    clash === undefined
      ? undefined
      : tx.append({ kind: 'condition.superseded', subject: clash.id, actor, data: { reason: `${condition.id} is newer` } });
  tx.append({ kind: 'condition.proposed', subject: condition.id, actor, cause, data: conditionRow(condition) });
  return no === undefined ? {} : { note: `now ${no}` };
}
