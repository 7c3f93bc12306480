import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { instant, VirtualClock } from '#src/domain/clock.ts';
import { CannotStart } from '#src/domain/errors.ts';
import { canonicalJson, sha256 } from '#src/domain/hash.ts';
import { atFullCost, cheapKeys } from '#test/cheapKeys.ts';
import { deriveKeys } from './derivedKeys.ts';
import { usagesOf } from './usageLog.ts';
import { Vault, type VaultParts } from './vault.ts';
import { readVault, verify } from './vaultFile.ts';

const KEY = 'J7#mQ2vR9xT4zL8pW1sD';
const OTHER = 'Bq5!nY8kC3wE6uF0hV2g';
const FIELDS = { apiKey: 'AKIA-7f3e9b2c5d8a1460', secret: 'hZx81mPq03LkVw77TyNb52RcJd64Gs90' };
const folders: string[] = [];
let parts: VaultParts;
cheapKeys();

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'heron-vault-'));
  folders.push(path);
  return path;
}

beforeEach(() => {
  parts = { path: join(folder(), 'own', 'keys.vault'), clock: new VirtualClock(instant(1_767_000_000_000)), who: 'shell:test' };
});
afterAll(() => {
  for (const path of folders) rmSync(path, { recursive: true, force: true });
});

const text = (): string => readFileSync(parts.path, 'utf8');
const refusal = async (run: () => Promise<unknown>): Promise<CannotStart> => {
  const error = await run().then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(CannotStart);
  return error as CannotStart;
};
const opened = async (key = KEY): Promise<Vault> => (await Vault.open(parts, key)) as Vault;

/** Changes the file as somebody would who has no key but knows how the sum is made. */
function edit(change: (file: Record<string, unknown>) => void): void {
  const { seal, sum: _, ...body } = JSON.parse(text()) as Record<string, unknown>;
  const file: Record<string, unknown> = { ...body, seal };
  change(file);
  const { seal: after, ...rest } = file;
  writeFileSync(parts.path, JSON.stringify({ ...file, sum: sha256(canonicalJson({ body: rest as never, seal: after as string })) }));
}

