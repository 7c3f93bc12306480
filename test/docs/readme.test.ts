import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '#src/domain/clock.ts';
import { OutsideError } from '#src/domain/errors.ts';
import { GUARDS } from '#src/guards/index.ts';
import { READY_CHECKS } from '#src/ready/index.ts';
import { keyPermissions } from '#src/ready/keyPermissions.ts';
import { NOW, readyParts, SampleVenue } from '#test/readySample.ts';

const root = (path: string): URL => new URL(`../../${path}`, import.meta.url);
const text = readFileSync(root('README.md'), 'utf8');
/** Rows of the table that begins with this head, without it. */
const rowsOf = (head: string): string[][] =>
  (text.split(`${head}\n|---|---|\n`)[1] ?? '')
    .split('\n\n')[0]
    ?.split('\n')
    .map((row) => row.slice(2, -2).split(' | ')) ?? [];

describe('README', () => {
  it('names every line of the readiness gate, in its order', () => {
    expect(rowsOf('| line | good when |').map(([name]) => name)).toEqual(READY_CHECKS.map(({ name }) => name));
  });

  it('shows for what can never happen a test that there is', () => {
    const rows = rowsOf('| never | shown by |');
    expect(rows.length).toBeGreaterThan(10);
    for (const [never, shown = ''] of rows) {
      const [, path = '', words = ''] = /^\[`(\S+)`\]\(\1\): (.+)$/.exec(shown) ?? [];
      expect(readFileSync(root(path), 'utf8'), never).toMatch(new RegExp(`(?:it|test)[.(].*${words.replaceAll(/[()]/g, '\\$&')}`));
    }
  });

  it('links to nothing that is not there, and counts the guards', () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, path = '']) => path);
    expect(links.length).toBeGreaterThan(10);
    for (const path of links) expect(existsSync(root(path)), path).toBe(true);
    expect(text).toContain(`${GUARDS.length} guards are asked`);
  });

  it('says why the gate can be passed on a testnet that does not tell what a key may do, in the words of the gate', async () => {
    const clock = new VirtualClock(NOW);
    const untold = Object.assign(new SampleVenue(clock), {
      permissions: () => Promise.reject(new OutsideError('read', 'No such page.', '')),
    });
    const { settings, ...parts } = { ...readyParts(clock), venue: untold };
    const testnet = { ...settings, venue: { ...settings.venue, testnet: true } };
    const { ok, figure } = await keyPermissions.look({ ...parts, settings: testnet });
    expect(ok).toBe(true);
    expect(text).toContain(`What a key may do is not asked, because ${figure}`);
    await expect(keyPermissions.look({ ...parts, settings })).rejects.toThrow('No such page.');
  });
});
