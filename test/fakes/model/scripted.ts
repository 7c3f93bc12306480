/** What the fake server answers to one request. A plain text is the text of a good answer. */
export type Scripted = string | Said | Refused | { readonly fault: Fault };

/** An answer with status 200. */
export interface Said {
  /** Text of the message; `json` is written as JSON instead. */
  readonly text?: string;
  readonly json?: unknown;
  readonly finish?: 'stop' | 'length' | 'content_filter' | 'tool_calls';
  readonly refusal?: string;
  /** Tools that the model asks for; `args` as text goes out as it stands. */
  readonly calls?: readonly { readonly name: string; readonly args: unknown; readonly id?: string }[];
  /** Tokens that it says it used; `none` leaves them out, `wild` are numbers that cannot be true. Counted from the characters unless said. */
  readonly usage?: { readonly in: number; readonly out: number } | 'none' | 'wild';
  /** Real milliseconds before it answers. */
  readonly afterMs?: number;
}

/** An answer with another status. */
export interface Refused {
  readonly status: number;
  readonly message?: string;
  readonly code?: string;
  /** Seconds, or a date. */
  readonly retryAfter?: number | string;
}

/**
 * `hang`: never answers; `hangup`: closes the connection before an answer; `cut`: closes it in the middle of the body, or of the stream where one was
 * asked for; `stall`: begins the body and then says nothing more; `garbage`: a page of a proxy with status 200; `empty`: a body without choices;
 * `redirect`: sends the asker elsewhere.
 */
export type Fault = 'hang' | 'hangup' | 'cut' | 'stall' | 'garbage' | 'empty' | 'redirect';

/** The same answer so many times. */
export const times = (count: number, answer: Scripted): Scripted[] => Array.from({ length: count }, () => answer);
