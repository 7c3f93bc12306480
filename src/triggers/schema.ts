import { z } from 'zod';
import * as all from './all.ts';
import * as any from './any.ts';
import * as candle from './candle.ts';
import { faultOfExtent } from './extent.ts';
import * as indicator from './indicator.ts';
import * as not from './not.ts';
import * as price from './price.ts';
import type { Trigger } from './trigger.ts';
import * as window from './window.ts';

const part: z.ZodType<Trigger> = z.lazy(() => tree);

const tree = z.discriminatedUnion(
  'type',
  [price.schema, candle.schema, indicator.schema, window.schema, all.schemaOf(part), any.schemaOf(part), not.schemaOf(part)],
  { error: 'a trigger is an object whose type is price, candle, indicator, window, all, any or not' },
);

/** How a trigger is written (C2). Unknown keys and operators are errors; at most 6 levels deep and 20 simple triggers in the whole tree. */
export const triggerSchema: z.ZodType<Trigger> = z
  .unknown()
  .superRefine((written, context) => {
    const fault = faultOfExtent(written);
    if (fault !== undefined) context.addIssue({ code: 'custom', message: fault });
  })
  .pipe(tree);
