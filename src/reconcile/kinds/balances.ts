import { absolute, type Decimal, isMore, larger, multiply, subtract, toText, ZERO } from '#src/domain/decimal.ts';
import { balancesOf } from '#src/ledger/postings.ts';
import type { Kind, Sighting, View } from '#src/reconcile/view.ts';

/**
 * What the account holds, for every asset that the ledger has ever had or that can be traded here; coins that have nothing to do with Heron are not its
 * business. Less than the smallest unit of a market counts as equal (INV-7): one step of a base asset, one tick of one step of a quote asset.
 */
export const balances: Kind = (view, look) => {
  const ours = balancesOf({ memory: view.memory }, 'cash', view.accountId);
  const units = unitsOf(view);
  const sightings: Sighting[] = [];
  for (const asset of new Set([...ours.keys(), ...units.keys()])) {
    look();
    const expected = ours.get(asset) ?? ZERO;
    const found = view.balances.get(asset) ?? ZERO;
    const amount = subtract(found, expected);
    if (!isMore(absolute(amount), units.get(asset) ?? ZERO)) continue;
    sightings.push({
      invariant: 'RECON-BALANCE',
      row: `balance of ${asset} at ${view.venue}`,
      expected: toText(expected),
      found: toText(found),
      remedy: { kind: 'money', asset, amount },
    });
  }
  return sightings;
};

function unitsOf({ memory }: View): Map<string, Decimal> {
  const units = new Map<string, Decimal>();
  const allow = (asset: string, unit: Decimal): void => void units.set(asset, larger(units.get(asset) ?? ZERO, unit));
  for (const { kind, base, quote, tick, step, contractSize } of memory.markets.values()) {
    if (kind === 'spot') allow(base, step);
    allow(quote, multiply(multiply(tick, step), contractSize));
  }
  return units;
}
