import type { Condition, ConditionDraft } from '#src/domain/condition.ts';
import { likelyEntry } from '#src/domain/sense.ts';
import type { LedgerTx } from '#src/ledger/ledger.ts';
import type { OfferDeps } from './offer.ts';

/** What stands in the way of a draft: a sentence; or the older proposal that this one replaces; or nothing. */
export function clashOf(
  tx: LedgerTx,
  { settings, deskId, strategist }: Pick<OfferDeps, 'settings' | 'deskId' | 'strategist'>,
  draft: ConditionDraft,
  paramsHash: string,
): string | Condition | undefined {
  const live = [...tx.memory.conditions.values()].filter((one) => one.deskId === deskId);
  const same = live.filter((one) => one.market === draft.market && one.side === draft.side);
  const twin = same.find((one) => one.paramsHash === paramsHash || isAlike(one, draft));
  if (twin !== undefined) {
    const data = { market: draft.market, reason: `the same as ${twin.id}` };
    tx.append({ kind: 'condition.merged', subject: twin.id, actor: `strategist:${strategist.name}`, data });
    return `merged: the same as ${twin.id}`;
  }
  const busy = same.find(({ status }) => status !== 'proposed');
  if (busy !== undefined && !settings.condition.sameMarketAndSide)
    return `refused: ${busy.id} is ${busy.status} for the same market and side`;
  const older = same.find(({ status }) => status === 'proposed');
  if (older !== undefined) return older;
  const open = live.filter(({ status }) => status === 'proposed').length;
  const { maxOpenProposals } = settings.condition;
  return open >= maxOpenProposals ? `refused: ${open} proposals wait for an answer already` : undefined;
}

/** The same idea with prices that differ by less than it costs to trade: 0.1 %. */
const isAlike = (condition: Condition, draft: ConditionDraft): boolean =>
  condition.pattern === draft.pattern &&
  Math.abs(Number(condition.stop) / Number(draft.stop) - 1) < 0.001 &&
  Math.abs(likelyEntry(condition, Number(draft.referencePrice)) / likelyEntry(draft, Number(draft.referencePrice)) - 1) < 0.001;
