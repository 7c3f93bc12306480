import { add, type Decimal, isZero, negate, subtract, ZERO } from './decimal.ts';
import { type Fill, type Funding, feePartsOf } from './fill.ts';
import type { Market } from './market.ts';
import type { Folded, Position } from './position.ts';

/**
 * Books of the double entry. Per journal entry and asset the postings sum to zero.
 * cash: what the account holds · position: the other side of holdings bought and sold, at cost · fees, funding, pnl: results (pnl is negative
 * for a gain, as income is) · external: money from and to outside · conversion: fees charged in a third asset, valued in quote.
 */
export type Book = 'cash' | 'position' | 'fees' | 'funding' | 'pnl' | 'external' | 'conversion';

export interface Posting {
  readonly book: Book;
  readonly asset: string;
  readonly amount: Decimal;
}

const post = (book: Book, asset: string, amount: Decimal): Posting => ({ book, asset, amount });
const worthPosting = (postings: Posting[]): Posting[] => postings.filter((one) => !isZero(one.amount));

/** Postings of a fill, given what it did to its position. */
export function postingsOfFill(fill: Fill, folded: Folded, market: Market): Posting[] {
  const { base, quote } = market;
  const postings: Posting[] = [];
  const bought = fill.side === 'buy';
  let cash = ZERO;
  if (market.kind === 'spot') {
    const held = bought ? folded.moved : negate(folded.moved);
    postings.push(post('cash', base, held), post('position', base, negate(held)));
    cash = bought ? negate(folded.notional) : folded.notional;
    const carried = folded.entered ? folded.notional : negate(folded.released);
    postings.push(post('position', quote, bought === folded.entered ? carried : negate(carried)));
    if (!folded.entered) postings.push(post('pnl', quote, negate(folded.gross)));
  } else if (!folded.entered) {
    cash = folded.gross;
    postings.push(post('pnl', quote, negate(folded.gross)));
  }
  postings.push(post('fees', quote, fill.feeValue));
  for (const { amount, asset, value } of feePartsOf(fill)) {
    if (asset === quote || (market.kind === 'spot' && asset === base)) {
      // A base fee already came off the amount that moved; in quote it is paid out of what the whole fill cost.
      cash = subtract(cash, value);
    } else {
      postings.push(post('cash', asset, negate(amount)), post('conversion', asset, amount));
      postings.push(post('conversion', quote, negate(value)));
    }
  }
  postings.push(post('cash', quote, cash));
  return worthPosting(postings);
}

/** Takes the cost of an untradable remainder out of the position book when a round trip closes. */
export function postingsOfDust(position: Position, market: Market): Posting[] {
  if (market.kind !== 'spot' || isZero(position.cost)) return [];
  return [post('position', market.quote, negate(position.cost)), post('pnl', market.quote, position.cost)];
}

export const postingsOfFunding = (funding: Funding): Posting[] =>
  worthPosting([post('cash', funding.asset, negate(funding.amount)), post('funding', funding.asset, funding.amount)]);

/** Money from outside (positive) or to outside (negative). */
export const postingsOfTransfer = (asset: string, amount: Decimal): Posting[] =>
  worthPosting([post('cash', asset, amount), post('external', asset, negate(amount))]);

/** The asset whose postings do not sum to zero, or undefined when the entry balances. */
export function imbalanceOf(postings: readonly Posting[]): { asset: string; amount: Decimal } | undefined {
  const totals = new Map<string, Decimal>();
  for (const { asset, amount } of postings) totals.set(asset, add(totals.get(asset) ?? ZERO, amount));
  for (const [asset, amount] of totals) if (!isZero(amount)) return { asset, amount };
  return undefined;
}
