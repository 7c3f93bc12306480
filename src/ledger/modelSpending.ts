import type { Reader } from './core.ts';

/** What the questions of one purpose came to. Money is decimal text in US dollars. */
export interface PurposeSpent {
  readonly purpose: string;
  readonly calls: number;
  readonly good: number;
  readonly tokensIn: number;
  readonly tokensOut: number;
  readonly cost: string;
  /** Of the newest call. */
  readonly lastId: string;
  readonly lastAt: string;
}

/** Exchanges with a model since an instant (ISO), by what they were for. Answers that were taken again from memory are not among them. */
export const spentByPurpose = (ledger: Reader, since: string): PurposeSpent[] =>
  ledger.all<PurposeSpent>(
    `select purpose, count(*) as calls, sum(verdict = 'good') as good, sum(tokens_in) as tokensIn, sum(tokens_out) as tokensOut,
     decimal_sum(cost) as cost, 'm' || max(cast(substr(id, 2) as integer)) as lastId, max(at) as lastAt
     from llm_call where at >= ? and source = 'model' group by purpose order by purpose`,
    since,
  );
