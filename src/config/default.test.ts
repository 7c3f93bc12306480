import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isMap, parseDocument, type YAMLMap } from 'yaml';
import { keysOf } from './keys.ts';
import { settingsSchema } from './settings.ts';
import { environmentLayer } from './textLayers.ts';

const text = readFileSync(new URL('../../config/default.yaml', import.meta.url), 'utf8');
const { leaves, groups } = keysOf(settingsSchema);

/** Key → the comment that stands behind its value. */
function commentsOf(map: YAMLMap, prefix: string, found = new Map<string, string>()): Map<string, string> {
  for (const { key, value } of map.items) {
    const name = prefix + String((key as { value: unknown }).value);
    if (isMap(value) && groups.has(name)) commentsOf(value, `${name}.`, found);
    else found.set(name, String((value as { comment?: string | null }).comment ?? '').trim());
  }
  return found;
}

describe('config/default.yaml', () => {
  const comments = commentsOf(parseDocument(text).contents as YAMLMap, '');

  it('holds exactly the settings of the schema, in its order', () => {
    expect([...comments.keys()]).toEqual([...leaves.keys()]);
  });

  it('says of each what it does and where its figure comes from', () => {
    for (const [key, comment] of comments) {
      expect(comment, key).toMatch(/^\S.{20,} (?:Rules: \S.+|Issue \d+, \S+|Choice)$/s);
    }
  });
});

describe('config/env.example', () => {
  it('names only variables that Heron knows', () => {
    const lines = readFileSync(new URL('../../config/env.example', import.meta.url), 'utf8').split('\n');
    const env = Object.fromEntries(lines.flatMap((line) => (/^# HERON_/.test(line) ? [line.slice(2).split(/=(.*)/s).slice(0, 2)] : [])));
    expect(Object.keys(env).length).toBeGreaterThan(4);
    expect(environmentLayer(env, { leaves, groups }).problems).toEqual([]);
  });
});
