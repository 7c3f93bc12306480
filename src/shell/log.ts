import { getJsonLinesFormatter } from '@logtape/logtape';
import type { Settings } from '#src/config/settings.ts';
import { systemClock } from '#src/domain/clock.ts';

/** What is written for whoever operates Heron; people in chat never see it. */
export interface Log {
  info(text: string, fields?: object): void;
  error(text: string, error?: unknown): void;
}

/** Tokens of bots, keys and signatures, in whatever text they turn up; the stream itself is scrubbed, because error texts escape path rules. */
const PATTERNS = [
  /\d{8,10}:[A-Za-z0-9_-]{35}/g,
  /((?:api[_-]?key|signature|secret|token|authorization)[\\"'=: ]+(?:(?:Basic|Bearer|Bot) +)?)[^\s"'\\&,}]+/gi,
  // Names of headers and parameters of venues; they are words too, so that a sign of assignment has to follow.
  /((?:passphrase|password|private[_-]?key|access[_-]key|[_-]sign|authent)[\\"']*[=:][\\"' ]*)[^\s"'\\&,}]+/gi,
];
const REMOVED = '[removed]';
/** A shorter value is no secret that anybody has; taking it out would only spoil lines. */
const SHORTEST = 6;
/** A part of a token that is divided by dots or a colon is secret from this length on: the first part is only the number of the bot. */
const SHORTEST_PART = 24;

export const scrub = (line: string): string =>
  PATTERNS.reduce(
    (text, pattern) => text.replace(pattern, (_, kept?: string) => `${typeof kept === 'string' ? kept : ''}${REMOVED}`),
    line,
  );

/**
 * The secrets that this process has loaded so far; whoever loads one adds it before it is used anywhere. They are taken out of a text wherever they stand:
 * as they are, URL-encoded, in Base64 of either alphabet (also within a longer encoded text, such as a Basic header), in hex, and escaped as JSON does.
 * Values that are too short to be secrets are left out.
 */
export class KnownSecrets {
  readonly #values = new Set<string>();
  #found: RegExp | undefined;

  constructor(secrets: readonly string[] = []) {
    this.add(secrets);
  }

  add(secrets: readonly string[]): void {
    for (const secret of secrets) if (secret.length >= SHORTEST) for (const value of [secret, ...partsOf(secret)]) this.#values.add(value);
    const forms = [...new Set([...this.#values].flatMap(formsOf))].toSorted((a, b) => b.length - a.length);
    if (forms.length > 0) this.#found = new RegExp(forms.map(escaped).join('|'), 'gi');
  }

  /** The text without them. */
  readonly redact = (text: string): string => (this.#found === undefined ? text : text.replace(this.#found, REMOVED));
}

/** Also what follows the 0x of a private key. */
const partsOf = (secret: string): string[] =>
  [...secret.split(/[.:]/), secret.replace(/^0x/i, '')].filter((part) => part !== secret && part.length >= SHORTEST_PART);

function formsOf(value: string): string[] {
  const url = encodeURIComponent(value);
  const form = new URLSearchParams({ '': value }).toString().slice(1);
  return [value, url, encodeURIComponent(url), form, encodeURIComponent(form), Buffer.from(value).toString('hex'), ...base64Of(value)];
}

/** What is the same wherever the value begins within the encoded text: three offsets, without the characters that its neighbors have a share in. */
function base64Of(value: string): string[] {
  return [0, 1, 2].flatMap((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(value)]);
    const from = Math.ceil((before * 8) / 6);
    const to = Math.floor((bytes.length * 8) / 6);
    return [bytes.toString('base64'), bytes.toString('base64url')].map((text) => text.slice(from, to));
  });
}

/** As a pattern; JSON within JSON puts ever more backslashes before a quote or another backslash, and some servers one before each slash. */
const escaped = (text: string): string =>
  text.replace(/[.*+?^${}()|[\]\\]/g, (char) => (char === '\\' ? '\\\\+' : `\\${char}`)).replaceAll(/["/]/g, '\\\\*$&');

/** What the settings hold that nobody may read. */
export const secretsOf = ({ telegram, discord, model }: Settings): readonly string[] => [telegram.token, discord.token, model.token];

const LEVELS: readonly Settings['log']['level'][] = ['debug', 'info', 'warn', 'error', 'silent'];
const lineOf = getJsonLinesFormatter({ properties: 'flatten' });

/** JSON lines on a stream, without `secrets`: what was loaded by the time of the line, in whatever form it turns up. */
export function createLog(
  level: Settings['log']['level'],
  output: NodeJS.WritableStream,
  secrets: readonly string[] | KnownSecrets = [],
): Log {
  const { redact } = secrets instanceof KnownSecrets ? secrets : new KnownSecrets(secrets);
  const clock = systemClock();
  const say = (how: 'info' | 'error', text: string, properties: Record<string, unknown>): void => {
    if (LEVELS.indexOf(how) < LEVELS.indexOf(level)) return;
    const record = { category: ['heron'], level: how, message: [text], rawMessage: text, timestamp: clock.now(), properties };
    output.write(scrub(redact(lineOf(record))));
  };
  return {
    info: (text, fields) => say('info', text, { ...fields }),
    error: (text, error) => say('error', text, { error }),
  };
}
