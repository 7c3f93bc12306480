import { toIso } from '#src/domain/clock.ts';
import { toText } from '#src/domain/decimal.ts';
import type { Difference } from '#src/domain/difference.ts';
import type { Kind, Sighting, View } from '#src/reconcile/view.ts';
import type { VenueFill } from '#src/venue/port.ts';

const INVARIANT: Difference = 'RECON-FILL';
const ROW = /^fill (\S+) in (\S+) at /;

/** Executions in this account that Heron did not make, or could not book: a trade by hand, a liquidation, a second exit. */
export const fills: Kind = (view, look) => {
  const sightings: Sighting[] = [];
  for (const fill of view.strays) {
    look();
    sightings.push({ invariant: INVARIANT, row: rowOf(view, fill), expected: 'none', found: textOf(fill), remedy: { kind: 'fill', fill } });
  }
  const seen = new Set(sightings.map(({ row }) => row));
  // What was read in an earlier life is too old to be read again; it stands until somebody has said something about it.
  for (const { invariant, status, row, expected, found } of view.memory.findings.values()) {
    const [, id, market] = invariant === INVARIANT && status === 'open' && !seen.has(row) ? (ROW.exec(row) ?? []) : [];
    if (id !== undefined && market !== undefined && !view.isBooked(market, id))
      sightings.push({ invariant: INVARIANT, row, expected, found });
  }
  return sightings;
};

const rowOf = ({ venue }: View, { venueFillId, market }: VenueFill): string => `fill ${venueFillId} in ${market} at ${venue}`;

const textOf = ({ side, amount, price, at }: VenueFill): string => `${side} ${toText(amount)} at ${toText(price)}, ${toIso(at)}`;
