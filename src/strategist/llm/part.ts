import type { StrategistContext, StrategistDeps } from '#src/strategist/port.ts';
import type { LlmMarket } from './llmMarket.ts';

/** One market that is asked about: what is known at this moment, and what its candles showed. */
export interface Asked {
  readonly context: StrategistContext;
  readonly seen: LlmMarket;
}

/** A piece of the context. It is there as a whole or not at all. */
export interface Part {
  /** What is said once for the desk. */
  readonly desk?: string | undefined;
  /** What is said about a market, by symbol. */
  readonly markets?: ReadonlyMap<string, string> | undefined;
}

/** Makes a part from ledger, candles and quotes as they are now, with nothing in it that a person or the world has worded. */
export type PartMaker = (asked: readonly Asked[], deps: StrategistDeps) => Part;

/** A part with a text for each market; those without one are left out. */
export const ofMarkets = (asked: readonly Asked[], say: (one: Asked) => string | undefined): Part => ({
  markets: new Map(
    asked.flatMap((one) => {
      const text = say(one);
      return text === undefined ? [] : [[one.context.market.symbol, text] as const];
    }),
  ),
});
