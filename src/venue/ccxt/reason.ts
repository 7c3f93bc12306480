import { errorClasses as ccxt } from './errorClasses.ts';

const MOST_CHARACTERS = 160;
/** Errors hold whole bodies, and what lies behind this would not be shown. */
const MOST_LOOKED_AT = 10_000;
/** Fields in which venues write their sentence, from the outside in. */
const SENTENCES = [
  'sMsg',
  'retMsg',
  'ret_msg',
  'msg',
  'message',
  'error_message',
  'response',
  'error',
  'errors',
  'code',
  'data',
  'statuses',
];

/**
 * What a venue said, for a person: its own sentence where there is one, without addresses, keys, signatures, identifiers or markup. Errors of ccxt
 * hold whole signed URLs and bodies.
 */
export function reasonOf(error: Error, title: string): string {
  if (error instanceof ccxt.RequestTimeout && / request timed out \(/.test(error.message)) return `${title} did not answer in time.`;
  if (isPage(error.message)) return `${title} answered with a web page instead of data.`;
  if (/ fetch failed/.test(error.message)) return `The connection to ${title} failed.`;
  const said = safeText(sentenceOf(error.message));
  return said === '' ? `${title} gave no reason.` : `${title} says: ${said}`;
}

const isPage = (text: string): boolean => /<(!doctype|html|head|body|title|h1|center|script)\b/i.test(text);

/** The sentence in the JSON that ccxt put behind the venue's name, or the message without that name and without what was called. */
function sentenceOf(message: string): string {
  const start = message.search(/[{[]/);
  if (start >= 0) {
    try {
      return sentenceIn(JSON.parse(message.slice(start)), 0);
    } catch {
      // not JSON after all
    }
  }
  return message.replace(/^[a-z]+:? /, '').replace(/^(GET|POST|PUT|DELETE|PATCH) \S+ /, '');
}

function sentenceIn(value: unknown, depth: number): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  if (typeof value !== 'object' || value === null || depth > 4) return '';
  const parts = Array.isArray(value) ? value : SENTENCES.map((name) => (value as Record<string, unknown>)[name]);
  const inner = parts.map((part) => (typeof part === 'object' ? sentenceIn(part, depth + 1) : ''));
  // The innermost sentence says most: OKX writes "All operations failed" outside and why inside.
  return inner.find((text) => /[a-z]/i.test(text)) ?? parts.map((part) => sentenceIn(part, depth + 1)).find((text) => text !== '') ?? '';
}

/** Text from outside that may be shown, logged and stored. */
export function safeText(text: string): string {
  const clean = text
    .slice(0, MOST_LOOKED_AT)
    .replaceAll(/[a-z]{1,30}:\/\/\S*/gi, '…')
    .replaceAll(/<[^>]*>?/g, ' ')
    .replaceAll(
      /\b(origin_string|api_?-?key\w*|sign(?:ature)?|secret|pass(?:phrase|word)|token|nonce|auth\w*)(["']?\s*[=:[(]\s*)[^\s&,\]})]+/gi,
      '$1$2…',
    )
    .replaceAll(/[A-Za-z0-9+/=_-]{12,}/g, (run) => (looksLikeWords(run) ? run : '…'))
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return clean.length > MOST_CHARACTERS ? `${clean.slice(0, MOST_CHARACTERS - 1).trimEnd()}…` : clean;
}

/** `ErrCannotStopUnknownOrder`, `insufficient_margin` or `recvWindow/timestamp`, but not a key: those hold digits, or as many capitals as small letters. */
const looksLikeWords = (run: string): boolean =>
  !/\d/.test(run) && run.length <= 48 && (run.match(/[A-Z]/g)?.length ?? 0) <= (/[a-z]/.test(run) ? run.length / 3.5 : 20);
