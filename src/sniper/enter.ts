import { toIso } from '#src/domain/clock.ts';
import { type Condition, paramsHashOf } from '#src/domain/condition.ts';
import type { Quote } from '#src/domain/quote.ts';
import type { Denial } from '#src/guards/guard.ts';
import type { ApprovalRow } from '#src/ledger/approvals.ts';
import type { LedgerTx } from '#src/ledger/ledger.ts';
import { faultOfMarket } from './frozen.ts';
import { barOf, type Modifier, modifierOf } from './modifiers.ts';
import { sizeEntry } from './sizeEntry.ts';
import type { SniperState } from './state.ts';
import { type Prepared, prepare, send } from './submit.ts';

const quoteText = ({ bid, ask, last, at }: Quote): string => `${bid}/${ask}/${last}@${toIso(at)}`;

/** The trigger is true: size it, ask the guards, write the order, send it. A no is written too, with the figure that decided. */
export function enter(state: SniperState, condition: Condition, quote: Quote): void {
  const prepared = state.ledger.transact((tx) => prepareEntry(state, tx, condition, quote));
  state.watches.get(condition.market)?.disarm(condition.id);
  send(state, prepared);
}

function prepareEntry(state: SniperState, tx: LedgerTx, condition: Condition, quote: Quote): Prepared {
  const { id, accountId } = condition;
  const deny = (denied: Denial): Prepared => {
    const { guard, figure, limit, text } = denied;
    tx.append({ kind: 'condition.denied', subject: id, actor: 'sniper', cause: causeOf(state, id), data: { guard, figure, limit, text } });
    return { denied };
  };
  const frozen = faultOfMarket(tx.memory, condition.market);
  if (frozen !== undefined) return deny(frozen);
  const approval = tx.memory.approvals.get(id);
  const unapproved = faultOfApproval(approval, condition, toIso(state.clock.now()));
  if (approval === undefined || unapproved !== undefined) return deny(unapproved ?? NO_APPROVAL);
  // In the first minute after a start nobody has looked yet at what was lost: look now, rather than deny for want of a look.
  const meter = state.riskMeters.get(accountId);
  if (meter?.reading().drawdownPct === undefined) meter?.read(state.valuations.get(accountId)?.equity() ?? Number.NaN, quote.at);
  const market = tx.memory.markets.get(condition.market);
  if (market === undefined)
    return deny({ guard: 'symbolList', figure: condition.market, limit: 'a listed market', text: 'The market is not listed.' });
  const marketState = state.marketState(condition.market, quote.at);
  const modifier = modifierOf(tx.memory, condition, marketState, quote.at);
  const barred = faultOfModifier(modifier, approval);
  if (barred !== undefined) return deny(barred);
  const entryPrice = condition.side === 'long' ? quote.ask : quote.bid;
  const at = { market, entryPrice, approvalId: approval.id, modifier, tradeId: () => state.ids.next('t') };
  const sized = sizeEntry(state, condition, at);
  if ('guard' in sized) return deny(sized);
  const prepared = prepare(state, tx, sized.intent, condition, undefined, sized.figures, () =>
    tx.append({
      kind: 'condition.triggered',
      subject: id,
      actor: 'sniper',
      cause: causeOf(state, id),
      data: {
        quote: quoteText(quote),
        factor: sized.factor,
        because: modifier.because,
        trend: marketState.trend ?? null,
        volatility: marketState.volatility ?? null,
        rules: [...modifier.rules],
      },
    }),
  );
  return 'denied' in prepared ? deny(prepared.denied) : prepared;
}

const NO_APPROVAL: Denial = {
  guard: 'approval',
  figure: 'none',
  limit: 'an approval of these parameters',
  text: 'There is no approval for exactly these parameters.',
};

/** `now` is the clock's: the close of a candle can come later than the quote that it is judged by. */
function faultOfApproval(approval: ApprovalRow | undefined, condition: Condition, now: string): Denial | undefined {
  if (approval === undefined || approval.params_hash !== paramsHashOf(condition, condition.deskId, condition.accountId)) return NO_APPROVAL;
  if (approval.expires_at > now) return undefined;
  return { guard: 'approval', figure: approval.expires_at, limit: now, text: 'The approval has expired.' };
}

/** Why what was learned does not let it trade. A person's yes is an answer to caution; the policy's, from before the rule held, is none. */
function faultOfModifier(modifier: Modifier, approval: ApprovalRow): Denial | undefined {
  const barred = barOf(modifier);
  const { caution } = modifier;
  if (barred !== undefined || caution === undefined || approval.actor !== 'policy') return barred;
  return { guard: 'adaptation', figure: caution.id, limit: 'approved by a person', text: `${caution.text} Only the policy had said yes.` };
}

const causeOf = (state: SniperState, conditionId: string): number | undefined => state.causes.get(conditionId);
