import type { Clock } from '#src/domain/clock.ts';
import { toText } from '#src/domain/decimal.ts';
import type { ChatAnswer, ChatFault, ChatRequest, ChatResult } from './chat.ts';
import type { ChatServer } from './chatServer.ts';
import { faultWords, isPassing, STOPPED } from './faultWords.ts';
import type { ModelCall, NoAnswer } from './port.ts';
import { type KnownQuirks, type Quirks, refusesTools, simpler } from './quirks.ts';
import { believed, costOf, estimatedTokens, type Prices, type Spending } from './spending.ts';

/** A server that wants to be left alone for longer is given up. */
const LONGEST_WAIT_MS = 60_000;
const FIRST_WAIT_MS = 500;

/** What an answer is worth. */
export type Judged<T> =
  | { readonly verdict: 'good'; readonly value: T }
  | { readonly verdict: 'malformed' | 'refused' | 'truncated'; readonly reason: string };

/** One answer that is wanted. `turn` counts the attempts of the whole question. */
export interface Wanted<T> {
  readonly asked: Pick<ModelCall, 'purpose' | 'prompt' | 'questionHash'>;
  readonly model: string;
  readonly turn: { attempt: number };
  /** How to ask at first, where that is not what is known of the model. */
  readonly from?: Quirks;
  request(quirks: Quirks): ChatRequest;
  judge(answer: ChatAnswer): Judged<T>;
}

export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false;
      readonly why: NoAnswer;
      readonly text: string;
      /** False when it says nothing about how the model is. */
      readonly counts: boolean;
      /** Where there was an answer, of no use. */
      readonly answer?: ChatAnswer;
    };

export interface ExchangeParts {
  readonly server: ChatServer;
  readonly wall: Clock;
  readonly spending: Spending;
  readonly quirks: KnownQuirks;
  readonly settings: Prices & { readonly timeoutSeconds: number; readonly retries: number };
  record(call: ModelCall): void;
}

/**
 * Gets one answer: asks for the budget before each request, asks more simply where the server does not know a part of the request, waits and tries again
 * after errors that may pass, all within the time-out; and writes down every request.
 */
export async function exchange<T>(parts: ExchangeParts, wanted: Wanted<T>): Promise<Outcome<T>> {
  const { server, wall, spending, quirks: known, settings } = parts;
  await server.ready();
  const deadline = wall.mono() + settings.timeoutSeconds * 1_000;
  let quirks = wanted.from ?? known.of(wanted.model);
  for (let retries = 0; ; ) {
    if (server.end.aborted) return { ok: false, why: 'failed', text: STOPPED, counts: false };
    const request = wanted.request(quirks);
    const reserved = spending.reserve(tokensOf(request), request.maxTokens);
    if (typeof reserved === 'string') return { ok: false, why: 'budget', text: reserved, counts: false };
    wanted.turn.attempt++;
    const sentMs = wall.mono();
    const result = await server.send(request, Math.max(1, deadline - sentMs));
    const judged = result.ok ? wanted.judge(result) : undefined;
    const outcome = outcomeOf(parts, wanted, request, result, judged);
    try {
      parts.record(callOf(parts, wanted, request, result, outcome, Math.round(wall.mono() - sentMs)));
    } finally {
      reserved();
    }
    if (result.ok) {
      if (wanted.from === undefined || outcome.ok) known.remember(wanted.model, quirks);
      return outcome;
    }
    const next = simpler(quirks, request, result);
    if (next !== undefined) {
      quirks = next;
      continue;
    }
    const waitMs = result.retryAfterMs ?? FIRST_WAIT_MS * 2 ** retries;
    const isInTime = waitMs <= LONGEST_WAIT_MS && waitMs < deadline - wall.mono();
    if (!isPassing(result) || retries >= settings.retries || !isInTime) return outcome;
    retries++;
    await pause(wall, waitMs, server.end);
  }
}

/** Ends earlier when nothing more is asked. */
function pause(wall: Clock, ms: number, end: AbortSignal): Promise<void> {
  return new Promise((wake) => {
    const go = (): void => {
      timer.cancel();
      end.removeEventListener('abort', go);
      wake();
    };
    const timer = wall.after(ms, go);
    end.addEventListener('abort', go);
  });
}

function outcomeOf<T>(
  { server, settings }: ExchangeParts,
  { model }: Wanted<T>,
  request: ChatRequest,
  result: ChatResult,
  judged: Judged<T> | undefined,
): Outcome<T> {
  if (!result.ok) {
    if (refusesTools(request, result)) {
      return { ok: false, why: 'failed', text: `${model} cannot look things up at this server: it does not take tools.`, counts: false };
    }
    const text = faultWords(result, model, server.host, settings.timeoutSeconds);
    return { ok: false, why: result.kind === 'timeout' ? 'timeout' : 'failed', text, counts: result.kind !== 'stopped' };
  }
  if (judged?.verdict === 'good') return { ok: true, value: judged.value };
  const { verdict: why, reason: text } = judged as Exclude<Judged<T>, { verdict: 'good' }>;
  return { ok: false, why, text, counts: true, answer: result };
}

function callOf<T>(
  { server, settings }: ExchangeParts,
  { asked, model, turn }: Wanted<T>,
  request: ChatRequest,
  result: ChatResult,
  outcome: Outcome<T>,
  latencyMs: number,
): ModelCall {
  const tokensIn = result.ok ? believed(result.tokensIn, tokensOf(request)) : lostTokens(result, request);
  const tokensOut = result.ok ? believed(result.tokensOut, estimatedTokens(writtenIn(result))) : 0;
  return {
    ...asked,
    model,
    server: server.host,
    rung: request.tools === undefined ? (request.form?.rung ?? 'text') : 'tools',
    attempt: turn.attempt,
    tokensIn,
    tokensOut,
    cost: toText(costOf(tokensIn, tokensOut, settings)),
    latencyMs,
    answer: result.ok ? writtenIn(result) : '',
    verdict: outcome.ok ? 'good' : (outcome.why as ModelCall['verdict']),
    reason: outcome.ok ? undefined : outcome.text,
    source: 'model',
  };
}

/** All that goes out counts, also the forms of answers and tools. */
const tokensOf = ({ messages, form, tools }: ChatRequest): number =>
  estimatedTokens(
    JSON.stringify(messages) + (form?.rung === 'json_schema' ? JSON.stringify(form.schema) : '') + (tools ? JSON.stringify(tools) : ''),
  );

/** A request that was taken in and never answered in full is paid for all the same, as far as anybody here can know. */
const lostTokens = ({ kind }: ChatFault, request: ChatRequest): number =>
  kind === 'timeout' || kind === 'cut' || kind === 'stopped' ? tokensOf(request) : 0;

const LONGEST = 20_000;
const writtenIn = ({ text, refusal, calls }: ChatAnswer): string =>
  calls.length === 0
    ? text || (refusal ?? '')
    : JSON.stringify({ text, calls: calls.map(({ name, args }) => ({ name, args })) }).slice(0, LONGEST);
