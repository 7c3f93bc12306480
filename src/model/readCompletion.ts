import type { ChatAnswer, ChatFault, ChatResult } from './chat.ts';

const CUT: ChatFault = { ok: false, kind: 'cut', status: 0, code: '', said: '', retryAfterMs: undefined };

/** Compatible servers leave out what they like: nothing of the declared type is taken for granted. */
export function readWhole(body: unknown): ChatResult {
  const { choices, usage } = objectOf(body);
  const choice = objectOf(Array.isArray(choices) ? choices[0] : undefined);
  if (choice.message === undefined) return CUT;
  const { content, refusal, tool_calls } = objectOf(choice.message);
  const calls = (Array.isArray(tool_calls) ? tool_calls : []).map((call, index) => {
    const { id, function: asked } = objectOf(call);
    const { name, arguments: args } = objectOf(asked);
    return { id: textOf(id) || `call_${index}`, name: textOf(name), args: textOf(args) };
  });
  return answerOf(textOf(content), refusal, choice.finish_reason, calls, usage);
}

/** The same from a stream; `onText` hears the text as it grows. */
export async function readStream(chunks: AsyncIterable<unknown>, onText: (soFar: string) => void): Promise<ChatResult> {
  let text = '';
  let refusal = '';
  let finish: unknown;
  let usage: unknown;
  const calls: { id: string; name: string; args: string }[] = [];
  for await (const chunk of chunks) {
    const { choices, usage: counted } = objectOf(chunk);
    usage = counted ?? usage;
    const choice = objectOf(Array.isArray(choices) ? choices[0] : undefined);
    const delta = objectOf(choice.delta);
    finish = choice.finish_reason ?? finish;
    refusal += textOf(delta.refusal);
    for (const piece of Array.isArray(delta.tool_calls) ? delta.tool_calls : []) {
      const { index, id, function: asked } = objectOf(piece);
      const { name, arguments: args } = objectOf(asked);
      const at = typeof index === 'number' ? index : calls.length;
      if (at > calls.length || at < 0) continue;
      calls[at] ??= { id: textOf(id) || `call_${at}`, name: '', args: '' };
      calls[at].name += textOf(name);
      calls[at].args += textOf(args);
    }
    const more = textOf(delta.content);
    if (more === '') continue;
    text += more;
    onText(text);
  }
  // A stream that ends without saying why it ends was cut somewhere on the way.
  return typeof finish === 'string' ? answerOf(text, refusal === '' ? undefined : refusal, finish, calls, usage) : CUT;
}

function answerOf(text: string, refusal: unknown, finish: unknown, calls: ChatAnswer['calls'], usage: unknown): ChatAnswer {
  const { prompt_tokens, completion_tokens } = objectOf(usage);
  return {
    ok: true,
    text,
    refusal: typeof refusal === 'string' && refusal !== '' ? refusal : undefined,
    finish: textOf(finish),
    calls,
    tokensIn: prompt_tokens,
    tokensOut: completion_tokens,
  };
}

const objectOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
