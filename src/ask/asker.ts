import { toIso } from '#src/domain/clock.ts';
import type { Prompt } from '#src/domain/prompt.ts';
import type { Inquiry, Model } from '#src/model/port.ts';
import { checked } from './checked.ts';
import { Evidence } from './evidence.ts';
import { QUERIES } from './queries.ts';
import { type Books, toolOf } from './query.ts';
import { askable, askedText } from './question.ts';
import type { Asked, AskVerbs, Statement } from './verbs.ts';

/** So often a model may look something up before it has to answer. */
const MOST_ROUNDS = 6;
const ANSWER_TOKENS = 900;
/** An answer on a phone. */
const MOST_STATEMENTS = 12;

export interface AskerDeps {
  readonly books: Books;
  readonly model: Pick<Model, 'inquire'>;
  /** `prompts/ask.md` */
  readonly prompt: Prompt;
}

/**
 * Answers questions with a model that can look things up in the ledger and do nothing else. What it then says is checked line by line: a statement whose
 * ids, dates or figures were in no result is left out, so nothing that it made up is ever shown.
 */
export const asker = (deps: AskerDeps): AskVerbs => ({ ask: (question, onStatement) => ask(deps, question, onStatement) });

async function ask({ books, model, prompt }: AskerDeps, typed: string, onStatement?: (statement: Statement) => void): Promise<Asked> {
  const question = askable(typed);
  if (question === '') return { ok: false, text: 'There was no question.' };
  const evidence = new Evidence();
  // Today may be named without having been looked up.
  evidence.note(toIso(books.clock.now()));
  const made = new Set<string>();
  const tools = QUERIES.map((one) =>
    toolOf(one, books, (words, result) => {
      evidence.note(result);
      made.add(words);
    }),
  );
  const asked = askedText(question, books.clock.now(), books.zone, books.reader.memory);
  const inquiry: Inquiry = {
    purpose: 'ask',
    prompt: { name: prompt.name, sha256: prompt.sha256 },
    ...prompt.fill({ asked }),
    tools,
    maxRounds: MOST_ROUNDS,
    maxTokens: ANSWER_TOKENS,
    ...(onStatement && { onText: follower(evidence, onStatement) }),
  };
  const answered = await model.inquire(inquiry);
  if (!answered.ok) return { ok: false, text: answered.text };
  const lines = answered.value.split('\n').map((line) => checked(line, evidence));
  const all = lines.filter((line) => typeof line === 'object');
  const statements = all.slice(0, MOST_STATEMENTS);
  const dropped = lines.filter((line) => line === 'dropped').length + all.length - statements.length;
  return { ok: true, statements, queries: [...made], dropped };
}

/** Hears a growing text, and gives each line on as soon as it is complete and has been checked; a text that begins anew is not told twice. */
function follower(evidence: Evidence, onStatement: (statement: Statement) => void): (soFar: string) => void {
  const told = new Set<string>();
  let read = 0;
  let before = '';
  return (soFar) => {
    if (!soFar.startsWith(before)) read = 0;
    before = soFar;
    for (let end = soFar.indexOf('\n', read); end >= 0 && told.size < MOST_STATEMENTS; end = soFar.indexOf('\n', read)) {
      const statement = checked(soFar.slice(read, end), evidence);
      read = end + 1;
      if (typeof statement !== 'object' || told.has(statement.text)) continue;
      told.add(statement.text);
      onStatement(statement);
    }
  };
}
