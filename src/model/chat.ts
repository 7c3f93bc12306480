import type { WireSchema } from './wireSchema.ts';

/** How the form of an answer is asked for, the strictest first. */
export type Rung = 'json_schema' | 'json_object' | 'text';

export interface ToolCall {
  readonly id: string;
  readonly name: string;
  /** JSON, if the model kept to it. */
  readonly args: string;
}

export type ChatMessage =
  | { readonly role: 'system' | 'user'; readonly content: string }
  | { readonly role: 'assistant'; readonly content: string; readonly calls?: readonly ToolCall[] }
  | { readonly role: 'tool'; readonly content: string; readonly callId: string };

/** One request to a server. */
export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  readonly maxTokens: number;
  /** Name of the field that says `maxTokens`; servers differ. */
  readonly limit: 'max_tokens' | 'max_completion_tokens';
  readonly form?: { readonly rung: Rung; readonly name: string; readonly schema: WireSchema };
  readonly tools?: readonly { readonly name: string; readonly description: string; readonly args: WireSchema }[];
  /** `none`: no tool may be asked for any more. */
  readonly toolChoice?: 'none';
  /** Asks for a stream; hears the text as it grows. */
  readonly onText?: (soFar: string) => void;
}

/** An answer with status 200, as it came. */
export interface ChatAnswer {
  readonly ok: true;
  readonly text: string;
  readonly refusal: string | undefined;
  readonly finish: string;
  readonly calls: readonly ToolCall[];
  /** Whatever the server says it counted. */
  readonly tokensIn: unknown;
  readonly tokensOut: unknown;
}

/** Why there was none. `status` is 0 where no response came; `cut` when one had begun; `stopped` by Heron itself. */
export interface ChatFault {
  readonly ok: false;
  readonly kind: 'status' | 'network' | 'timeout' | 'cut' | 'stopped';
  readonly status: number;
  readonly code: string;
  /** Words of the server, without key and address. */
  readonly said: string;
  /** How long it wants to be left alone. */
  readonly retryAfterMs: number | undefined;
}

export type ChatResult = ChatAnswer | ChatFault;
