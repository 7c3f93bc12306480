import type OpenAI from 'openai';
import type { ChatCompletionCreateParamsNonStreaming, ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import type { Clock } from '#src/domain/clock.ts';
import type { ChatFault, ChatMessage, ChatRequest, ChatResult } from './chat.ts';
import { readStream, readWhole } from './readCompletion.ts';
import { retryAfterMs } from './retryAfter.ts';
import { Tidy } from './tidy.ts';

/** A server that speaks Chat Completions. The openai SDK is seen here and nowhere else, and is loaded with the first request. */
export class ChatServer {
  /** Host name, for people and for the ledger. */
  readonly host: string;
  readonly #token: string;
  readonly #baseUrl: string;
  readonly #wall: Clock;
  readonly #tidy: Tidy;
  readonly #end = new AbortController();
  #client: OpenAI | undefined;

  constructor({ token, baseUrl, wall }: { readonly token: string; readonly baseUrl: string; readonly wall: Clock }) {
    this.host = new URL(baseUrl).hostname;
    this.#token = token;
    this.#baseUrl = baseUrl;
    this.#wall = wall;
    this.#tidy = new Tidy(token);
  }

  /** Is aborted when nothing more is asked. */
  get end(): AbortSignal {
    return this.#end.signal;
  }

  /** Breaks off every request. */
  stop(): void {
    this.#end.abort();
  }

  /** Loads the SDK: its time is not the server's. */
  async ready(): Promise<void> {
    this.#client ??= await this.#connect();
  }

  /** Sends one request and waits at most so long. Never rejects, follows no redirect and tries nothing twice. */
  async send(request: ChatRequest, timeoutMs: number): Promise<ChatResult> {
    const stop = new AbortController();
    await this.ready();
    const timer = this.#wall.after(timeoutMs, () => stop.abort());
    try {
      // The SDK's own time-out runs in real time whatever the clock is.
      const options = { signal: AbortSignal.any([stop.signal, this.end]), timeout: Math.max(1, Math.ceil(timeoutMs)) };
      const { completions } = (this.#client as OpenAI).chat;
      const answer =
        request.onText === undefined
          ? readWhole(await completions.create(bodyOf(request), options))
          : await readStream(
              await completions.create({ ...bodyOf(request), stream: true, stream_options: { include_usage: true } }, options),
              (text) => request.onText?.(this.#tidy.answer(text)),
            );
      // A stream that is stopped ends without an error.
      if (!answer.ok) return { ...answer, kind: this.#endedBy(stop.signal) ?? answer.kind };
      const refusal = answer.refusal === undefined ? undefined : this.#tidy.said(answer.refusal);
      return { ...answer, text: this.#tidy.answer(answer.text), refusal };
    } catch (error) {
      return this.#faultOf(error, this.#endedBy(stop.signal));
    } finally {
      timer.cancel();
    }
  }

  /** Asks for one page with the key and drops what it says: undefined when the server gave it. Never rejects. */
  async tryKey(page: string, timeoutMs: number): Promise<ChatFault | undefined> {
    const stop = new AbortController();
    await this.ready();
    const timer = this.#wall.after(timeoutMs, () => stop.abort());
    try {
      const options = { signal: stop.signal, timeout: Math.max(1, Math.ceil(timeoutMs)) };
      const said = await (this.#client as OpenAI).get<unknown>(page, options);
      // A page for people, with which some networks answer everything, knows no key.
      return typeof said === 'object' && said !== null
        ? undefined
        : { ok: false, kind: 'cut', status: 0, code: '', said: '', retryAfterMs: undefined };
    } catch (error) {
      return this.#faultOf(error, this.#endedBy(stop.signal));
    } finally {
      timer.cancel();
    }
  }

  async #connect(): Promise<OpenAI> {
    const { default: Client } = await import('openai');
    const silent = (): void => undefined;
    return new Client({
      apiKey: this.#token === '' ? 'none' : this.#token,
      baseURL: this.#baseUrl,
      // Whatever the environment says about organizations, logging or retries is not meant for Heron.
      organization: null,
      project: null,
      adminAPIKey: null,
      webhookSecret: null,
      maxRetries: 0,
      logLevel: 'off',
      logger: { error: silent, warn: silent, info: silent, debug: silent },
      fetchOptions: { redirect: 'manual' },
      ...(this.#token === '' ? { defaultHeaders: { authorization: null } } : {}),
    });
  }

  #endedBy(timeout: AbortSignal): 'stopped' | 'timeout' | undefined {
    return this.end.aborted ? 'stopped' : timeout.aborted ? 'timeout' : undefined;
  }

  async #faultOf(error: unknown, endedBy: 'stopped' | 'timeout' | undefined): Promise<ChatFault> {
    const { APIError, APIConnectionError, APIConnectionTimeoutError } = await import('openai');
    const fault = { ok: false as const, status: 0, code: '', said: '', retryAfterMs: undefined };
    if (endedBy !== undefined) return { ...fault, kind: endedBy };
    if (error instanceof APIConnectionTimeoutError) return { ...fault, kind: 'timeout' };
    if (error instanceof APIConnectionError) return { ...fault, kind: 'network' };
    if (!(error instanceof APIError) || error.status === undefined) return { ...fault, kind: 'cut' };
    return {
      ...fault,
      kind: 'status',
      status: error.status,
      code: this.#tidy.said(String(error.code ?? '')),
      said: this.#tidy.said(saidIn(error.error)),
      retryAfterMs: retryAfterMs(error.headers, this.#wall.now()),
    };
  }
}

function saidIn(body: unknown): string {
  const { message, error } = (typeof body === 'object' && body !== null ? body : {}) as { message?: unknown; error?: unknown };
  return [message, error, body].find((one) => typeof one === 'string') ?? '';
}

function bodyOf({ model, messages, maxTokens, limit, form, tools, toolChoice }: ChatRequest): ChatCompletionCreateParamsNonStreaming {
  const response_format =
    form?.rung === 'json_schema'
      ? { type: 'json_schema' as const, json_schema: { name: form.name, strict: true, schema: form.schema } }
      : { type: 'json_object' as const };
  return {
    model,
    messages: messages.map(messageOf),
    [limit]: maxTokens,
    ...(form === undefined || form.rung === 'text' ? {} : { response_format }),
    ...(tools === undefined
      ? {}
      : { tools: tools.map(({ name, description, args }) => ({ type: 'function', function: { name, description, parameters: args } })) }),
    ...(toolChoice === undefined ? {} : { tool_choice: toolChoice }),
  };
}

function messageOf(message: ChatMessage): ChatCompletionMessageParam {
  if (message.role === 'tool') return { role: 'tool', content: message.content, tool_call_id: message.callId };
  if (message.role !== 'assistant' || message.calls === undefined) return { role: message.role, content: message.content };
  const tool_calls = message.calls.map(({ id, name, args }) => ({ id, type: 'function' as const, function: { name, arguments: args } }));
  return { role: 'assistant', content: message.content, tool_calls };
}
