import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from './doctor.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'heron-doctor-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the doctor finds about the folder of a ledger. */
async function folderOf(path: string): Promise<{ ok: boolean; found: string }> {
  let said = '';
  const stdout = {
    write(text: string) {
      said += text;
      return true;
    },
  };
  const io = { env: {}, stdin: process.stdin, stderr: process.stderr, stdout: stdout as NodeJS.WriteStream, nowMs: () => 0 };
  await run({ flags: { ledger: path, json: true }, words: [] }, io);
  const { checks } = JSON.parse(said) as { checks: { name: string; ok: boolean; found: string }[] };
  return checks.find(({ name }) => name === 'folder') ?? { ok: false, found: 'nothing said' };
}

describe('the doctor', () => {
  it('looks at the folder that is there, however many the start would have to make', async () => {
    expect(await folderOf(join(folder, 'a', 'b', 'c', 'heron.db'))).toMatchObject({ ok: true, found: `${folder} can be written` });
  });

  it('does not take a file for a folder', async () => {
    writeFileSync(join(folder, 'plain'), 'x');
    expect(await folderOf(join(folder, 'plain', 'heron.db'))).toMatchObject({ ok: false });
  });
});
