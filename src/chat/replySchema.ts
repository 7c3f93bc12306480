import { z } from 'zod';
import type { Chart } from '#src/domain/chart.ts';
import type { Reply } from './reply.ts';

const text = z.string();
const block = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('text'), text }),
  z.strictObject({ kind: z.literal('fields'), fields: z.array(z.strictObject({ name: text, value: text })) }),
  z.strictObject({
    kind: z.literal('table'),
    columns: z.array(z.strictObject({ name: text, right: z.boolean().exactOptional() })),
    rows: z.array(z.array(text)),
  }),
  z.strictObject({ kind: z.literal('diff'), changes: z.array(z.strictObject({ what: text, before: text, after: text })) }),
  z.strictObject({ kind: z.literal('chart'), chart: z.custom<Chart>((chart) => typeof chart === 'object' && chart !== null), alt: text }),
  z.strictObject({ kind: z.literal('buttons'), buttons: z.array(z.strictObject({ label: text, command: text })) }),
]);

/** A Reply as it crosses a border of the process: who writes it and who reads it hold it against the same words (SYNC-7). */
export const replySchema: z.ZodType<Reply> = z.strictObject({
  title: text,
  tone: z.enum(['good', 'bad', 'warn']).exactOptional(),
  blocks: z.array(block),
  failed: z.literal(true).exactOptional(),
  data: z.json().exactOptional(),
});
