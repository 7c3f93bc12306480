import { WrongUsage } from '#src/domain/errors.ts';
import type { Options } from './options.ts';

const SECRET_FLAGS = ['key', 'api-key', 'apikey', 'secret', 'api-secret', 'password', 'passphrase', 'private-key', 'token'] as const;

/** Flags that somebody might expect; they are known so that they can be refused with the reason. */
export const REFUSED_FLAGS: Record<string, { type: 'string' }> = Object.fromEntries(SECRET_FLAGS.map((name) => [name, { type: 'string' }]));

/** An action and a provider; whatever else stands there could only be a secret. */
const MOST_WORDS = 2;

/** Refuses a secret among the arguments, without saying it. Throws WrongUsage. */
export function refuseSecretArguments({ flags, words }: Options): void {
  if (SECRET_FLAGS.every((name) => flags[name] === undefined) && words.length <= MOST_WORDS && !words.some(looksSecret)) return;
  throw new WrongUsage(
    'A key is never an argument: the history of the shell and everybody who lists processes would have it. Nothing was saved.',
    'Run heron keys add PROVIDER and type it at the prompt, or pipe it in. If this one was real, make another one at the provider.',
  );
}

const looksSecret = (word: string): boolean =>
  word.length > 24 || word.includes('=') || (word.length >= 16 && /\d/.test(word) && /[A-Za-z]/.test(word));
