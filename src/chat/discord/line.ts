import type { Registry } from '#src/chat/registry.ts';
import { slotsOf } from './menu.ts';

/** An option as an interaction brings it. */
export interface Given {
  readonly name: string;
  readonly value: string | number | boolean;
}

/** A chosen command as the line that could have been typed: `/reject c1 too late`. Arguments come in the command's own order. */
export function lineOf(name: string, options: readonly Given[], registry: Registry): string {
  const found = registry.find(name);
  if (found === undefined) return `/${name}`;
  const words = slotsOf(found.command, found.given)
    .toSorted((a, b) => a.index - b.index)
    .flatMap(({ option, last }) => {
      const value = options.find((one) => one.name === option)?.value;
      return value === undefined ? [] : [word(String(value), last)];
    });
  return [`/${name}`, ...words].join(' ');
}

/** Words with spaces are kept together by quotes, except at the end, where the rest of the line is taken as it is. */
function word(value: string, last: boolean): string {
  const line = value.replace(/\s+/g, ' ').trim();
  const bare = line.replace(/["“”]/g, "'");
  return last ? bare : /\s/.test(bare) || bare === '' ? `"${bare}"` : bare;
}
