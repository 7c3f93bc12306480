import { z } from 'zod';
import type { Json } from '#src/domain/hash.ts';

/** JSON Schema in the words that every server knows. */
export type WireSchema = { readonly [key: string]: Json };

/** What strict modes of all servers take; bounds are said in words, because some servers refuse a schema for them. */
const KEPT = ['type', 'enum', 'const', '$ref', 'required', 'additionalProperties'] as const;
const known = new WeakMap<z.ZodType, WireSchema>();

/** The form of an answer as it is sent: https://platform.openai.com/docs/guides/structured-outputs, "Supported schemas". */
export function wireSchemaOf(schema: z.ZodType): WireSchema {
  let made = known.get(schema);
  if (made === undefined) {
    made = portable(z.toJSONSchema(schema) as Raw);
    known.set(schema, made);
  }
  return made;
}

interface Raw {
  readonly [key: string]: unknown;
}

function portable(raw: Raw): WireSchema {
  const schema: Record<string, Json> = {};
  for (const key of KEPT) if (raw[key] !== undefined) schema[key] = raw[key] as Json;
  const hint = [raw.description, ...boundsOf(raw)].filter((part) => part !== undefined).join('; ');
  if (hint !== '') schema.description = hint;
  if (isRaw(raw.properties)) schema.properties = each(raw.properties);
  if (isRaw(raw.$defs)) schema.$defs = each(raw.$defs);
  if (isRaw(raw.items)) schema.items = portable(raw.items);
  const choices = raw.anyOf ?? raw.oneOf;
  if (Array.isArray(choices)) schema.anyOf = choices.map((one) => portable(one as Raw));
  return schema;
}

const each = (schemas: Raw): WireSchema => Object.fromEntries(Object.entries(schemas).map(([name, one]) => [name, portable(one as Raw)]));
const isRaw = (value: unknown): value is Raw => typeof value === 'object' && value !== null && !Array.isArray(value);

function boundsOf(raw: Raw): string[] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, minLength, maxLength, minItems, maxItems, pattern } = raw;
  return [
    bound('at least', minimum),
    bound('at most', maximum),
    bound('more than', exclusiveMinimum),
    bound('less than', exclusiveMaximum),
    bound('at least', minLength, 'characters'),
    bound('at most', maxLength, 'characters'),
    bound('at least', minItems, 'items'),
    bound('at most', maxItems, 'items'),
    typeof pattern === 'string' ? `matches ${pattern}` : undefined,
  ].filter((part) => part !== undefined);
}

/** The ends of the safe integers stand for no bound at all. */
function bound(words: string, value: unknown, unit?: string): string | undefined {
  if (typeof value !== 'number' || Math.abs(value) >= Number.MAX_SAFE_INTEGER) return undefined;
  return `${words} ${value}${unit === undefined ? '' : ` ${unit}`}`;
}
