import type { ChatMessage, ChatRequest } from './chat.ts';
import { type ExchangeParts, exchange, type Outcome, type Wanted } from './exchange.ts';
import { judgeForm, readAnswer } from './judge.ts';
import type { Question } from './port.ts';
import { lowerRung, type Quirks } from './quirks.ts';
import { wireSchemaOf } from './wireSchema.ts';

/** So much of a wrong answer is shown to the model again. */
const SHOWN_AGAIN = 4_000;

/** Asks one model for an answer with a form, and once more, with the fault, when the answer had another. */
export async function askOne<T>(
  parts: ExchangeParts,
  model: string,
  question: Question<T>,
  questionHash: string,
  turn: Wanted<T>['turn'],
): Promise<Outcome<T>> {
  const { purpose, prompt, schema } = question;
  const wanted: Wanted<T> = {
    asked: { purpose, prompt, questionHash },
    model,
    turn,
    request: (quirks) => requestOf(model, question, quirks, []),
    judge: (answer) => judgeForm(answer, schema),
  };
  const first = await exchange(parts, wanted);
  if (first.ok || first.why !== 'malformed') return first;
  const said = first.answer?.text ?? '';
  const repair: ChatMessage[] = [
    { role: 'assistant', content: said.slice(0, SHOWN_AGAIN).toWellFormed() || '(nothing)' },
    { role: 'user', content: `This cannot be used:\n${first.text}\nAnswer again with the whole JSON object and nothing else.` },
  ];
  const read = readAnswer(said, schema);
  const known = parts.quirks.of(model);
  // A server that takes the schema and does not mind it never showed it to the model.
  const from = !read.ok && !read.hasJson && known.rung === 'json_schema' ? { from: lowerRung(known) } : {};
  return exchange(parts, { ...wanted, ...from, request: (quirks) => requestOf(model, question, quirks, repair) });
}

function requestOf<T>(model: string, question: Question<T>, { rung, limit }: Quirks, more: readonly ChatMessage[]): ChatRequest {
  const { system, user, name, maxTokens } = question;
  const schema = wireSchemaOf(question.schema);
  const form = `Answer with one JSON object and nothing else. It has to match this JSON Schema:\n${JSON.stringify(schema)}`;
  return {
    model,
    messages: [
      { role: 'system', content: rung === 'json_schema' ? system : `${system}\n\n${form}` },
      { role: 'user', content: user },
      ...more,
    ],
    maxTokens,
    limit,
    form: { rung, name, schema },
  };
}
