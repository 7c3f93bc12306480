import type { z } from 'zod';
import type { Json } from '#src/domain/hash.ts';
import type { Prompt } from '#src/domain/prompt.ts';

/** What a model is asked for; each has its own prompt. */
type Purpose = 'strategist' | 'reflection' | 'ask' | 'news' | 'doctor';

/** The prompt that a question was made from. */
type PromptRef = Pick<Prompt, 'name' | 'sha256'>;

/** One exchange with a server, as the ledger keeps it. */
export interface ModelCall {
  readonly purpose: Purpose;
  readonly prompt: PromptRef;
  readonly questionHash: string;
  readonly model: string;
  /** Host name. */
  readonly server: string;
  readonly rung: 'json_schema' | 'json_object' | 'text' | 'tools';
  readonly attempt: number;
  readonly tokensIn: number;
  readonly tokensOut: number;
  /** US dollars, decimal text. */
  readonly cost: string;
  readonly latencyMs: number;
  readonly answer: string;
  readonly verdict: 'good' | 'malformed' | 'refused' | 'truncated' | 'failed' | 'timeout';
  readonly reason: string | undefined;
  readonly source: 'model' | 'cache' | 'recorded';
}

/** A question whose answer has a form. */
export interface Question<T> {
  readonly purpose: Purpose;
  readonly prompt: PromptRef;
  readonly system: string;
  readonly user: string;
  /** Name of the schema, for servers that want one. */
  readonly name: string;
  /** Strict objects, nullable instead of optional; no record, tuple, date or transform. */
  readonly schema: z.ZodType<T>;
  readonly maxTokens: number;
}

/** Why there is no answer. */
export type NoAnswer = 'off' | 'budget' | 'safe_mode' | 'refused' | 'malformed' | 'truncated' | 'timeout' | 'failed' | 'not_recorded';

/** `text` is a sentence for people. */
export type Answered<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: NoAnswer; readonly text: string };

/** A query that a model may ask for while it answers: reads, and nothing else. */
export interface Tool {
  readonly name: string;
  readonly description: string;
  /** Strict object of its arguments. */
  readonly args: z.ZodObject;
  /** JSON that goes back to the model. Throws an error with a sentence when the arguments make no sense. */
  run(args: unknown): Json;
}

/** A question in free text, answered with the help of tools. */
export interface Inquiry {
  readonly purpose: Purpose;
  readonly prompt: PromptRef;
  readonly system: string;
  readonly user: string;
  readonly tools: readonly Tool[];
  /** At most so many rounds of tools. */
  readonly maxRounds: number;
  readonly maxTokens: number;
  /** Hears the text of the last round as it grows, where the server streams. */
  onText?(soFar: string): void;
}

/** A language model behind any server that speaks Chat Completions. Nothing here throws: the outside world ends in an answer or in the reason why there is none. */
export interface Model {
  /** Name of the model in use, for people. */
  readonly name: string;
  ask<T>(question: Question<T>): Promise<Answered<T>>;
  inquire(inquiry: Inquiry): Promise<Answered<string>>;
  /** Breaks off what is under way, and asks nothing more: nobody waits for an answer while Heron ends. */
  stop?(): void;
  /** How it is: for /health and the doctor. */
  state(): { readonly state: 'up' | 'safe_mode' | 'untried'; readonly reason: string };
}
