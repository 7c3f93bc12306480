import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { heronProcess, temporaryFolder } from './heron.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());

/** A Node of this machine that is too old for Heron, outside of node_modules. */
function oldNode(): string | undefined {
  const folders = ['/usr/local/bin', '/usr/bin', '/opt/homebrew/bin', ...(process.env.PATH ?? '').split(delimiter)];
  for (const node of folders.filter((one) => !one.includes('node_modules')).map((one) => join(one, 'node'))) {
    if (!existsSync(node)) continue;
    const major = Number(/^v(\d+)/.exec(spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout ?? '')?.[1]);
    if (major < 24) return node;
  }
  return undefined;
}

describe('the launcher', () => {
  it('says what to do on an old Node', async (context) => {
    const node = oldNode();
    if (node === undefined) return context.skip('this machine has no Node below 24 outside node_modules');
    const ended = await heronProcess(['start'], { cwd: folder.path, node });
    expect(ended.code).toBe(78);
    expect(ended.stdout).toBe('');
    expect(ended.stderr).toMatch(/^Heron needs Node 24 or newer; this is Node \d+\.\d+\.\d+\.\nRun it through npm/);
    expect(ended.stderr).not.toMatch(/\n\s+at |SyntaxError/);
  });
});
