import { z } from 'zod';
import { query } from '#src/ask/query.ts';
import { howMany } from '#src/ask/rows.ts';
import { TOLD_KINDS, toldOf } from '#src/ask/told.ts';
import { searchEvents } from '#src/ledger/search.ts';

export const events = query({
  name: 'events',
  description: 'The newest events of some kinds, the newest first; about one id (such as c12) where it is given.',
  args: z.strictObject({
    kinds: z.array(z.enum(TOLD_KINDS)).min(1).max(10),
    about: z
      .string()
      .regex(/^[a-z]\d{1,12}$/, 'an id is written like c12')
      .nullable(),
    limit: howMany,
  }),
  words: ({ kinds, about }) => `${kinds.join(', ')}${about === null ? '' : ` about ${about}`}`,
  run: ({ kinds, about, limit }, { reader }) => ({
    events: searchEvents(reader, kinds, about ?? undefined, limit).flatMap((event) => toldOf(event) ?? []),
  }),
});
