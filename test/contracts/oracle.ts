import { type Decimal, decimal, toText } from '#src/domain/decimal.ts';
import type { Market } from '#src/domain/market.ts';
import type { VenueFill, VenueFunding } from '#src/venue/port.ts';

/** 10^36 units are one: enough that no product of a price, an amount, a contract size and a fee rate is ever cut. */
const PLACES = 36;

/** Exact integers, on purpose without Heron's decimals: a mistake there must not be able to hide here. */
export function unitsOf(value: Decimal): bigint {
  const [whole = '0', fraction = ''] = toText(value).replace('-', '').split('.');
  if (fraction.length > PLACES) throw new Error(`too many places: ${toText(value)}`);
  const units = BigInt(whole + fraction.padEnd(PLACES, '0'));
  return toText(value).startsWith('-') ? -units : units;
}

/** Balances by asset in units: deposits, and what each fill and funding moved. A perpetual counts its whole notional, so compare when it is flat. */
export function expectedUnits(
  deposits: Readonly<Record<string, string>>,
  fills: readonly VenueFill[],
  fundings: readonly Pick<VenueFunding, 'asset' | 'amount'>[],
  markets: readonly Market[],
): Map<string, bigint> {
  const units = new Map<string, bigint>();
  const move = (asset: string, amount: bigint): void => {
    units.set(asset, (units.get(asset) ?? 0n) + amount);
  };
  for (const [asset, amount] of Object.entries(deposits)) move(asset, unitsOf(decimal(amount)));
  for (const fill of fills) {
    const market = markets.find(({ symbol }) => symbol === fill.market);
    if (market === undefined) throw new Error(`a fill of an unknown market ${fill.market}`);
    const sign = fill.side === 'buy' ? 1n : -1n;
    const one = 10n ** BigInt(PLACES);
    const worth = (((unitsOf(fill.amount) * unitsOf(fill.price)) / one) * unitsOf(market.contractSize)) / one;
    if (market.kind === 'spot') move(market.base, sign * unitsOf(fill.amount));
    move(market.quote, -sign * worth);
    move(fill.feeAsset, -unitsOf(fill.fee));
  }
  for (const { asset, amount } of fundings) move(asset, -unitsOf(amount));
  for (const [asset, amount] of units) if (amount === 0n) units.delete(asset);
  return units;
}

/** A venue's answer in the same form. */
export const balanceUnits = (balances: ReadonlyMap<string, Decimal>): Map<string, bigint> =>
  new Map([...balances].map(([asset, amount]): [string, bigint] => [asset, unitsOf(amount)]).filter(([, amount]) => amount !== 0n));
