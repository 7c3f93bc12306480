import { z } from 'zod';
import type { ArgumentMeta } from './argument.ts';

/** `d3`; `3` and `D3` are understood too, because it is typed on a phone. */
export const findingId = z
  .string()
  .trim()
  .toLowerCase()
  .overwrite((typed) => (/^\d+$/.test(typed) ? `d${typed}` : typed))
  .regex(/^d\d{1,12}$/, 'a finding is named like d3')
  .meta({ argument: { shown: 'ID', completes: 'finding' } satisfies ArgumentMeta });
