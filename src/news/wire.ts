import { z } from 'zod';

const NEWS_TOPICS = ['listing', 'hack', 'regulation', 'macro', 'technology', 'flows', 'rumor', 'other'] as const;

/** All that a text from outside can become: a market of the desk (or `all`), a topic, and two numbers. There is no field that a sentence fits into. */
export const newsSchema = (markets: readonly string[]) =>
  z.strictObject({
    market: z.enum([...markets, 'all']),
    topic: z.enum(NEWS_TOPICS),
    sentiment: z.number().min(-1).max(1),
    confidence: z.number().min(0).max(1),
  });

export type NewsFields = z.infer<ReturnType<typeof newsSchema>>;
