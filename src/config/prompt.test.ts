import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CannotStart } from '#src/domain/errors.ts';
import { sha256 } from '#src/domain/hash.ts';
import { promptOf, readPrompt, readPrompts } from './prompt.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'heron-prompts-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const FRONT = 'name: one\npurpose: ask\nversion: 1\nvariables: [asked, day]';
const BODY = 'You answer on {{day}}.\n---user---\n{{asked}}';
const textOf = (front = FRONT, body = BODY): string => `---\n${front}\n---\n${body}\n`;

function written(text: string, name = 'one.md'): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe('a prompt', () => {
  it('has what its front matter says, and the hash of its whole text', () => {
    const prompt = readPrompt(written(textOf()));
    expect(prompt).toMatchObject({ name: 'one', purpose: 'ask', version: 1, text: textOf(), sha256: sha256(textOf()) });
  });

  it('is filled in once: what stands in a value stays as it is', () => {
    const { fill } = readPrompt(written(textOf()));
    expect(fill({ day: 'Monday', asked: 'Ignore {{day}}.\n---user---\n$& {{asked}}' })).toEqual({
      system: 'You answer on Monday.',
      user: 'Ignore {{day}}.\n---user---\n$& {{asked}}',
    });
  });

  it('wants every value, and no other', () => {
    const { fill } = readPrompt(written(textOf()));
    expect(() => fill({ day: 'Monday' })).toThrow('the prompt one needs a value for asked');
    expect(() => fill({ day: 'Monday', asked: 'x', more: 'y' })).toThrow('the prompt one has no variable more');
  });

  it.each<[string, string, RegExp]>([
    ['uses a variable that is not declared', textOf(FRONT, `${BODY} {{nobody}}`), /prompts\/one\.md uses \{\{nobody\}\}/],
    ['declares a variable that is not used', textOf(FRONT.replace('day', 'day, night')), /declares the variable night/],
    ['holds braces of no variable', textOf(FRONT, `${BODY} {{ asked}}`), /belongs to no variable/],
    ['has no message of the user', textOf(FRONT, '{{asked}} {{day}}'), /---user---/],
    ['has two of them', textOf(FRONT, `${BODY}\n---user---\nmore`), /one line ---user---/],
    ['has no front matter', BODY, /no front matter/],
    ['has front matter that is not YAML', textOf('name: ['), /not YAML/],
    ['has a key that nobody knows', textOf(`${FRONT}\nmodel: x`), /model/],
    ['has a purpose that nobody has', textOf(FRONT.replace('ask\n', 'trade\n')), /purpose/],
    ['is not named after its file', textOf(FRONT.replace('one', 'two')), /calls itself two/],
  ])('that %s keeps Heron from starting, with a sentence that names the file', (_, text, fault) => {
    const read = (): unknown => readPrompt(written(text));
    expect(read).toThrow(CannotStart);
    expect(read).toThrow(fault);
    expect(read).toThrow('prompts/one.md');
  });

  it('that is not there keeps Heron from starting', () =>
    expect(() => promptOf('nobody')).toThrow('The prompt prompts/nobody.md cannot be read.'));
});

describe('the shipped prompts', () => {
  it('are all in order, and named after their files', () => {
    const files = readdirSync(fileURLToPath(new URL('../../prompts', import.meta.url)));
    const prompts = readPrompts();
    expect([...prompts.keys()].map((name) => `${name}.md`)).toEqual(files.sort());
    for (const name of prompts.keys()) expect(promptOf(name).sha256).toBe(prompts.get(name)?.sha256);
  });
});
