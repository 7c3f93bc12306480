import type { Reader } from './core.ts';

/** What all exchanges with a model came to. Money is decimal text in US dollars; that of recorded answers is what they cost when they were asked. */
export interface ModelUse {
  /** Answers that came from a recording. */
  readonly recorded: number;
  readonly tokensIn: number;
  readonly tokensOut: number;
  readonly cost: string;
}

/** Good and bad answers alike: all of them were paid for. */
export function modelUse(ledger: Reader): ModelUse {
  const row = ledger.get<{ recorded: number | null; tokensIn: number | null; tokensOut: number | null; cost: string | null }>(
    `select sum(source = 'recorded') as recorded, sum(tokens_in) as tokensIn, sum(tokens_out) as tokensOut, decimal_sum(cost) as cost from llm_call`,
  );
  return { recorded: row?.recorded ?? 0, tokensIn: row?.tokensIn ?? 0, tokensOut: row?.tokensOut ?? 0, cost: row?.cost ?? '0' };
}
