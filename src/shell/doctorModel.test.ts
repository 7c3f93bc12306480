import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Check } from '#src/chat/checks.ts';
import { type FakeModelOptions, fakeModel } from '#test/fakes/model/fakeModel.ts';
import { run } from './doctor.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'heron-doctor-model-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What `heron doctor` says about the model, with its exit code. */
async function doctor(env: Record<string, string>): Promise<{ code: number; said: string; check: string; mend: string | undefined }> {
  let said = '';
  const stdout = {
    write(text: string) {
      said += text;
      return true;
    },
  };
  const io = { env, stdin: process.stdin, stderr: process.stderr, stdout: stdout as NodeJS.WriteStream, nowMs: () => 0 };
  const code = await run({ flags: { ledger: join(folder, 'heron.db'), json: true }, words: [] }, io);
  const checks = (JSON.parse(said) as { checks: Check[] }).checks.filter(({ name }) => name === 'model');
  const [{ ok, found, mend } = { ok: false, found: '', mend: undefined }] = checks;
  expect(checks.length).toBe(1);
  return { code, said, check: `${ok ? 'ok' : 'NOT'}: ${found}`, mend };
}

const GOOD = { json: { word: 'heron' }, usage: { in: 60, out: 6 } };

describe('the doctor, about the model', () => {
  it('says how to turn it on when it is off', async () => {
    expect(await doctor({})).toMatchObject({ code: 0, check: expect.stringMatching(/^ok: off: set model\.name/) });
  });

  it.each<[string, FakeModelOptions, string]>([
    ['with a schema', { answers: [GOOD] }, 'with a schema \\(json_schema\\) in \\d+ ms, for 66 tokens'],
    ['as JSON', { answers: [GOOD], unknown: ['json_schema'] }, 'as JSON \\(json_object\\) in \\d+ ms, for \\d+ tokens'],
    ['as text', { answers: ['heron? {"word":"heron"}'], unknown: ['json_schema', 'json_object'] }, 'as text in \\d+ ms, for \\d+ tokens'],
  ])('says who answered, where, how and how fast: %s', async (_, options, words) => {
    await using fake = await fakeModel(options);
    const { code, check, said } = await doctor(at(fake));
    expect(check).toMatch(new RegExp(`^ok: thinker-1 at 127\\.0\\.0\\.1 answered ${words}$`));
    expect([code, said.includes(fake.key)]).toEqual([0, false]);
    expect(fake.asked.at(-1)?.messages.at(-1)?.content).toBe('Answer with the word heron.');
  });

  it.each<[string, FakeModelOptions, Record<string, string>, string]>([
    ['a wrong key', {}, { HERON_MODEL__TOKEN: 'sk-wrong-0123456789' }, 'does not accept the key in model.token'],
    ['an unknown model', { models: ['other'] }, {}, 'does not know thinker-1'],
    ['an error of the server', { answers: [{ status: 503 }] }, {}, 'has an error of its own (503)'],
    ['no answer in time', { answers: [{ fault: 'hang' }] }, { HERON_MODEL__TIMEOUTSECONDS: '0.2' }, 'did not answer within 0.2 seconds'],
    ['nonsense', { answers: ['hello', 'hello'] }, {}, 'There is no JSON object'],
  ])('names what is wrong: %s', async (_, options, env, words) => {
    await using fake = await fakeModel(options);
    const { code, check, said, mend } = await doctor({ ...at(fake), ...env });
    expect(check).toMatch(/^NOT: thinker-1 at 127\.0\.0\.1: /);
    expect([code, check, mend]).toEqual([1, expect.stringContaining(words), expect.stringContaining('model.baseUrl')]);
    for (const secret of [fake.key, 'sk-wrong', '/v1']) expect(said).not.toContain(secret);
  });

  it('says that nobody listens', async () => {
    const fake = await fakeModel();
    await fake.close();
    expect((await doctor(at(fake))).check).toBe('NOT: thinker-1 at 127.0.0.1: The server of the model (127.0.0.1) was not reachable.');
  });
});

const at = (fake: { readonly url: string; readonly key: string }): Record<string, string> => ({
  HERON_MODEL__NAME: 'thinker-1',
  HERON_MODEL__BASEURL: fake.url,
  HERON_MODEL__TOKEN: fake.key,
});
