import { describe, expect, it } from 'vitest';
import { commands } from '#commands/index.ts';
import { commandTable } from './commandTable.ts';
import { parse } from './parse.ts';
import { createRegistry } from './registry.ts';

describe('commandTable', () => {
  it('has a row for each command, with usage, role and the names that other bots taught', () => {
    const table = commandTable(commands);
    expect(table.split('\n')).toHaveLength(commands.length + 2);
    expect(table).toContain('| `/close ID\\|all [keep]` | close a position at market, now (also `/forceexit`, `/fx`) | trader |');
    expect(table).toContain('| `/resume ["resume trading"]` |');
  });
});

describe('commands', () => {
  it('are described: a summary without full stop, and examples that mean what they say', () => {
    const registry = createRegistry(commands);
    for (const { name, summary, examples } of commands) {
      expect(summary, name).toMatch(/^\S.*[^.]$/);
      expect(examples.length, name).toBeGreaterThan(0);
      for (const example of examples)
        expect(parse(example, registry), example).toMatchObject({ command: { name }, args: expect.anything() });
    }
  });
});
