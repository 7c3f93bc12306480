import type { z } from 'zod';
import type { Clock } from '#src/domain/clock.ts';
import { fitting } from '#src/domain/fitting.ts';
import type { Json } from '#src/domain/hash.ts';
import type { Quotes } from '#src/domain/quotes.ts';
import type { Reader } from '#src/ledger/core.ts';
import type { Memory } from '#src/ledger/memory.ts';
import type { Tool } from '#src/model/port.ts';

/** What queries read. There is no way from here to anything that writes. */
export interface Books {
  readonly reader: Reader & { readonly memory: Memory };
  readonly quotes: Quotes;
  readonly clock: Pick<Clock, 'now'>;
  /** Of the people who ask. */
  readonly zone: string;
  /** Percent of probability that an interval holds. */
  readonly intervalPct: number;
  readonly priorTrades: number;
}

/** Something that a model may look up. It reads, and nothing else; money in its result is decimal text, and each row carries its ids. */
export interface Query<Args extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  readonly description: string;
  /** A strict object; what may be left out is nullable. */
  readonly args: Args;
  /** What is looked up, for people: `trades in BTC/USDT`. Holds no text that came from outside. */
  words(args: z.infer<Args>): string;
  /** Throws an error with a sentence when the arguments make no sense. */
  run(args: z.infer<Args>, books: Books): Json;
}

/** Declares a query with its own arguments; in the list they are all of one type. */
export const query = <Args extends z.ZodObject>(one: Query<Args>): Query => one as unknown as Query;

/** A query as a tool; `heard` is told of each result. */
export function toolOf(one: Query, books: Books, heard: (words: string, result: Json) => void): Tool {
  const { name, description, args } = one;
  return {
    name,
    description,
    args,
    run(given) {
      const read = fitting(args, given);
      if (!read.success)
        throw new Error(`the arguments of ${name} do not fit: ${read.error.issues.map(({ message }) => message).join('; ')}`);
      const result = one.run(read.data, books);
      heard(one.words(read.data), result);
      return result;
    },
  };
}
