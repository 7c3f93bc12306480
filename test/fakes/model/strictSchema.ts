import { Refusal } from './refusal.ts';

/** Keywords that strict mode knows (platform.openai.com, "Structured outputs", supported schemas). */
const KNOWN = new Set([
  ...['type', 'properties', 'required', 'additionalProperties', 'items', 'enum', 'const', 'anyOf', '$ref', '$defs', 'description', 'title'],
  ...['pattern', 'format', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'minItems', 'maxItems'],
]);
const DEEPEST = 10;
const NAME = /^[a-zA-Z0-9_-]{1,64}$/;

type Schema = Readonly<Record<string, unknown>>;

/** Refuses what the real server refuses in `response_format.json_schema` with `strict: true`. */
export function checkStrictSchema(name: unknown, schema: unknown): void {
  if (typeof name !== 'string' || !NAME.test(name)) {
    throw new Refusal(400, `Invalid 'response_format.json_schema.name': string does not match pattern.`, {
      param: 'response_format.json_schema.name',
      code: 'invalid_value',
    });
  }
  if (!isSchema(schema) || schema.type !== 'object' || 'anyOf' in schema) {
    throw wrong(name, [], 'schema must have type "object" and not have "anyOf" at the root');
  }
  look(name, schema, [], 0);
}

function look(name: string, schema: Schema, path: readonly string[], depth: number): void {
  if (depth > DEEPEST) throw wrong(name, path, `schema is nested deeper than ${DEEPEST} levels`);
  for (const key of Object.keys(schema)) if (!KNOWN.has(key)) throw wrong(name, path, `'${key}' is not permitted`);
  if (schema.type === 'object') {
    const properties = Object.keys((schema.properties ?? {}) as Schema);
    if (schema.additionalProperties !== false) throw wrong(name, path, `'additionalProperties' is required to be supplied and to be false`);
    const required = new Set(Array.isArray(schema.required) ? schema.required : []);
    const missing = properties.find((property) => !required.has(property));
    if (missing !== undefined || required.size !== properties.length) {
      throw wrong(
        name,
        path,
        `'required' is required to be supplied and to be an array including every key in properties. Missing '${missing}'`,
      );
    }
  } else if (!['$ref', 'anyOf', 'enum', 'const', 'type'].some((key) => key in schema)) {
    throw wrong(name, path, `schema must have a 'type' key`);
  }
  for (const [key, child] of childrenOf(schema)) if (isSchema(child)) look(name, child, [...path, key], depth + 1);
}

function childrenOf(schema: Schema): [string, unknown][] {
  const { properties, $defs, items, anyOf } = schema;
  return [
    ...Object.entries((properties ?? {}) as Schema),
    ...Object.entries(($defs ?? {}) as Schema),
    ...(items === undefined ? [] : ([['items', items]] as [string, unknown][])),
    ...(Array.isArray(anyOf) ? anyOf.map((one, index): [string, unknown] => [`anyOf ${index}`, one]) : []),
  ];
}

const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null && !Array.isArray(value);

const wrong = (name: string, path: readonly string[], what: string): Refusal =>
  new Refusal(400, `Invalid schema for response_format '${name}': In context=(${path.map((one) => `'${one}'`).join(', ')}), ${what}.`, {
    param: 'response_format',
    code: 'invalid_json_schema',
  });
