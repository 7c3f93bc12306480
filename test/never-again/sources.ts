import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const HOUSE = fileURLToPath(new URL('../..', import.meta.url));

export interface Source {
  /** From the top of the house: `src/ledger/pnl.ts`. */
  readonly path: string;
  readonly text: string;
  /** The text without comments, and with everything in quotes emptied; code inside of templates stays. */
  readonly code: string;
}

const SILENT = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g;

/** Every source of the program, without tests and bench. */
export function sources(...folders: readonly string[]): Source[] {
  return (folders.length > 0 ? folders : ['src', 'commands']).flatMap((folder) => within(join(HOUSE, folder)));
}

function within(folder: string): Source[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return within(path);
    if (!entry.name.endsWith('.ts') || /\.(?:test|tmp)\.ts$|\.tmp\.test\.ts$/.test(entry.name)) return [];
    const text = readFileSync(path, 'utf8');
    const code = text.replaceAll(SILENT, (silent) => (silent.startsWith('/') ? ' ' : "''")).replaceAll(/`(?:[^`\\]|\\.)*`/g, inTemplate);
    return [{ path: relative(HOUSE, path), text, code }];
  });
}

/** Of a template, what stands in `${…}`. */
const inTemplate = (template: string): string => [...template.matchAll(/\$\{([^{}]*)\}/g)].map(([, code]) => `(${code})`).join(' ');

/** `path: line` of every place that matches, for a failure that says where. */
export function places(found: readonly Source[], pattern: RegExp, of: 'code' | 'text' = 'code'): string[] {
  return found.flatMap((source) => {
    const all = new RegExp(pattern.source, pattern.flags.includes('g') ? pattern.flags : `${pattern.flags}g`);
    return [...source[of].matchAll(all)].map(({ 0: what }) => `${source.path}: ${what.trim()}`);
  });
}
