import { add, type Decimal, decimal, multiply, subtract, toText, ZERO } from '#src/domain/decimal.ts';

const PER_MILLION = decimal('0.000001');
const CHARACTERS_PER_TOKEN = 4;
/** A server that names more than this cannot be believed. */
const MOST_TOKENS = 10_000_000;

/** US dollars for a million tokens, decimal text. */
export interface Prices {
  readonly inputPerMillion: string;
  readonly outputPerMillion: string;
}

/** Tokens of a text where nobody says them: four characters each, a common figure for English and JSON. */
export const estimatedTokens = (text: string): number => Math.ceil(text.length / CHARACTERS_PER_TOKEN);

/** What tokens cost, exactly. */
export function costOf(tokensIn: number, tokensOut: number, { inputPerMillion, outputPerMillion }: Prices): Decimal {
  const input = multiply(decimal(String(tokensIn)), decimal(inputPerMillion));
  const output = multiply(decimal(String(tokensOut)), decimal(outputPerMillion));
  return multiply(add(input, output), PER_MILLION);
}

/** A count that a server gives, or the estimate where it gives none that can be true. */
export const believed = (count: unknown, estimate: number): number =>
  Number.isInteger(count) && (count as number) >= 0 && (count as number) <= MOST_TOKENS ? (count as number) : estimate;

/** Undefined: go ahead; else the sentence that says which budget is spent. */
export type MaySpend = (tokens: number, cost: string) => string | undefined;

/** Asks for the budget before a call, and counts in what other calls that are under way may still spend. */
export class Spending {
  readonly #maySpend: MaySpend;
  readonly #prices: Prices;
  #tokens = 0;
  #cost = ZERO;

  constructor(maySpend: MaySpend, prices: Prices) {
    this.#maySpend = maySpend;
    this.#prices = prices;
  }

  /** A sentence when the budget does not allow it; otherwise what has to be run when the call has been written down. */
  reserve(tokensIn: number, tokensOut: number): string | (() => void) {
    const tokens = tokensIn + tokensOut;
    const cost = costOf(tokensIn, tokensOut, this.#prices);
    const refusal = this.#maySpend(this.#tokens + tokens, toText(add(this.#cost, cost)));
    if (refusal !== undefined) return refusal;
    this.#tokens += tokens;
    this.#cost = add(this.#cost, cost);
    return () => {
      this.#tokens -= tokens;
      this.#cost = subtract(this.#cost, cost);
    };
  }
}
