import { GrammyError, HttpError } from 'grammy';
import { cleanLine } from '#src/chat/clean.ts';

/** What went wrong with a call, in words that hold no token and no address. */
export type Fault =
  /** Too much at once: Telegram says how long to wait. */
  | { readonly kind: 'later'; readonly waitMs: number; readonly sentence: string }
  /** The token is not accepted. */
  | { readonly kind: 'token'; readonly sentence: string }
  /** Somebody else listens with the same token. */
  | { readonly kind: 'rival'; readonly sentence: string }
  /** The chat cannot be written to. */
  | { readonly kind: 'gone'; readonly sentence: string }
  /** The chat has another id now. */
  | { readonly kind: 'moved'; readonly to: number; readonly sentence: string }
  /** The message to be edited is not there, or cannot be edited. */
  | { readonly kind: 'missing'; readonly sentence: string }
  /** It shows already what it should show. */
  | { readonly kind: 'unchanged'; readonly sentence: string }
  /** Telegram does not take this, and will not take it later. */
  | { readonly kind: 'refused'; readonly sentence: string }
  /** Nobody knows whether it arrived. */
  | { readonly kind: 'unreachable'; readonly sentence: string };

const TOKEN =
  'Telegram does not accept the bot token: it was revoked or is wrong. Get the current one from @BotFather and set telegram.token.';
const RIVAL =
  "Another program polls this bot's token, so each of the two gets only a part. Stop it; if it is not yours, revoke the token at @BotFather.";
const HOOKED =
  "Somebody set a webhook with this bot's token and gets what is said to it. Heron removes it; if it was not you, revoke the token at @BotFather.";
/** Telegram has not been seen to ask for more than an hour. */
const LONGEST_WAIT_S = 86_400;
const UNREACHABLE = 'Telegram was not reachable.';

/** https://core.telegram.org/bots/api#making-requests; the descriptions are those that Telegram's own server sends. */
export function faultOf(error: unknown): Fault {
  if (!(error instanceof GrammyError))
    return { kind: 'unreachable', sentence: error instanceof HttpError ? UNREACHABLE : 'Something broke on the way to Telegram.' };
  // What stands between here and Telegram answers in its name, and leaves out what it likes.
  const { parameters } = error;
  const code = Number.isSafeInteger(error.error_code) ? error.error_code : 0;
  const description = typeof error.description === 'string' ? error.description : '';
  const words = harmless(description);
  const said = words === '' ? 'Telegram refused it, and did not say why.' : `Telegram refused it: ${words}.`;
  if (code === 429) {
    const wanted = parameters.retry_after;
    const seconds = typeof wanted === 'number' && wanted > 0 ? Math.min(wanted, LONGEST_WAIT_S) : 1;
    return { kind: 'later', waitMs: seconds * 1_000, sentence: `Telegram asked to wait ${seconds} s.` };
  }
  // A token that is not even formed like one is answered with 404.
  if (code === 401 || code === 404) return { kind: 'token', sentence: TOKEN };
  if (code === 409) return { kind: 'rival', sentence: /webhook/i.test(description) ? HOOKED : RIVAL };
  if (code < 400) return { kind: 'unreachable', sentence: 'What answered in the name of Telegram gave no answer of its kind.' };
  if (code >= 500) return { kind: 'unreachable', sentence: `Telegram had an error of its own (${code}).` };
  const to = parameters.migrate_to_chat_id;
  if (to !== undefined && Number.isSafeInteger(to)) return { kind: 'moved', to, sentence: said };
  if (code === 403 || /chat not found|user is deactivated/i.test(description)) {
    return { kind: 'gone', sentence: said };
  }
  if (/message is not modified/i.test(description)) return { kind: 'unchanged', sentence: said };
  if (
    /message to edit not found|message can't be edited|MESSAGE_ID_INVALID|there is no (?:text|caption|media) in the message/i.test(
      description,
    )
  ) {
    return { kind: 'missing', sentence: said };
  }
  return { kind: 'refused', sentence: said };
}

/** What Telegram says may quote what was sent. */
const harmless = (description: string): string =>
  cleanLine(description)
    .replace(/^(?:Bad Request|Forbidden): /, '')
    .replace(/\S*\d{5,}(?::|%3A)[\w-]{20,}\S*|\S*[\w+/=-]{40,}\S*|\w+:\/\/\S+/gi, '…')
    .slice(0, 200);
