import { absolute, add, type Decimal, isEqual, isLess, isMore, isNegative, isZero, subtract, toText, ZERO } from '#src/domain/decimal.ts';
import { feeIn } from '#src/domain/fill.ts';
import type { Market } from '#src/domain/market.ts';
import { signedPosition } from '#src/reconcile/drift.ts';
import type { Kind, Remedy, Sighting, View } from '#src/reconcile/view.ts';
import type { VenueFill } from '#src/venue/port.ts';

/**
 * Positions of perpetuals, and the coins that stand behind positions on spot. A position that only the ledger has (zombie) may have been closed by hand
 * or by force; one that only the venue has (ghost) is somebody else's. Neither is closed, opened or sold again by itself.
 */
export const positions: Kind = (view, look) => {
  const sightings: Sighting[] = [];
  for (const market of view.memory.markets.values()) {
    look();
    const sighting = market.kind === 'spot' ? spot(view, market) : perpetual(view, market);
    if (sighting !== undefined) sightings.push(sighting);
  }
  for (const { market, amount } of view.positions)
    if (!view.memory.markets.has(market) && !isZero(amount))
      sightings.push({ invariant: 'RECON-GHOST', row: rowOf(view, market), expected: 'none', found: toText(amount) });
  return sightings;
};

function perpetual(view: View, market: Market): Sighting | undefined {
  const ours = signedPosition(view.memory, view.accountId, market.symbol);
  const theirs = view.positions.reduce((total, one) => (one.market === market.symbol ? add(total, one.amount) : total), ZERO);
  if (isEqual(ours, theirs)) return undefined;
  const row = rowOf(view, market.symbol);
  if (isZero(ours)) return { invariant: 'RECON-GHOST', row, expected: 'none', found: toText(theirs) };
  const isGone = isZero(theirs) || isNegative(ours) !== isNegative(theirs);
  const missing = isGone ? absolute(ours) : subtract(absolute(ours), absolute(theirs));
  return {
    invariant: isGone ? 'RECON-ZOMBIE' : 'RECON-QUANTITY',
    row,
    expected: toText(ours),
    found: isZero(theirs) ? 'none' : toText(theirs),
    remedy: isNegative(missing) ? undefined : exitOf(view, market, isNegative(ours) ? 'buy' : 'sell', missing),
  };
}

/** Coins beyond the position are a balance, not a position. Less than a step is dust. */
function spot(view: View, market: Market): Sighting | undefined {
  const ours = signedPosition(view.memory, view.accountId, market.symbol);
  if (isZero(ours)) return undefined;
  const held = view.balances.get(market.base) ?? ZERO;
  const missing: Decimal = subtract(ours, held);
  if (isLess(missing, market.step)) return undefined;
  return {
    invariant: isLess(held, market.minAmount) ? 'RECON-ZOMBIE' : 'RECON-QUANTITY',
    row: rowOf(view, market.symbol),
    expected: toText(ours),
    found: isZero(held) ? 'none' : toText(held),
    remedy: exitOf(view, market, 'sell', missing),
  };
}

/** What is missing, with the venue's own executions that make it up: oldest first, and no more than is missing. */
function exitOf({ strays }: View, market: Market, side: VenueFill['side'], missing: Decimal): Remedy {
  const fills: VenueFill[] = [];
  let taken = ZERO;
  for (const fill of [...strays].sort((a, b) => a.at - b.at)) {
    if (fill.market !== market.symbol || fill.side !== side) continue;
    const next = add(taken, market.kind === 'spot' ? add(fill.amount, feeIn(market.base, fill)) : fill.amount);
    if (isMore(next, missing)) continue;
    taken = next;
    fills.push(fill);
  }
  return { kind: 'exit', market: market.symbol, amount: missing, fills };
}

const rowOf = ({ venue }: View, market: string): string => `position in ${market} at ${venue}`;