describe('a vault', () => {
  it('gives back what was saved, after it was closed, and nothing of it can be read in the file or the log', async () => {
    await atFullCost(async () => {
      const vault = await Vault.create(parts, KEY);
      vault.save('kraken', FIELDS);
      vault.close();
      const again = await opened();
      expect(again.read('kraken', 'test')).toEqual(FIELDS);
      expect(again.ending('kraken', 'apiKey')).toBe('1460');
      const seen = text() + readFileSync(`${parts.path}.log`, 'utf8');
      for (const value of [...Object.values(FIELDS), KEY])
        for (const form of [value, Buffer.from(value).toString('base64'), Buffer.from(value).toString('hex')])
          expect(seen).not.toContain(form);
    });
  });

  it('is a file of its owner in a folder of its owner, and says format, cost and salt at its beginning', async () => {
    await Vault.create(parts, KEY);
    expect(statSync(parts.path).mode & 0o777).toBe(0o600);
    expect(statSync(`${parts.path}.log`).mode & 0o777).toBe(0o600);
    expect(statSync(join(parts.path, '..')).mode & 0o777).toBe(0o700);
    expect(JSON.parse(text())).toMatchObject({ format: 'heron-vault', formatVersion: 1, scrypt: { n: 131_072, r: 8, p: 1 } });
    expect(Buffer.from(JSON.parse(text()).scrypt.salt, 'base64')).toHaveLength(16);
    expect(readdirSync(join(parts.path, '..')).toSorted()).toEqual(['keys.vault', 'keys.vault.log']);
  });

  it('answers every wrong key with the same words and opens no part', async () => {
    (await Vault.create(parts, KEY)).save('kraken', FIELDS);
    const answers = [];
    for (const key of [OTHER, '', `${KEY} `, KEY.toLowerCase()]) {
      const { message, hint, code } = await refusal(() => Vault.open(parts, key));
      answers.push({ message, hint, code });
    }
    expect(new Set(answers.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(answers[0]?.message).toBe('The vault did not open: the key does not fit.');
  });

  it('refuses to be made with a weak key, or over one that is there', async () => {
    expect((await refusal(() => Vault.create(parts, 'short'))).message).toMatch(/too weak/);
    expect(existsSync(parts.path)).toBe(false);
    await Vault.create(parts, KEY);
    expect((await refusal(() => Vault.create(parts, OTHER))).message).toMatch(/already/);
    await opened();
  });

  it('leaves the event loop free while it makes its key', async () => {
    await atFullCost(async () => {
      await Vault.create(parts, KEY);
      let turns = 0;
      const timer = setInterval(() => turns++, 5);
      await opened();
      clearInterval(timer);
      expect(turns).toBeGreaterThan(5);
    });
  });

  it('is refused when others can read or change it, its folder or its log', async () => {
    await Vault.create(parts, KEY);
    const shared: [string, number, number][] = [
      [parts.path, 0o640, 0o600],
      [parts.path, 0o602, 0o600],
      [join(parts.path, '..'), 0o750, 0o700],
    ];
    for (const [path, loose, tight] of shared) {
      chmodSync(path, loose);
      expect((await refusal(opened)).message).toMatch(/Others on this machine/);
      chmodSync(path, tight);
    }
    const vault = await opened();
    vault.save('kraken', FIELDS);
    chmodSync(`${parts.path}.log`, 0o644);
    expect(() => vault.read('kraken', 'trading')).toThrow(/Others on this machine/);
  });
});

describe('a file that is not as it was written', () => {
  it('is refused in words at every length that a torn write could leave', async () => {
    (await Vault.create(parts, KEY)).save('kraken', FIELDS);
    const whole = text();
    for (let length = 0; length < whole.length - 1; length += 37) {
      writeFileSync(parts.path, whole.slice(0, length));
      expect((await refusal(opened)).message).toMatch(/is not as Heron wrote it/);
    }
  });

  it('is refused when any one character of it is another', async () => {
    (await Vault.create(parts, KEY)).save('kraken', FIELDS);
    const whole = text();
    const value = JSON.stringify(JSON.parse(whole));
    for (let at = 5; at < whole.length; at += 23) {
      const char = whole[at] === 'A' ? 'B' : 'A';
      const changed = whole.slice(0, at) + char + whole.slice(at + 1);
      // A change of white space between the parts changes nothing.
      if (/\s/.test(whole[at] ?? '') || JSON.stringify(tryParse(changed)) === value) continue;
      writeFileSync(parts.path, changed);
      expect((await refusal(opened)).message).toMatch(/is not as Heron wrote it/);
    }
  });

  it('is refused when somebody who knows the sum changes a state, a name, a version, a waiver, or takes a key out', async () => {
    const vault = await Vault.create(parts, KEY);
    vault.save('kraken', FIELDS);
    vault.save('binance', FIELDS, { tested: { state: 'test_failed', reason: 'it can withdraw', warnings: [] } });
    const before = text();
    const keys = await deriveKeys(KEY, Buffer.from(JSON.parse(before).scrypt.salt, 'base64'));
    const look = () => verify(readVault(text(), parts.path), keys, parts.path);
    expect(look().keys).toHaveLength(2);
    type File = { keys: Record<string, unknown>[]; versions: Record<string, number>; serial: number };
    const changes: ((file: File) => void)[] = [
      (file) => Object.assign(file.keys[0] as object, { state: 'test_ok' }),
      (file) => Object.assign(file.keys[0] as object, { name: 'okx' }),
      (file) => Object.assign(file.keys[0] as object, { version: 7 }),
      (file) => Object.assign(file.keys[0] as object, { waiver: { at: '', who: '', phrase: '' } }),
      (file) => void file.keys.pop(),
      (file) => Object.assign(file, { serial: 999 }),
      (file) => {
        const [a, b] = file.keys;
        const kept = a?.envelope;
        Object.assign(a as object, { envelope: b?.envelope });
        Object.assign(b as object, { envelope: kept });
      },
    ];
    for (const change of changes) {
      edit((file) => change(file as unknown as File));
      expect(look).toThrow(/somebody changed it/);
      writeFileSync(parts.path, before);
    }
    edit(() => undefined);
    expect(look().keys).toHaveLength(2);
  });

  it('is refused when it asks for a cheaper key, another format or a later version of it', async () => {
    await Vault.create(parts, KEY);
    const before = text();
    for (const [change, words] of [
      [(file: Record<string, unknown>) => Object.assign(file.scrypt as object, { n: 2 }), /too easy to guess/],
      [(file: Record<string, unknown>) => Object.assign(file, { formatVersion: 2 }), /format 2/],
      [(file: Record<string, unknown>) => Object.assign(file, { format: 'other' }), /no vault/],
    ] as const) {
      edit(change);
      expect((await refusal(opened)).message).toMatch(words);
      writeFileSync(parts.path, before);
    }
  });

  it('is not written over when an older one was put in its place', async () => {
    const vault = await Vault.create(parts, KEY);
    const older = text();
    vault.save('kraken', FIELDS);
    vault.save('okx', FIELDS);
    writeFileSync(parts.path, older);
    expect(() => vault.remove('okx')).toThrow(/older one in its place/);
    expect(text()).toBe(older);
  });
});

const tryParse = (changed: string): unknown => {
  try {
    return JSON.parse(changed);
  } catch {
    return undefined;
  }
};

describe('rotation', () => {
  it('of a secret makes a new version and leaves nothing of the old one; a name never has the same version twice', async () => {
    const vault = await Vault.create(parts, KEY);
    vault.save('kraken', FIELDS);
    const before = JSON.parse(text()).keys[0].envelope;
    vault.save('kraken', { ...FIELDS, secret: 'another-secret-of-the-same-key' });
    expect(vault.key('kraken')).toMatchObject({ version: 2, state: 'saved_untested' });
    expect(text()).not.toContain(before.secret.text);
    expect(text()).not.toContain(before.wrapped.text);
    expect((await opened()).read('kraken', 'test')?.secret).toBe('another-secret-of-the-same-key');
    vault.remove('kraken');
    expect(vault.save('kraken', FIELDS).version).toBe(3);
  });

  it('of the vault key wraps every key anew and touches no secret: the old key opens nothing, the new one everything', async () => {
    const vault = await Vault.create(parts, KEY);
    for (const name of ['kraken', 'okx', 'openai']) vault.save(name, { ...FIELDS, name });
    const envelopes = () =>
      JSON.parse(text()).keys.map((one: { envelope: { secret: object; wrapped: { nonce: string; text: string } } }) => one.envelope);
    const before = envelopes();
    const salt = JSON.parse(text()).scrypt.salt;
    await vault.changeKey(OTHER);
    expect(JSON.parse(text()).scrypt.salt).not.toBe(salt);
    for (const [index, envelope] of envelopes().entries()) {
      expect(envelope.secret).toEqual(before[index].secret);
      expect(envelope.wrapped.text).not.toBe(before[index].wrapped.text);
      expect(envelope.wrapped.nonce).not.toBe(before[index].wrapped.nonce);
    }
    expect((await refusal(opened)).code).toBe('vault-key');
    const again = await opened(OTHER);
    for (const name of ['kraken', 'okx', 'openai']) expect(again.read(name, 'test')?.name).toBe(name);
    vault.save('luno', FIELDS);
    expect((await refusal(() => vault.changeKey('weak'))).code).toBe('vault-key-weak');
    expect((await opened(OTHER)).keys()).toHaveLength(4);
  });

  it('by another process is noticed: who still has the old key writes nothing', async () => {
    const one = await Vault.create(parts, KEY);
    const two = await opened();
    await one.changeKey(OTHER);
    const after = text();
    expect(() => two.save('kraken', FIELDS)).toThrow(/did not open/);
    expect(text()).toBe(after);
  });
});

describe('two writers', () => {
  it('never undo each other', async () => {
    const one = await Vault.create(parts, KEY);
    const two = await opened();
    one.save('kraken', FIELDS);
    two.save('okx', FIELDS);
    one.save('luno', FIELDS);
    expect((await opened()).keys().map(({ name }) => name)).toEqual(['kraken', 'luno', 'okx']);
  });

  it('do not write at once: a lock of a living process is respected, one of a dead process is taken away', async () => {
    const vault = await Vault.create(parts, KEY);
    const before = text();
    writeFileSync(`${parts.path}.lock`, String(process.ppid));
    expect(() => vault.save('kraken', FIELDS)).toThrow(/Somebody else is writing/);
    expect(text()).toBe(before);
    const dead = spawn(process.execPath, ['-e', '']);
    await new Promise((done) => dead.on('close', done));
    writeFileSync(`${parts.path}.lock`, String(dead.pid));
    vault.save('kraken', FIELDS);
    expect((await opened()).keys()).toHaveLength(1);
    expect(readdirSync(join(parts.path, '..')).toSorted()).toEqual(['keys.vault', 'keys.vault.log']);
  });

  it('of which one is killed at any moment leave a vault that opens and takes the next write', async () => {
    (await Vault.create(parts, KEY)).close();
    const house = fileURLToPath(new URL('../..', import.meta.url));
    const script = `
      (await import('#test/cheapScrypt.ts')).beCheap();
      const { Vault } = await import('#src/vault/vault.ts');
      const { systemClock } = await import('#src/domain/clock.ts');
      const vault = await Vault.open({ path: process.argv[1], clock: systemClock(), who: 'child' }, process.argv[2]);
      vault.save('kraken', { apiKey: 'the-key-number-0' });
      console.log('writing');
      for (let i = 1; ; i++) vault.save('kraken', { apiKey: 'the-key-number-' + i });`;
    for (let round = 0; round < 4; round++) {
      const child = spawn(process.execPath, ['--input-type=module', '-e', script, parts.path, KEY], { cwd: house });
      await new Promise<void>((done) => child.stdout.once('data', () => done()));
      await new Promise((done) => setTimeout(done, 15 + 23 * round));
      child.kill('SIGKILL');
      await new Promise((done) => child.on('close', done));
      const vault = await opened();
      expect(vault.read('kraken', 'test')?.apiKey).toMatch(/^the-key-number-\d+$/);
      vault.save('okx', FIELDS);
    }
    expect((await opened()).key('okx')?.version).toBe(4);
  });
});

describe('the log of a vault', () => {
  it('says who did what with which key and when, and gives no secret out that it cannot write down', async () => {
    const vault = await Vault.create(parts, KEY);
    vault.save('kraken', FIELDS, { tested: { state: 'test_ok', reason: 'it works', warnings: [] }, waiver: 'it cannot' });
    vault.read('kraken', 'trading');
    vault.tested('kraken', 1, { state: 'test_failed', reason: 'refused', warnings: [] });
    await vault.changeKey(OTHER);
    vault.remove('kraken');
    const usages = usagesOf(parts.path);
    expect(usages.map(({ what, name, version }) => `${what} ${name} ${version}`)).toEqual([
      'created  0',
      'added kraken 1',
      'waived kraken 1',
      'used kraken 1',
      'tested kraken 1',
      'rewrapped  0',
      'removed kraken 1',
    ]);
    expect(new Set(usages.map(({ who, at }) => `${who} ${at}`))).toEqual(new Set(['shell:test 2025-12-29T09:20:00.000Z']));
    writeFileSync(`${parts.path}.log`, `${readFileSync(`${parts.path}.log`, 'utf8')}{"at":"20`);
    expect(usagesOf(parts.path)).toHaveLength(7);
  });

  it('keeps the last test and a waiver with the version that they are about', async () => {
    const vault = await Vault.create(parts, KEY);
    vault.save('kraken', FIELDS, { waiver: 'it cannot' });
    expect(vault.key('kraken')).toMatchObject({
      state: 'saved_untested',
      testedAt: null,
      waiver: { who: 'shell:test', phrase: 'it cannot' },
    });
    vault.save('kraken', FIELDS);
    expect(vault.key('kraken')).toMatchObject({ version: 2, waiver: null });
    vault.tested('kraken', 1, { state: 'test_ok', reason: 'late', warnings: [] });
    expect(vault.key('kraken')).toMatchObject({ version: 2, state: 'saved_untested' });
  });
});
