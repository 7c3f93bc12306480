import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { keysOf } from './keys.ts';
import { settingsSchema } from './settings.ts';

/** `.key` and `?.key`, also behind a line break. */
const ACCESS = /\.\s*([A-Za-z_$][\w$]*)/g;
/** What follows the closing brace of a pattern: `= …`, `of …`, `: Type` or `) =>`. */
const AFTER_PATTERN = /\}\s*(?:=(?![=>])|of\b|:|\)\s*(?::[^{}()=]*)?=>)/g;
/** A name in a pattern: behind a brace or comma, and before its end, its own name here, or its default. */
const IN_PATTERN = /[{,]\s*([A-Za-z_$][\w$]*)\s*(?=[,:=}])/g;
/** Comments, and what stands in quotes; templates stay, because code stands in them. */
const SILENT = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g;

/**
 * Keys of settings that no code under `<folder>/src` or `<folder>/commands` reads (SMC-2, SMC-5). A setting counts as read when its last name
 * is accessed as a property or taken apart by a pattern; `src/config` itself and tests do not count.
 */
export function settingsNobodyReads(folder: string): string[] {
  const read = new Set<string>();
  for (const path of [...sourcesIn(join(folder, 'src'), 'config'), ...sourcesIn(join(folder, 'commands'))]) {
    for (const name of namesReadIn(readFileSync(path, 'utf8'))) read.add(name);
  }
  return [...keysOf(settingsSchema).leaves.keys()].filter((key) => !read.has(key.slice(key.lastIndexOf('.') + 1)));
}

/** Every name that a source text reads from an object. */
export function namesReadIn(text: string): Set<string> {
  const code = text.replaceAll(SILENT, ' ');
  const names = new Set<string>();
  for (const [, name] of code.matchAll(ACCESS)) names.add(name as string);
  for (const { index } of code.matchAll(AFTER_PATTERN)) {
    const start = openingBrace(code, index);
    if (start < 0) continue;
    const before = code.slice(0, start).trimEnd().at(-1) ?? '';
    const isParameter = before === '(' || before === ',';
    // `: { … } =` is a type, and `? { … } :` a value; only parameters are followed by a type.
    if (before === ':' || (/^\}\s*[:)]/.test(code.slice(index, index + 40)) && !isParameter)) continue;
    for (const [, name] of code.slice(start, index + 1).matchAll(IN_PATTERN)) names.add(name as string);
  }
  return names;
}

/** Where the brace was opened that is closed at `end`; −1 if nowhere. */
function openingBrace(code: string, end: number): number {
  let depth = 0;
  for (let i = end; i >= 0; i--) {
    if (code[i] === '}') depth++;
    else if (code[i] === '{' && --depth === 0) return i;
  }
  return -1;
}

function sourcesIn(folder: string, except = ''): string[] {
  const found: string[] = [];
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== except) found.push(...sourcesIn(path));
    } else if (entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts')) found.push(path);
  }
  return found;
}
