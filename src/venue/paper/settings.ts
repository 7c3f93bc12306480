import { type Decimal, decimal, divide, fromNumber } from '#src/domain/decimal.ts';
import { assert } from '#src/domain/errors.ts';

/**
 * Who is charged in what. `quote`: always the market's quote asset. `base`: what arrives, as the large spot exchanges do: base when buying, quote
 * when selling; a perpetual always pays in what it settles in. A third asset: at a fixed price in quote, rounded half up at 8 places; where the
 * account cannot pay it, or the asset is one of the market's own, the fee falls back to quote.
 */
export type FeeAsset = 'quote' | 'base' | { readonly asset: string; readonly rate: Decimal };

/** How the paper venue behaves. Nothing here is random: the same orders and quotes give the same fills. */
export interface PaperSettings {
  /** Percent of notional for a limit order that rested before it was filled; negative for a rebate. */
  readonly makerFeePct: number;
  /** Percent of notional for everything that is filled on arrival or goes to the market. */
  readonly takerFeePct: number;
  /**
   * What a market order pays beyond the best price, in basis points, when it takes next to nothing of what is offered; twice that when it takes
   * all: price = ask × (1 + slippageBps ÷ 10,000 × (1 + taken ÷ askSize)), and bid × (1 − …) for a sale. Limit orders pay none.
   */
  readonly slippageBps: number;
  /** How much of a quote's bidSize or askSize one order may take, in percent; the rest of the order waits for the next quote. */
  readonly participationPct: number;
  readonly feeAsset: FeeAsset;
  /** Equity below this percent of the open perpetuals' worth is liquidated (formula in liquidation.ts). */
  readonly maintenanceMarginPct: number;
  /** Funding is exchanged at each multiple of this many hours, UTC. */
  readonly fundingIntervalHours: number;
}

export const PAPER_DEFAULTS: PaperSettings = {
  makerFeePct: 0.1,
  takerFeePct: 0.1,
  slippageBps: 1,
  participationPct: 25,
  feeAsset: 'quote',
  maintenanceMarginPct: 0.5,
  fundingIntervalHours: 8,
};

/** The settings in the form that the arithmetic needs: fractions instead of percents. */
export interface Terms {
  readonly makerRate: Decimal;
  readonly takerRate: Decimal;
  readonly feeAsset: FeeAsset;
  readonly slippage: number;
  readonly participation: number;
  readonly maintenance: number;
  readonly fundingIntervalMs: number;
}

const HUNDRED = decimal('100');

export function termsOf(settings: PaperSettings): Terms {
  const { makerFeePct, takerFeePct, slippageBps, participationPct, feeAsset, maintenanceMarginPct, fundingIntervalHours } = settings;
  assert(slippageBps >= 0 && slippageBps < 5_000, 'slippageBps lies in [0, 5,000)');
  assert(participationPct > 0 && participationPct <= 100, 'participationPct lies in (0, 100]');
  assert(maintenanceMarginPct >= 0 && maintenanceMarginPct < 100, 'maintenanceMarginPct lies in [0, 100)');
  assert(fundingIntervalHours > 0, 'fundingIntervalHours is positive');
  return {
    makerRate: rateOf(makerFeePct),
    takerRate: rateOf(takerFeePct),
    feeAsset,
    slippage: slippageBps / 10_000,
    participation: participationPct / 100,
    maintenance: maintenanceMarginPct / 100,
    fundingIntervalMs: fundingIntervalHours * 3_600_000,
  };
}

/** Percent to an exact fraction; percents have at most 8 places. */
export const rateOf = (pct: number): Decimal => divide(fromNumber(pct, 8), HUNDRED, 10);
