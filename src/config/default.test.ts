import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isMap, LineCounter, parseDocument, type Scalar, type YAMLMap } from 'yaml';
import { keysOf } from './keys.ts';
import { settingsSchema } from './settings.ts';
import { environmentLayer } from './textLayers.ts';

const text = readFileSync(new URL('../../config/default.yaml', import.meta.url), 'utf8');
const { leaves, groups } = keysOf(settingsSchema);

const lines = new LineCounter();
const root = parseDocument(text, { lineCounter: lines }).contents as YAMLMap;
const SOURCE = /(?:Rules: \S|Issue \d+|Field's practice|Choice)/;

/** What is said behind a key, on its line. */
const saidBehind = (key: Scalar): string => (text.split('\n')[lines.linePos(key.range?.[0] ?? 0).line - 1] ?? '').split(' # ')[1] ?? '';

/** Key of each setting → what is said on its line, and on the lines of the groups that it stands in. */
function saidOf(map: YAMLMap, prefix: string, above: string, found = new Map<string, { own: string; all: string }>()) {
  for (const { key, value } of map.items as { key: Scalar; value: unknown }[]) {
    const name = prefix + String(key.value);
    const own = saidBehind(key);
    if (isMap(value) && groups.has(name)) saidOf(value, `${name}.`, `${above} ${own}`, found);
    else found.set(name, { own, all: `${above} ${own}` });
  }
  return found;
}

describe('config/default.yaml', () => {
  const said = saidOf(root, '', '');

  it('holds exactly the settings of the schema, in its order', () => {
    expect([...said.keys()]).toEqual([...leaves.keys()]);
  });

  it('says of each what it does and where its figure comes from', () => {
    for (const [key, { own, all }] of said) {
      expect(own.length, key).toBeGreaterThan(7);
      expect(all, key).toMatch(SOURCE);
    }
  });
});

describe('config/env.example', () => {
  it('names only variables that Heron knows', () => {
    const written = readFileSync(new URL('../../config/env.example', import.meta.url), 'utf8').split('\n');
    const env = Object.fromEntries(written.flatMap((line) => (/^# HERON_/.test(line) ? [line.slice(2).split(/=(.*)/s).slice(0, 2)] : [])));
    expect(Object.keys(env).length).toBeGreaterThan(4);
    expect(environmentLayer(env, { leaves, groups }).problems).toEqual([]);
  });
});
