import { type Instant, toIso } from '#src/domain/clock.ts';
import { type Condition, type ConditionDraft, paramsHashOf } from '#src/domain/condition.ts';
import { roundTripCostPct } from '#src/domain/cost.ts';
import { decimal, fromNumber, isDecimalText, placesOf, toNumber, toText } from '#src/domain/decimal.ts';
import { draftSchema } from '#src/domain/draft.ts';
import { sizeOfDraft } from '#src/domain/draftSize.ts';
import { type Market, roundPrice } from '#src/domain/market.ts';
import { bandOf } from '#src/domain/policy.ts';
import { faultOfDraft } from '#src/domain/sense.ts';
import { conditionById, conditionRow } from '#src/ledger/conditions.ts';
import { equityOf } from '#src/ledger/equity.ts';
import { expire } from './answer.ts';
import type { SniperState } from './state.ts';

/** One thing that somebody wants otherwise. */
type Edit =
  /** Percent of equity to lose at the stop. */
  | { readonly what: 'size'; readonly riskPct: number }
  /** The same in quote. */
  | { readonly what: 'size'; readonly riskAmount: number }
  /** Of what is shown now: 0.5 is half of it. */
  | { readonly what: 'size'; readonly factor: number }
  /** Decimal text. */
  | { readonly what: 'stop'; readonly stop: string }
  | { readonly what: 'expiry'; readonly expiresAt: Instant };

export interface EditRequest {
  readonly id: string;
  readonly edit: Edit;
  readonly actor: string;
}

export type Edited =
  | { readonly ok: true; readonly before: Condition; readonly after: Condition }
  | { readonly ok: false; readonly why: 'unknown' | 'over' | 'expired' | 'senseless'; readonly text: string };

/**
 * Makes a new condition that differs in one thing and takes the place of the old one. An approval is bound to exact parameters, so the new one waits for
 * an answer like any proposal, and one that was armed is armed no more. What makes no sense is refused before anything is touched.
 */
export function edit(state: SniperState, { id, edit, actor }: EditRequest): Edited {
  const { ledger, clock, quotes, watches, causes, ids } = state;
  const before = ledger.memory.conditions.get(id) ?? conditionById(ledger, id);
  if (before === undefined) return no('unknown', `There is no condition ${id}.`);
  if (before.status !== 'proposed' && before.status !== 'armed')
    return no('over', `${id} is ${before.status}; only what is proposed or armed can be changed.`);
  if (clock.now() >= before.expiresAt) {
    expire(state, before, before.status === 'armed' ? 'its trigger did not come in time' : 'nobody answered in time');
    return no('expired', `${id} expired at ${toIso(before.expiresAt)}; nothing was changed.`);
  }
  const market = ledger.memory.markets.get(before.market);
  const price = quotes.get(before.market)?.last;
  if (market === undefined || price === undefined)
    return no('senseless', `There is no price of ${before.market} to hold it against; ask again when its feed is back.`);
  const draft = edited(state, before, edit, market, price);
  if (typeof draft === 'string') return no('senseless', draft);
  const sized = sensible(state, before, draft, market, price);
  if (typeof sized === 'string') return no('senseless', sized);
  const paramsHash = paramsHashOf(draft, before.deskId, before.accountId);
  if (paramsHash === before.paramsHash) return no('senseless', `${id} has this ${edit.what} already.`);
  const after: Condition = {
    ...before,
    ...draft,
    id: ids.next('c'),
    status: 'proposed',
    paramsHash,
    riskAmount: fromNumber(sized.riskAmount, 8),
    createdAt: clock.now(),
  };
  ledger.transact((tx) => {
    const reason = `its ${edit.what} was changed; ${after.id} asks for a new answer`;
    const cause = tx.append({ kind: 'condition.superseded', subject: id, actor, cause: causes.get(id), data: { reason } });
    tx.append({ kind: 'condition.proposed', subject: after.id, actor, cause, data: conditionRow(after) });
  });
  watches.get(before.market)?.disarm(id);
  return { ok: true, before, after };
}

const no = (why: Extract<Edited, { ok: false }>['why'], text: string): Edited => ({ ok: false, why, text });

/** The old draft with one thing changed, at today's price; or why it has no shape. */
function edited(state: SniperState, before: Condition, edit: Edit, market: Market, price: number): ConditionDraft | string {
  const { market: symbol, side, entry, stop, targets, riskPct, expiresAt, invalidation, exits, thesis, against, pattern, regime } = before;
  const { score, evidence } = before;
  const same: ConditionDraft = {
    market: symbol,
    side,
    entry,
    stop,
    targets,
    riskPct,
    expiresAt,
    invalidation,
    exits,
    thesis,
    against,
    pattern,
    regime,
    score,
    evidence,
    referencePrice: toText(fromNumber(price, placesOf(market.tick))),
  };
  switch (edit.what) {
    case 'stop':
      if (!isDecimalText(edit.stop)) return `${edit.stop} is no price.`;
      return { ...same, stop: toText(roundPrice(market, decimal(edit.stop))) };
    case 'expiry':
      return { ...same, expiresAt: edit.expiresAt };
    case 'size': {
      const equity = toNumber(equityOf(state.ledger.memory, state.quotes, before.accountId).equity);
      const pct = 'riskPct' in edit ? edit.riskPct : (amountOf(edit, before) / equity) * 100;
      const most = state.settings.guards.riskPct;
      if (!(pct > 0)) return 'A size is more than nothing.';
      if (pct > most) return `That would risk ${Number(pct.toPrecision(3))} % of equity; the guards allow ${most} % for one trade.`;
      return { ...same, riskPct: Number(pct.toPrecision(6)) };
    }
  }
}

const amountOf = (edit: { readonly riskAmount: number } | { readonly factor: number }, before: Condition): number =>
  'factor' in edit ? toNumber(before.riskAmount) * edit.factor : edit.riskAmount;

/** What a strategist's draft is asked too: its shape, its sense, its size, and whether anybody could approve it. */
function sensible(
  state: SniperState,
  before: Condition,
  draft: ConditionDraft,
  market: Market,
  price: number,
): { readonly riskAmount: number } | string {
  const { ledger, settings, venue, clock, quotes } = state;
  if (!draftSchema.safeParse(draft).success) return 'That is no value that a condition can have.';
  const costPct = roundTripCostPct(venue.profile);
  const deskMarkets = JSON.parse(ledger.memory.desks.get(before.deskId)?.markets ?? '[]') as string[];
  const fault = faultOfDraft(draft, { now: clock.now(), market, price, deskMarkets, costPct, limits: settings.condition });
  if (fault !== undefined) return `${capital(fault)}.`;
  const { equity } = equityOf(ledger.memory, quotes, before.accountId);
  const sized = sizeOfDraft(draft, { market, price, equity: toNumber(equity), costPct, limits: settings.guards });
  if (sized.amount === undefined) return `${capital(sized.why)}.`;
  if (bandOf(fromNumber(sized.riskAmount, 8), equity, settings.policy, venue.mode) === 'never')
    return `It would risk more than the policy ever allows (${settings.policy.neverAbovePct} % of equity).`;
  return sized;
}

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);
