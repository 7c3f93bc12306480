import type { ChatFault, ChatRequest, Rung } from './chat.ts';

/** How a server wants to be asked for a model. */
export interface Quirks {
  readonly rung: Rung;
  readonly limit: 'max_tokens' | 'max_completion_tokens';
  readonly streams: boolean;
}

const NEXT: Readonly<Record<Rung, Rung | undefined>> = { json_schema: 'json_object', json_object: 'text', text: undefined };
/** What a server says when it does not know a part of a request. */
const UNKNOWN_PART = new Set([400, 415, 422, 501]);
/** A question with these is refused in any form. */
const ITS_OWN_FAULT =
  /^(context_length_exceeded|model_not_found|invalid_api_key|insufficient_quota|content_policy_violation|content_filter)$/;

/** What was found out about each model of the server, for the life of the process: a rung that was left is not tried again. */
export class KnownQuirks {
  readonly #known = new Map<string, Quirks>();

  of(model: string): Quirks {
    return this.#known.get(model) ?? { rung: 'json_schema', limit: 'max_tokens', streams: true };
  }

  remember(model: string, quirks: Quirks): void {
    this.#known.set(model, quirks);
  }
}

export const lowerRung = (quirks: Quirks): Quirks => ({ ...quirks, rung: NEXT[quirks.rung] ?? quirks.rung });

/** How to ask the same once more after a server has refused a part of a request; undefined when that would change nothing. */
export function simpler(quirks: Quirks, request: ChatRequest, { kind, status, code, said }: ChatFault): Quirks | undefined {
  if (kind !== 'status' || !UNKNOWN_PART.has(status) || ITS_OWN_FAULT.test(code)) return undefined;
  if (request.limit === 'max_tokens' && said.includes('max_completion_tokens')) return { ...quirks, limit: 'max_completion_tokens' };
  if (request.onText !== undefined && /stream/i.test(said)) return { ...quirks, streams: false };
  return request.form === undefined || request.form.rung === 'text' ? undefined : lowerRung(quirks);
}

/** Whether a server refused a request because it does not know tools. */
export const refusesTools = (request: ChatRequest, { kind, status, said }: ChatFault): boolean =>
  request.tools !== undefined && kind === 'status' && status >= 400 && status < 500 && /\b(tool|function)/i.test(said);
