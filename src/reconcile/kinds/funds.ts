import { add, type Decimal, fromNumber, isMore, multiply, toNumber, toText, ZERO } from '#src/domain/decimal.ts';
import type { Quotes } from '#src/domain/quotes.ts';
import type { Kind, Sighting } from '#src/reconcile/view.ts';

/** Nothing new is opened anywhere while this stands. */
const FUNDS = 'RECON-FUNDS';
/** The prices of a minute later must not make another figure of the same money. */
const DIGITS = 2;

/**
 * SEC-03: whether more lies on the account than its owner said should, at the prices of now. What has no price yet cannot take back what was seen before;
 * coins that have no market here are not counted, because a stranger who sends some must not be able to stop Heron.
 */
export const funds =
  (quotes: Pick<Quotes, 'get'>, most: Decimal | undefined): Kind =>
  (view, look) => {
    if (most === undefined) return [];
    look();
    const quote = view.memory.accounts.get(view.accountId)?.quote ?? '';
    let total = ZERO;
    let isWhole = true;
    for (const [asset, amount] of view.balances) {
      const market = `${asset}/${quote}`;
      const last = quotes.get(market)?.last;
      if (asset === quote) total = add(total, amount);
      else if (last !== undefined) total = add(total, multiply(amount, fromNumber(last, 12)));
      else if (view.memory.markets.has(market)) isWhole = false;
    }
    const sighting: Sighting = {
      invariant: FUNDS,
      row: `funds at ${view.venue}`,
      expected: `at most ${toText(most)} ${quote}`,
      found: `about ${Number(toNumber(total).toPrecision(DIGITS))} ${quote}`,
    };
    if (isMore(total, most)) return [sighting];
    const standing = [...view.memory.findings.values()].find(({ invariant, row }) => invariant === FUNDS && row === sighting.row);
    return isWhole || standing === undefined ? [] : [{ ...sighting, found: standing.found }];
  };
