import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { checkStrictSchema } from '#test/fakes/model/strictSchema.ts';
import { wireSchemaOf } from './wireSchema.ts';

describe('the form of an answer on the wire', () => {
  it('is one that strict mode takes, with the bounds in words', () => {
    const level = z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('price'), at: z.number().positive() }),
      z.strictObject({ kind: z.literal('close'), timeframe: z.enum(['15m', '1h']) }),
    ]);
    const schema = z.strictObject({
      note: z.string().max(200).describe('why'),
      list: z.array(level).max(3),
      count: z.int().min(0).max(9),
      whole: z.int(),
      day: z.string().regex(/^\d+$/).nullable(),
    });
    const wire = wireSchemaOf(schema);
    expect(() => checkStrictSchema('idea', wire)).not.toThrow();
    expect(wire.properties).toMatchObject({
      note: { type: 'string', description: 'why; at most 200 characters' },
      list: { type: 'array', description: 'at most 3 items', items: { anyOf: [{ type: 'object' }, { type: 'object' }] } },
      count: { type: 'integer', description: 'at least 0; at most 9' },
      whole: { type: 'integer' },
      day: { anyOf: [{ type: 'string', description: 'matches ^\\d+$' }, { type: 'null' }] },
    });
    expect(JSON.stringify(wire)).not.toMatch(/maxLength|maxItems|"minimum"|oneOf|\$schema/);
    expect(wireSchemaOf(schema)).toBe(wire);
  });
});
