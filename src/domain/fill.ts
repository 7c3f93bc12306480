import type { Instant } from './clock.ts';
import type { Decimal } from './decimal.ts';
import type { OrderSide, Purpose } from './order.ts';

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
  /** The fee in quote: as charged, or converted at this fill's price (base) or at `feeRate` (third asset). */
  readonly feeValue: Decimal;
  readonly liquidity: 'maker' | 'taker';
  /** The quote that a paper fill was made from, so that it can be checked: `bid/ask/last@ISO`. */
  readonly quote: string;
  readonly at: Instant;
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
