import { z } from 'zod';
import type { ArgumentMeta } from './argument.ts';

/** `3` and `E3` are understood as `e3`, because it is typed on a phone. */
const named = (pattern: RegExp, hint: string) =>
  z
    .string()
    .trim()
    .toLowerCase()
    .overwrite((typed) => (/^\d+$/.test(typed) ? `e${typed}` : typed))
    .regex(pattern, hint);

export const adaptationId = named(/^e\d{1,12}$/, 'a change is named like e3').meta({
  argument: { shown: 'ID', completes: 'adaptation' } satisfies ArgumentMeta,
});

/** One of them, or a word that stands for several. */
export const adaptationOrWord = (word: string) =>
  named(new RegExp(`^(?:e\\d{1,12}|${word})$`), `a change is named like e3; the other word is ${word}`).meta({
    argument: { shown: `ID|${word}`, completes: 'adaptation', words: [word] } satisfies ArgumentMeta,
  });
