import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const root = (path: string): URL => new URL(`../../${path}`, import.meta.url);
const table = readFileSync(root('CONTRIBUTING.md'), 'utf8');
const { overrides } = JSON.parse(readFileSync(root('biome.json'), 'utf8')) as { overrides: { includes: string[] }[] };
const held = overrides.map(({ includes: [first = ''] }) => first.replace('/**/*.ts', ''));
/** They may import everything. */
const FREE = ['src/shell', 'src/shadow', 'src/trial'];

describe('the import table', () => {
  const rooms = [...table.matchAll(/^\| (`.*?) \|/gm)].flatMap(([, names = '']) =>
    [...names.matchAll(/`([^`]+?)\/?`/g)].map(([, name = '']) => name),
  );

  it('has a row for each room', () => {
    for (const { name } of readdirSync(root('src/'), { withFileTypes: true }).filter((one) => one.isDirectory()))
      expect(rooms, name).toContain(`src/${name}`);
  });

  it('is held by the linter, row by row', () => {
    for (const room of rooms.filter((name) => !FREE.includes(name))) expect(held, room).toContain(room);
    for (const room of held.filter((name) => !name.includes('*'))) expect(existsSync(root(room)), room).toBe(true);
  });
});
