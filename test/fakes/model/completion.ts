import type { ServerResponse } from 'node:http';
import type { ChatBody } from './body.ts';
import type { Said } from './scripted.ts';

/** Text goes out in pieces of so many characters where it is streamed. */
const PIECE = 12;

interface Completion {
  readonly head: object;
  readonly text: string | null;
  readonly said: Said;
  readonly finish: string;
  readonly usage: object | undefined;
}

/** Sends an answer, in one piece or as a stream. `cut` closes the connection in the middle, `stall` leaves it open there. */
export async function complete(
  response: ServerResponse,
  body: ChatBody,
  said: Said,
  end: 'whole' | 'cut' | 'stall' = 'whole',
): Promise<void> {
  const made = completionOf(body, said);
  const pieces = body.stream === true ? chunksOf(made, body) : [wholeOf(made)];
  const type = body.stream === true ? 'text/event-stream' : 'application/json';
  const whole = Buffer.from(pieces.join(''));
  response.writeHead(200, { 'content-type': type, ...(body.stream === true ? {} : { 'content-length': whole.length }) });
  if (end === 'whole') {
    for (const piece of pieces) response.write(piece);
    response.end();
    return;
  }
  await new Promise((sent) => response.write(whole.subarray(0, Math.floor(whole.length / 2)), sent));
  if (end === 'cut') response.destroy();
}

function completionOf(body: ChatBody, said: Said): Completion {
  const text = said.json === undefined ? (said.text ?? null) : JSON.stringify(said.json);
  const head = { id: 'chatcmpl-1', created: 1_790_000_000, model: body.model };
  const finish = said.finish ?? (said.calls ? 'tool_calls' : 'stop');
  return { head, text, said, finish, usage: usageOf(body, said, text ?? '') };
}

function usageOf(body: ChatBody, { usage }: Said, text: string): object | undefined {
  if (usage === 'none') return undefined;
  if (usage === 'wild') return { prompt_tokens: -1e300, completion_tokens: 1e300, total_tokens: null };
  const into = usage?.in ?? Math.ceil(JSON.stringify(body.messages).length / 4);
  const out = usage?.out ?? Math.ceil(text.length / 4);
  return { prompt_tokens: into, completion_tokens: out, total_tokens: into + out };
}

const callsOf = ({ calls }: Said): object[] | undefined =>
  calls?.map(({ name, args, id }, index) => ({
    id: id ?? `call_${index + 1}`,
    type: 'function',
    function: { name, arguments: typeof args === 'string' ? args : JSON.stringify(args) },
  }));

function wholeOf({ head, text, said, finish, usage }: Completion): string {
  const calls = callsOf(said);
  const message = { role: 'assistant', content: text, refusal: said.refusal ?? null, ...(calls ? { tool_calls: calls } : {}) };
  const choices = [{ index: 0, message, logprobs: null, finish_reason: finish }];
  return JSON.stringify({ ...head, object: 'chat.completion', choices, ...(usage ? { usage } : {}) });
}

function chunksOf({ head, text, said, finish, usage }: Completion, { stream_options }: ChatBody): string[] {
  const chunk = (choices: object[], more: object = {}): string =>
    `data: ${JSON.stringify({ ...head, object: 'chat.completion.chunk', choices, ...more })}\n\n`;
  const part = (delta: object, finish_reason: string | null = null): string => chunk([{ index: 0, delta, finish_reason }]);
  const pieces = (text ?? '').match(new RegExp(`[\\s\\S]{1,${PIECE}}`, 'g')) ?? [];
  const calls = (callsOf(said) ?? []) as { function: { name: string; arguments: string } }[];
  return [
    part({ role: 'assistant', content: '' }),
    ...(said.refusal === undefined ? [] : [part({ refusal: said.refusal })]),
    ...pieces.map((content) => part({ content })),
    // A call comes in pieces too: its name first, then its arguments in two halves.
    ...calls.flatMap((call, index) => {
      const { arguments: args, name } = call.function;
      const half = Math.ceil(args.length / 2);
      return [
        part({ tool_calls: [{ index, ...call, function: { name, arguments: '' } }] }),
        ...[args.slice(0, half), args.slice(half)].map((piece) => part({ tool_calls: [{ index, function: { arguments: piece } }] })),
      ];
    }),
    part({}, finish),
    ...(usage && stream_options?.include_usage === true ? [chunk([], { usage })] : []),
    'data: [DONE]\n\n',
  ];
}
