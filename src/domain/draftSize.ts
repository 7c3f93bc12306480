import type { ConditionDraft } from './condition.ts';
import type { Market } from './market.ts';
import { likelyEntry } from './sense.ts';
import { exitPricesOf, type Sized, sizeOf } from './size.ts';

/** Percent of equity that may be open: in one market, at one venue, in all. */
interface ExposureLimits {
  readonly marketExposurePct: number;
  readonly venueExposurePct: number;
  readonly grossExposurePct: number;
}

export interface DraftScene {
  readonly market: Market;
  readonly price: number;
  /** In quote. */
  readonly equity: number;
  /** Both fees and slippage of a round trip, percent of notional. */
  readonly costPct: number;
  readonly limits: ExposureLimits;
}

/** The size that a draft would have at its likely entry if nothing else were open, or why it has none: what is asked before anybody is shown it. */
export function sizeOfDraft(draft: ConditionDraft, { market, price, equity, costPct, limits }: DraftScene): Sized {
  const { marketExposurePct, venueExposurePct, grossExposurePct } = limits;
  return sizeOf({
    market,
    equity,
    riskPct: draft.riskPct,
    entryPrice: likelyEntry(draft, price),
    stopPrice: Number(draft.stop),
    costPct,
    room: (equity * Math.min(marketExposurePct, venueExposurePct, grossExposurePct)) / 100,
    exitPrices: exitPricesOf(draft),
  });
}
