import type { Core, Reader } from './core.ts';
import type { LedgerEvent } from './event.ts';
import { insertSql } from './table.ts';

/** One exchange with a language model, good or not. Money is decimal text in US dollars. */
export interface LlmCallRow {
  readonly id: string;
  readonly at: string;
  /** The machine's time, where the market's runs at another speed: the budget is of its day. */
  readonly asked_at: string;
  /** `strategist`, `reflection`, `ask`, `news`, `doctor`. */
  readonly purpose: string;
  readonly prompt: string;
  /** SHA-256 of the prompt file that was used. */
  readonly prompt_hash: string;
  /** SHA-256 of everything that was sent: the same question has the same one. */
  readonly question_hash: string;
  readonly model: string;
  /** Host name of the server. */
  readonly server: string;
  /** How the form of the answer was asked for. */
  readonly rung: 'json_schema' | 'json_object' | 'text' | 'tools';
  /** Counts up within one question. */
  readonly attempt: number;
  readonly tokens_in: number;
  readonly tokens_out: number;
  readonly cost: string;
  readonly latency_ms: number;
  /** As it came, cut to 20,000 characters. */
  readonly answer: string;
  readonly verdict: 'good' | 'malformed' | 'refused' | 'truncated' | 'failed' | 'timeout';
  readonly reason: string | null;
  /** `cache`: an answer to the same question was taken again, and cost nothing. `recorded`: it came from a recording. */
  readonly source: 'model' | 'cache' | 'recorded';
}

const COLUMNS = [
  'id',
  'at',
  'asked_at',
  'purpose',
  'prompt',
  'prompt_hash',
  'question_hash',
  'model',
  'server',
  'rung',
  'attempt',
  'tokens_in',
  'tokens_out',
  'cost',
  'latency_ms',
  'answer',
  'verdict',
  'reason',
  'source',
] as const satisfies readonly (keyof LlmCallRow)[];

const INSERT = insertSql('llm_call', [...COLUMNS, 'seq']);

export function projectLlmCall(core: Core, { seq, data }: LedgerEvent<'model.called'>): void {
  core.run(INSERT, ...COLUMNS.map((column) => data[column]), seq);
}

/** What calls came to: tokens of both directions, and money as decimal text. Cached and recorded answers cost nothing. */
interface Spent {
  readonly tokens: number;
  readonly cost: string;
  readonly calls: number;
}

/** What was spent since an instant (ISO) of the market's time. */
export const spentSince = (ledger: Reader, since: string): Spent => spent(ledger, 'at', since);

/** The same since an instant of the machine's time: what the budget has left is the rest. */
export const budgetUsedSince = (ledger: Reader, since: string): Spent => spent(ledger, 'asked_at', since);

function spent(ledger: Reader, by: 'at' | 'asked_at', since: string): Spent {
  const row = ledger.get<{ tokens: number | null; cost: string | null; calls: number }>(
    `select sum(tokens_in + tokens_out) as tokens, decimal_sum(cost) as cost, count(*) as calls from llm_call where ${by} >= ? and source = 'model'`,
    since,
  );
  return { tokens: row?.tokens ?? 0, cost: row?.cost ?? '0', calls: row?.calls ?? 0 };
}

/** The newest good answer to exactly this question that came from a model: one that was taken again is not younger for it. */
export const lastAnswerTo = (ledger: Reader, questionHash: string): LlmCallRow | undefined =>
  ledger.get<LlmCallRow>(
    `select ${COLUMNS.join(', ')} from llm_call where question_hash = ? and verdict = 'good' and source = 'model' order by seq desc limit 1`,
    questionHash,
  );

/** Newest first. */
export const recentLlmCalls = (ledger: Reader, limit: number): LlmCallRow[] =>
  ledger.all<LlmCallRow>(`select ${COLUMNS.join(', ')} from llm_call order by seq desc limit ?`, limit);
