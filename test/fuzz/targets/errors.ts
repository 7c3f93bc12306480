import { DiscordAPIError, HTTPError } from 'discord.js';
import fc from 'fast-check';
import { GrammyError, HttpError } from 'grammy';
import { failureOf } from '#src/chat/discord/failure.ts';
import { faultOf } from '#src/chat/telegram/fault.ts';
import { faultWords } from '#src/model/faultWords.ts';
import { Tidy } from '#src/model/tidy.ts';
import { faultOfSentence, holds, PLANTED, textOf } from '../flaw.ts';
import { mutated, mutatedText } from '../mutated.ts';
import { anyJson, anyText, anyValue } from '../strange.ts';
import { target } from '../target.ts';

const CODES = [400, 401, 403, 404, 409, 413, 429, 500, 502];
const REFUSALS = [
  { ok: false, error_code: 400, description: 'Bad Request: message to edit not found' },
  { ok: false, error_code: 429, description: 'Too Many Requests: retry after 5', parameters: { retry_after: 5 } },
  {
    ok: false,
    error_code: 400,
    description: 'Bad Request: group chat was upgraded to a supergroup chat',
    parameters: { migrate_to_chat_id: -100_124 },
  },
  { ok: false, error_code: 409, description: 'Conflict: terminated by other getUpdates request' },
  { ok: false, error_code: 400, description: `Bad Request: wrong url https://api.telegram.org/bot${PLANTED}/sendMessage` },
];

/** The library's own error; where it cannot even make one, what it throws is what Heron gets. */
function grammyError(answer: object): unknown {
  try {
    return new GrammyError('Call to sendMessage failed', answer as never, 'sendMessage', {});
  } catch (error) {
    return error;
  }
}

export const telegramErrors = target<unknown>({
  name: 'errors of Telegram',
  at: 'src/chat/telegram/fault.ts',
  weight: 4,
  open: () => ({
    inputs: fc.oneof({ arbitrary: mutated(...REFUSALS), weight: 9 }, { arbitrary: anyJson, weight: 1 }),
    take(body) {
      const answer = typeof body === 'object' && body !== null ? body : { description: body };
      for (const error of [grammyError(answer), new HttpError('no network', answer)]) {
        const fault = faultOf(error);
        const wrong = faultOfSentence(fault.sentence, textOf(body));
        holds(wrong === undefined, `what is said of it ${wrong}: ${fault.sentence}`);
        if (fault.kind === 'later') holds(Number.isFinite(fault.waitMs) && fault.waitMs >= 0, `it waits ${fault.waitMs} ms`);
        if (fault.kind === 'moved') holds(Number.isSafeInteger(fault.to), `it moves to ${String(fault.to)}`);
      }
    },
  }),
});

export const discordErrors = target<{ body: unknown; status: number; code: unknown }>({
  name: 'errors of Discord',
  at: 'src/chat/discord/failure.ts',
  weight: 3,
  open: () => ({
    inputs: fc.record({
      body: fc.oneof(
        mutated({ code: 50_035, message: 'Invalid Form Body', errors: { content: { _errors: [{ code: 'X', message: PLANTED }] } } }),
        anyJson,
      ),
      status: fc.constantFrom(...CODES),
      code: fc.oneof(fc.constantFrom(0, 10_008, 40_060, 50_013), anyValue),
    }),
    take({ body, status, code }) {
      const request = { files: undefined, body };
      let made: unknown;
      try {
        made = new DiscordAPIError(
          body as never,
          code as never,
          status,
          'POST',
          `https://discord.com/api/v10/interactions/1/${PLANTED}/callback`,
          request as never,
        );
      } catch {
        // The library itself cannot say it: what it throws is what Heron gets.
        made = new TypeError('the library failed');
      }
      for (const error of [made, new HTTPError(status, PLANTED, 'POST', `https://discord.com/${PLANTED}`, request as never), body]) {
        const { message, retryAfterMs } = failureOf(error);
        const wrong = faultOfSentence(`${message}.`, textOf({ body, code }));
        holds(wrong === undefined, `what is said of it ${wrong}: ${message}`);
        holds(Number.isFinite(retryAfterMs), `it waits ${retryAfterMs} ms`);
      }
    },
  }),
});

export const modelErrors = target<{ said: string; status: number; code: string }>({
  name: 'errors of a model server',
  at: 'src/model/tidy.ts, faultWords.ts',
  weight: 3,
  open() {
    const tidy = new Tidy(PLANTED);
    return {
      inputs: fc.record({
        said: fc.oneof(
          mutatedText(`Incorrect API key provided: ${PLANTED}. See https://platform.openai.com/account`, 'This model is overloaded.'),
          anyText,
        ),
        status: fc.oneof(fc.constantFrom(...CODES, 402, 408, 422, 301), fc.integer({ min: 100, max: 599 })),
        code: fc.oneof(fc.constantFrom('', 'insufficient_quota', 'model_not_found'), anyText),
      }),
      take({ said, status, code }) {
        const shown = tidy.said(said);
        holds(
          shown.isWellFormed() && shown.length <= 201 && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(shown),
          `it is no line: ${JSON.stringify(shown)}`,
        );
        const words = faultWords({ ok: false, kind: 'status', status, code, said: shown, retryAfterMs: undefined }, 'm', 'example.com', 60);
        holds(!words.includes(PLANTED) && words.length > 20 && words.length < 400, `what is said of it: ${words}`);
      },
    };
  },
});
