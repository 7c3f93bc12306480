import { Refusal } from './refusal.ts';
import { checkStrictSchema } from './strictSchema.ts';

/** What a request may not ask for, where a server does not know it. */
export type Unknown = 'json_schema' | 'json_object' | 'tools' | 'stream' | 'stream_options' | 'max_tokens';

interface ChatMessage {
  readonly role: 'system' | 'developer' | 'user' | 'assistant' | 'tool';
  readonly content: string | null;
  readonly tool_calls?: readonly {
    readonly id: string;
    readonly type: 'function';
    readonly function: { name: string; arguments: string };
  }[];
  readonly tool_call_id?: string;
}

/** Body of a request to `/v1/chat/completions`, as far as Heron uses it. */
export interface ChatBody {
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  readonly response_format?: {
    readonly type: string;
    readonly json_schema?: { name: string; strict?: boolean; schema: Record<string, unknown> };
  };
  readonly tools?: readonly {
    readonly type: 'function';
    readonly function: { name: string; description?: string; parameters?: unknown };
  }[];
  readonly stream?: boolean;
  readonly stream_options?: { readonly include_usage?: boolean };
  readonly max_tokens?: number;
  readonly max_completion_tokens?: number;
}

const KEYS = new Set([
  ...['model', 'messages', 'response_format', 'tools', 'tool_choice', 'parallel_tool_calls', 'stream', 'stream_options', 'max_tokens'],
  ...['max_completion_tokens', 'temperature', 'top_p', 'seed', 'stop', 'user', 'n'],
]);
const ROLES = new Set(['system', 'developer', 'user', 'assistant', 'tool']);

/** Reads a body and refuses it in the words of the real server when its form is wrong. */
export function readBody(text: string, unknown: ReadonlySet<Unknown>): ChatBody {
  const body = parsed(text);
  for (const key of Object.keys(body)) if (!KEYS.has(key)) refuse(`Unrecognized request argument supplied: ${key}`, key);
  if (typeof body.model !== 'string' || body.model === '') refuse('you must provide a model parameter', 'model');
  const { messages, max_tokens, max_completion_tokens } = body;
  if (!Array.isArray(messages) || messages.length === 0) refuse("Missing required parameter: 'messages'.", 'messages');
  checkMessages(messages);
  for (const limit of [max_tokens, max_completion_tokens]) {
    if (limit !== undefined && !(Number.isInteger(limit) && limit > 0))
      refuse(`Invalid value: ${limit} is less than the minimum of 1.`, 'max_tokens');
  }
  checkKnown(body, unknown);
  checkForm(body);
  checkTools(body);
  return body;
}

function parsed(text: string): ChatBody {
  try {
    return JSON.parse(text) as ChatBody;
  } catch {
    throw new Refusal(400, 'We could not parse the JSON body of your request.');
  }
}

/** Each tool message answers a call of the assistant's message before it, and each call is answered. */
function checkMessages(messages: readonly ChatMessage[]): void {
  let open = new Set<string>();
  messages.forEach(({ role, content, tool_calls, tool_call_id }, index) => {
    if (!ROLES.has(role)) refuse(`Invalid value: '${role}'.`, `messages[${index}].role`);
    if (typeof content !== 'string' && tool_calls === undefined)
      refuse(`Invalid type for 'messages[${index}].content'.`, `messages[${index}].content`);
    if (role === 'tool') {
      if (!open.delete(tool_call_id ?? '')) {
        refuse(
          "Invalid parameter: messages with role 'tool' must be a response to a preceding message with 'tool_calls'.",
          `messages[${index}].role`,
        );
      }
    } else if (open.size > 0) {
      refuse(`An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'.`, 'messages');
    }
    if (tool_calls) open = new Set(tool_calls.map(({ id }) => id));
  });
  if (open.size > 0)
    refuse(`An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'.`, 'messages');
}

function checkKnown(body: ChatBody, unknown: ReadonlySet<Unknown>): void {
  const form = body.response_format?.type;
  for (const type of ['json_schema', 'json_object'] as const) {
    if (form === type && unknown.has(type))
      refuse(`Invalid parameter: 'response_format' of type '${type}' is not supported with this model.`, 'response_format');
  }
  for (const key of ['tools', 'stream', 'stream_options'] as const) {
    if (body[key] !== undefined && unknown.has(key)) refuse(`'${key}' is not supported by this server.`, key);
  }
  if (body.max_tokens !== undefined && unknown.has('max_tokens')) {
    const text = "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.";
    throw new Refusal(400, text, { param: 'max_tokens', code: 'unsupported_parameter' });
  }
}

function checkForm({ response_format, messages }: ChatBody): void {
  if (response_format === undefined || response_format.type === 'text') return;
  if (response_format.type === 'json_object') {
    if (!messages.some(({ content }) => /json/i.test(content ?? ''))) {
      refuse("'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.", 'messages');
    }
    return;
  }
  if (response_format.type !== 'json_schema') refuse(`Invalid value: '${response_format.type}'.`, 'response_format.type');
  const { json_schema } = response_format;
  if (json_schema === undefined) refuse("Missing required parameter: 'response_format.json_schema'.", 'response_format.json_schema');
  if (json_schema?.strict === true) checkStrictSchema(json_schema.name, json_schema.schema);
}

function checkTools({ tools, stream, stream_options }: ChatBody): void {
  tools?.forEach((tool, index) => {
    if (tool.type !== 'function' || !/^[a-zA-Z0-9_-]{1,64}$/.test(tool.function?.name ?? '')) {
      refuse(`Invalid 'tools[${index}].function.name'.`, `tools[${index}].function.name`);
    }
  });
  if (tools?.length === 0) refuse("Invalid 'tools': empty array. Expected an array with minimum length 1.", 'tools');
  if (stream_options !== undefined && stream !== true)
    refuse("The 'stream_options' parameter is only allowed when 'stream' is enabled.", 'stream_options');
}

function refuse(message: string, param: string): never {
  throw new Refusal(400, message, { param });
}
