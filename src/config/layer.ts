import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { fitting } from '#src/domain/fitting.ts';
import { type Leaves, nearestKey } from './keys.ts';

export type Origin = 'default' | 'file' | 'environment' | '--set';

/** Where a value was set, for a person: `heron.yaml`, `HERON_GUARDS__SPREADBPS`, `--set`. */
export interface Placed {
  readonly value: unknown;
  readonly origin: Origin;
  readonly where: string;
}

/** Something that is wrong with the settings, as a sentence, and who can put it right. */
export interface Problem {
  readonly origin: Origin;
  readonly text: string;
}

/** Values of one source by key, and what could not be understood in it. */
export interface Layer {
  readonly values: Map<string, Placed>;
  readonly problems: Problem[];
}

export interface Known {
  readonly leaves: Leaves;
  readonly groups: ReadonlySet<string>;
}

export const emptyLayer = (): Layer => ({ values: new Map(), problems: [] });

/** `the number 5`, `the text "abc"`, `a list`: what was found where something else was expected. */
function named(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return `the list ${JSON.stringify(value).slice(0, 60)}`;
  if (typeof value === 'object') return 'a group of keys';
  return typeof value === 'string' ? `the text ${JSON.stringify(value.slice(0, 60))}` : `${value}`;
}

/** Keys that hold a token, and the groups that they stand in: what was written there may be one, wherever it went wrong. */
const SECRET = /token|^(?:telegram|discord|model)$/i;
/** Something that names a token, or looks like one, under whatever key. */
const LIKE_ONE = /token|\d{8,10}:[\w-]{10}/i;

/** What was found under a key, as `named` says it, unless it may be a token: that is never repeated, not even to whoever wrote it. */
export const found = (key: string, value: unknown): string => {
  const isShown = !SECRET.test(key) && !LIKE_ONE.test(JSON.stringify(value) ?? '');
  if (isShown || value === null || value === undefined || value === '') return named(value);
  if (Array.isArray(value)) return 'a list, which is not shown here';
  return typeof value === 'string' ? 'a text, which is not shown here' : `a ${typeof value}, which is not shown here`;
};

/** The sentence about a key that does not exist. */
export function unknownKey(key: string, where: string, { leaves, groups }: Known): string {
  if (groups.has(key)) {
    const member = [...leaves.keys()].find((one) => one.startsWith(`${key}.`));
    return `${key} (${where}) is a group of settings and not one of them; a setting in it is ${member}.`;
  }
  return `${key} (${where}) is not a setting. The nearest one is ${nearestKey(key, key.includes('.') ? leaves.keys() : groups)}.`;
}

/** What zod says against a value, as one sentence with key, source and what was found; undefined when it fits. */
export function faultOf(key: string, { value, where }: Placed, leaf: z.ZodType): string | undefined {
  const parsed = fitting(leaf, value);
  if (parsed.success) return undefined;
  const said = parsed.error.issues.map(({ path, message }) => {
    const inside = path.length > 0 ? ` at ${path.join('.')}` : '';
    return message.replace(/^Invalid (?:input|option): /, '') + inside;
  });
  return `${key} (${where}) does not fit: ${said.join('; ')}. Found ${found(key, value)}.`;
}

/** A value written as text, in the environment or behind --set: YAML, unless only the plain text fits (`HERON_DESK__CAPITAL=500`). */
export function written(text: string, leaf: z.ZodType): { value: unknown } | { fault: string } {
  const read = readYaml(text);
  const fitsAsText = leaf.safeParse(text).success;
  if ('fault' in read) return fitsAsText ? { value: text } : read;
  return fitsAsText && !fitting(leaf, read.value).success ? { value: text } : read;
}

/** Reads YAML to plain values. A fault says line and column. Keys that are not text are faults as well. */
export function readYaml(text: string): { value: unknown } | { fault: string } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'silent' });
  const error = document.errors[0];
  if (error !== undefined) {
    const { line, col } = lines.linePos(error.pos[0]);
    return { fault: `line ${line}, column ${col}: ${saidOf(error)}` };
  }
  if (isMap(document.contents) && document.contents.items.some(({ key }) => !isScalar(key) || typeof key.value !== 'string')) {
    return { fault: 'a key is not a name' };
  }
  try {
    return { value: document.toJS({ maxAliasCount: 100 }) };
  } catch (error) {
    return { fault: saidOf(error) };
  }
}

/** What the reader of YAML says, without what stands behind a colon or in quotes: there it repeats the file, and that may be a token. */
function saidOf(error: unknown): string {
  const [first = ''] = (error instanceof Error ? error.message : '').split('\n');
  return first.replace(/:\s.*|"[^"]*"?|[.:\s]+$/g, '').trim() || 'it cannot be read';
}
