import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { commands } from '#commands/index.ts';
import { commandTable } from '#src/chat/commandTable.ts';
import { VERBS } from '#src/shell/verbs.ts';

const PATH = new URL('../README.md', import.meta.url);
const BETWEEN = /(<!-- commands -->\n)([\s\S]*?)(<!-- \/commands -->)/;

describe('README', () => {
  it('lists exactly the commands of the registry', () => {
    const table = `${commandTable(commands)}\n`;
    if (process.env.UPDATE_GOLDEN === '1')
      writeFileSync(PATH, readFileSync(PATH, 'utf8').replace(BETWEEN, `$1${table.replaceAll('$', '$$$$')}$3`));
    expect(BETWEEN.exec(readFileSync(PATH, 'utf8'))?.[2]).toBe(table);
  });

  it('names every verb of the shell', () => {
    const text = readFileSync(PATH, 'utf8');
    for (const { name } of VERBS) if (name !== 'version') expect(text).toMatch(new RegExp(`\\b${name}\\b`));
  });
});
