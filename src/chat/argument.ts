import { z } from 'zod';

/** What an argument can be completed with, from the ledger. */
export type Completion =
  | 'proposal'
  | 'armed'
  | 'position'
  | 'order'
  | 'trade'
  | 'told'
  | 'market'
  | 'desk'
  | 'command'
  | 'setting'
  | 'person'
  | 'schedule'
  | 'finding'
  | 'adaptation';

/** What menus and usage need to know about an argument beside its schema. */
export interface ArgumentMeta {
  /** How usage writes it: `ID`. */
  readonly shown: string;
  readonly completes?: Completion;
  /** Words that are possible too: `all`. */
  readonly words?: readonly string[];
}

const described = <Schema extends z.ZodType>(schema: Schema, meta: ArgumentMeta): Schema => schema.meta({ argument: meta });

/** An id such as `c12`; `12` and `C12` are understood too, because it is typed on a phone. */
const id = (prefix: string, what: string) =>
  z
    .string()
    .trim()
    .toLowerCase()
    .overwrite((typed) => (/^\d+$/.test(typed) ? prefix + typed : typed))
    .regex(new RegExp(`^${prefix}\\d{1,12}$`), `${what} is named like ${prefix}12`);

const idOrAll = (prefix: string, what: string) =>
  z
    .string()
    .trim()
    .toLowerCase()
    .overwrite((typed) => (/^\d+$/.test(typed) ? prefix + typed : typed))
    .regex(new RegExp(`^(?:${prefix}\\d{1,12}|all)$`), `${what} is named like ${prefix}12; the word all means every one`);

const words = z.string().trim().min(1).max(500);

export const proposalId = described(id('c', 'a proposal'), { shown: 'ID', completes: 'proposal' });
export const armedOrAll = described(idOrAll('c', 'a condition'), { shown: 'ID|all', completes: 'armed', words: ['all'] });
export const tradeId = described(id('t', 'a trade'), { shown: 'ID', completes: 'trade' });
export const positionId = described(words, { shown: 'ID', completes: 'position' });
export const positionOrAll = described(words, { shown: 'ID|all', completes: 'position', words: ['all'] });
export const orderId = described(id('o', 'an order'), { shown: 'ORDER', completes: 'order' });
/** A condition, trade, order or market: whatever has a story. */
export const told = described(words, { shown: 'ID|MARKET', completes: 'told' });
export const market = described(words, { shown: 'MARKET', completes: 'market' });
export const desk = described(words, { shown: 'desk', completes: 'desk' });
export const commandName = described(words, { shown: 'command', completes: 'command' });
export const settingKey = described(words, { shown: 'key', completes: 'setting' });
/** `telegram:111`: somebody on a platform, by their number there. */
export const person = described(words.regex(/^[a-z]+:\w{1,32}$/, 'a person is named like telegram:111'), {
  shown: 'ID',
  completes: 'person',
});
/** A question in somebody's own words, however long: whoever answers it cuts it. */
export const question = described(z.string().trim().min(1), { shown: 'TEXT' });
/** Free words at the end of a line. */
export const freeText = (shown: string) => described(words, { shown });
export const howMany = (most: number) =>
  described(
    z.coerce
      .number({ error: 'a whole number is needed' })
      .int('a whole number is needed')
      .min(1, 'at least 1')
      .max(most, `at most ${most}`),
    { shown: 'n' },
  );
export const oneOf = <const Words extends readonly [string, ...string[]]>(...possible: Words) =>
  described(z.enum(possible), { shown: possible.join('|'), words: possible });

/** What a schema was described with, also behind `.optional()`. */
export function argumentOf(schema: z.ZodType): ArgumentMeta & { readonly optional: boolean } {
  const optional = schema instanceof z.ZodOptional;
  const inner = optional ? schema.unwrap() : schema;
  const meta = inner instanceof z.ZodType ? (inner.meta()?.argument as ArgumentMeta | undefined) : undefined;
  return { shown: 'TEXT', ...meta, optional };
}
