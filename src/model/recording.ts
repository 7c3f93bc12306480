import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { isDecimalText } from '#src/domain/decimal.ts';
import { CannotStart } from '#src/domain/errors.ts';
import { canonicalJson } from '#src/domain/hash.ts';

/** A good answer as it is kept in a file: one JSON object a line. */
export interface RecordedAnswer {
  /** SHA-256 of the question (`questionHashOf`). */
  readonly questionHash: string;
  readonly answer: string;
  /** Of all requests that it took. */
  readonly tokensIn: number;
  readonly tokensOut: number;
  /** US dollars, decimal text. */
  readonly cost: string;
  readonly latencyMs: number;
  /** Who answered. */
  readonly model: string;
}

const schema: z.ZodType<RecordedAnswer> = z.strictObject({
  questionHash: z.string().regex(/^[0-9a-f]{64}$/),
  answer: z.string(),
  tokensIn: z.int().min(0),
  tokensOut: z.int().min(0),
  cost: z.string().refine(isDecimalText),
  latencyMs: z.int().min(0),
  model: z.string(),
});

/** Where a recording is: a file, which may not be there yet, or answers in memory. */
export type RecordingSource = { readonly path: string } | { readonly lines: readonly RecordedAnswer[] };

/** Answers by question. What is added goes to the end of the file at once. */
export class Recording {
  readonly #answers = new Map<string, RecordedAnswer>();
  readonly #path: string | undefined;

  /** Throws CannotStart when a line of the file is not an answer. */
  constructor(source: RecordingSource) {
    this.#path = 'path' in source ? source.path : undefined;
    for (const answer of 'path' in source ? readFile(source.path) : source.lines) this.#answers.set(answer.questionHash, answer);
  }

  get(questionHash: string): RecordedAnswer | undefined {
    return this.#answers.get(questionHash);
  }

  get newest(): RecordedAnswer | undefined {
    return [...this.#answers.values()].at(-1);
  }

  add(answer: RecordedAnswer): void {
    this.#answers.set(answer.questionHash, answer);
    if (this.#path !== undefined) appendFileSync(this.#path, `${canonicalJson({ ...answer })}\n`, { mode: 0o600 });
  }
}

function readFile(path: string): RecordedAnswer[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line, index) => (line.trim() === '' ? [] : [answerIn(line, path, index + 1)]));
}

function answerIn(line: string, path: string, number: number): RecordedAnswer {
  try {
    return schema.parse(JSON.parse(line));
  } catch {
    throw new CannotStart(
      'recording',
      `Line ${number} of ${path} is not a recorded answer.`,
      'Mend or delete the line; the question is then asked again.',
    );
  }
}
