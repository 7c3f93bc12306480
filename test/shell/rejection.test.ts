import { writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { HeronProcess, temporaryFolder } from './heron.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());

describe('a promise that fails and that nobody waits for', () => {
  it('is said in the log without secrets while Heron runs, and Heron goes on', async () => {
    const loaded = folder.file('fails.mjs');
    writeFileSync(
      loaded,
      "process.on('SIGUSR2', () => void Promise.reject(new Error('refused, signature=5f2c8b1e9d4a60 token: abcdef123456')));\n",
    );
    const running = new HeronProcess(['start', '--set', 'simulated.historyDays=2'], {
      cwd: folder.path,
      env: { NODE_OPTIONS: `--import=file://${loaded}` },
    });
    running.say('/version');
    await running.until(/^Heron \d/m);
    running.child.kill('SIGUSR2');
    while (!running.stderr.includes('\n')) await new Promise((resolve) => setTimeout(resolve, 50));
    const from = running.stdout.length;
    running.say('/status');
    await running.until(/Status · PAPER/, from);
    running.child.stdin.end();
    const { code, stderr } = await running.ended;
    expect(code).toBe(0);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(JSON.parse(stderr)).toMatchObject({ message: 'something failed that nobody waited for; Heron goes on' });
    expect(stderr).not.toMatch(/5f2c8b1e9d4a60|abcdef123456/);
  });
});
