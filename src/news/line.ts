import { z } from 'zod';
import { type Instant, parseInstant } from '#src/domain/clock.ts';
import { fitting } from '#src/domain/fitting.ts';
import { sha256 } from '#src/domain/hash.ts';

const LONGEST_SOURCE = 40;

const lineSchema = z.object({ source: z.string(), text: z.string().trim().min(1), at: z.string().optional() });

/** A text from outside, before it was read. */
export interface NewsText {
  /** At most 40 letters, digits, blanks, dots, dashes. */
  readonly source: string;
  readonly text: string;
  /** Of the text as it came. */
  readonly hash: string;
  /** When it was written, where the line says so. */
  readonly at: Instant | undefined;
}

/** Reads a line of the file; undefined when it is none. */
export function newsTextOf(line: string): NewsText | undefined {
  const read = fitting(lineSchema, jsonOf(line));
  if (!read.success) return undefined;
  const { source, text, at } = read.data;
  const instant = at === undefined ? undefined : instantOf(at);
  if (at !== undefined && instant === undefined) return undefined;
  return { source: sourceOf(source), text, hash: sha256(text), at: instant };
}

/** What is left of a name when nothing can be said with it but a name. */
function sourceOf(dirty: string): string {
  const name = dirty
    .normalize('NFKC')
    .replace(/[^A-Za-z0-9 ._-]/g, '')
    .replace(/ +/g, ' ')
    .trim()
    .slice(0, LONGEST_SOURCE)
    .trim();
  return name === '' ? 'unknown' : name;
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function instantOf(text: string): Instant | undefined {
  try {
    return parseInstant(text);
  } catch {
    return undefined;
  }
}
