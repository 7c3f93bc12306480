import type { Instant } from './clock.ts';
import { add, type Decimal, subtract, ZERO } from './decimal.ts';
import type { OrderSide, Purpose } from './order.ts';

/** A part of a fee that was taken in another asset than the rest. */
export interface FeePart {
  /** In `asset`; negative for a rebate. */
  readonly amount: Decimal;
  readonly asset: string;
  /** In quote, as charged or converted. */
  readonly value: Decimal;
}

/** One execution (what ccxt calls a trade). */
export interface Fill {
  readonly id: string;
  /** The venue's own id of the execution; unique per account and market. */
  readonly venueFillId: string;
  readonly orderId: string;
  readonly tradeId: string;
  readonly conditionId: string;
  readonly deskId: string;
  readonly accountId: string;
  readonly market: string;
  readonly purpose: Purpose;
  readonly side: OrderSide;
  readonly amount: Decimal;
  readonly price: Decimal;
  /** In `feeAsset`; negative for a rebate. */
  readonly fee: Decimal;
  readonly feeAsset: string;
  /** The whole fee in quote, other parts included: as charged, or converted at this fill's price (base) or at `feeRate` (third asset). */
  readonly feeValue: Decimal;
  /** Where a venue takes one fee in several assets: what is not in `feeAsset`. */
  readonly otherFees?: readonly FeePart[] | undefined;
  readonly liquidity: 'maker' | 'taker';
  /** The quote that a paper fill was made from, so that it can be checked: `bid/ask/last@ISO`. */
  readonly quote: string;
  readonly at: Instant;
}

/** All parts of a fill's fee; the first is the one in `feeAsset`. */
export function feePartsOf({
  fee,
  feeAsset,
  feeValue,
  otherFees = [],
}: Pick<Fill, 'fee' | 'feeAsset' | 'feeValue' | 'otherFees'>): FeePart[] {
  const value = otherFees.reduce((left, part) => subtract(left, part.value), feeValue);
  return [{ amount: fee, asset: feeAsset, value }, ...otherFees];
}

/** What a fee took of one asset. */
export const feeIn = (asset: string, { fee, feeAsset, otherFees = [] }: FeesOf): Decimal =>
  otherFees.reduce((total, one) => (one.asset === asset ? add(total, one.amount) : total), feeAsset === asset ? fee : ZERO);

/** A fee as a fill or a venue's execution names it. */
interface FeesOf {
  readonly fee: Decimal;
  readonly feeAsset: string;
  readonly otherFees?: readonly Pick<FeePart, 'amount' | 'asset'>[] | undefined;
}

/** Funding paid (positive) or received (negative) for a perpetual position, in quote. */
export interface Funding {
  readonly id: string;
  readonly venueFundingId: string;
  readonly tradeId: string;
  readonly conditionId: string;
  readonly deskId: string;
  readonly accountId: string;
  readonly market: string;
  readonly amount: Decimal;
  readonly asset: string;
  readonly at: Instant;
}
