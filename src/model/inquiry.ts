import { z } from 'zod';
import { fitting } from '#src/domain/fitting.ts';
import { canonicalJson } from '#src/domain/hash.ts';
import type { ChatAnswer, ChatMessage, ToolCall } from './chat.ts';
import { type ExchangeParts, exchange, type Judged, type Outcome, type Wanted } from './exchange.ts';
import { endedEarly } from './judge.ts';
import type { Inquiry, Tool } from './port.ts';
import { wireSchemaOf } from './wireSchema.ts';

/** More calls in one round are not run. */
const MOST_CALLS = 8;
/** Characters of what a tool gives back. */
const LONGEST_RESULT = 12_000;
const LONGEST_ERROR = 300;

/** Lets one model answer in free text, with queries in between. A query that makes no sense is answered with the reason. */
export async function inquireOne(
  parts: ExchangeParts,
  model: string,
  inquiry: Inquiry,
  questionHash: string,
  turn: Wanted<string>['turn'],
): Promise<Outcome<string>> {
  const { purpose, prompt, system, user, tools, maxRounds, maxTokens, onText } = inquiry;
  const messages: ChatMessage[] = [
    { role: 'system', content: system },
    { role: 'user', content: user },
  ];
  const described = tools.map(({ name, description, args }) => ({ name, description, args: wireSchemaOf(args) }));
  for (let round = 0; ; round++) {
    const isLast = round >= maxRounds;
    const outcome = await exchange<ChatAnswer>(parts, {
      asked: { purpose, prompt, questionHash },
      model,
      turn,
      request: ({ limit, streams }) => ({
        model,
        messages,
        maxTokens,
        limit,
        ...(tools.length === 0 ? {} : { tools: described }),
        ...(isLast && tools.length > 0 ? { toolChoice: 'none' as const } : {}),
        ...(onText !== undefined && streams ? { onText: (text: string) => onText(text) } : {}),
      }),
      judge: (answer) => judge(answer, isLast),
    });
    if (!outcome.ok) return outcome;
    const { text, calls } = outcome.value;
    if (calls.length === 0) return { ok: true, value: text };
    messages.push({ role: 'assistant', content: text, calls });
    calls.forEach((call, index) => {
      messages.push({
        role: 'tool',
        callId: call.id,
        content: index < MOST_CALLS ? answerTo(call, tools) : fault(`at most ${MOST_CALLS} at once`),
      });
    });
  }
}

function judge(answer: ChatAnswer, isLast: boolean): Judged<ChatAnswer> {
  const ended = endedEarly(answer);
  if (ended !== undefined) return ended;
  if (isLast && answer.calls.length > 0) return { verdict: 'malformed', reason: 'The model went on looking things up and did not answer.' };
  if (answer.calls.length === 0 && answer.text.trim() === '') return { verdict: 'malformed', reason: 'The answer was empty.' };
  return { verdict: 'good', value: answer };
}

/** What a tool says to a call; an error is a text for the model, never an end. */
function answerTo({ name, args }: ToolCall, tools: readonly Tool[]): string {
  const tool = tools.find((one) => one.name === name);
  if (tool === undefined) return fault(`There is no tool called ${name}. There are: ${tools.map((one) => one.name).join(', ')}.`);
  let given: unknown;
  try {
    given = JSON.parse(args === '' ? '{}' : args);
  } catch {
    return fault('The arguments are not JSON.');
  }
  const parsed = fitting(tool.args, given);
  if (!parsed.success) return fault(z.prettifyError(parsed.error));
  try {
    const result = canonicalJson(tool.run(parsed.data));
    return result.length > LONGEST_RESULT ? `${result.slice(0, LONGEST_RESULT).toWellFormed()}… (cut)` : result;
  } catch (error) {
    return fault(error instanceof Error ? error.message : String(error));
  }
}

const fault = (text: string): string => JSON.stringify({ error: text.slice(0, LONGEST_ERROR).toWellFormed() });
