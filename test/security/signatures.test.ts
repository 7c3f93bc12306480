import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { asksRegistry } from './fakeRegistry.ts';
import type { Locked, Signature } from './lockfile.ts';
import { NPM_KEYS, wrongAbout } from './signed.ts';

/** Of a version that npm itself published and signed. */
const VITE: Locked = {
  name: 'vite',
  version: '7.1.3',
  integrity: 'sha512-OOUi5zjkDxYrKhTV3V7iKsoS37VUM7v40+HuwEmcrsf11Cdx9y3DIr2Px6liIcZFwt3XSRpQvFpL3WVy7ApkGw==',
};
const BY_NPM: Signature = {
  keyid: 'SHA256:DhQ8wR5APBvFHLF/+Tc+AYvPOdTpcIDqOhxsBHRwC7U',
  sig: 'MEUCIQCVzzJWzguXLA+VIXXASkT6hxhd/bDbShaohIw6DspbEAIgXGO7iDWCSkHERJ2CqHTa6BVqearJrZumOzAk63rO9Zo=',
};
const PUBLISHED = '2025-08-19T00:00:00.000Z';

const folder = mkdtempSync(join(tmpdir(), 'heron-keys-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const ours = {
  keyid: 'SHA256:a-registry-of-ours',
  key: publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
  expires: null,
};
const keys = join(folder, 'keys.json');
writeFileSync(keys, JSON.stringify({ keys: [ours] }));

const signed = ({ name, version, integrity }: Locked): Signature[] => [
  { keyid: ours.keyid, sig: sign('sha256', Buffer.from(`${name}@${version}:${integrity}`), privateKey).toString('base64') },
];

/** What the script says to a registry that signs by itself. */
const asks = (signatures: (one: Locked) => readonly Signature[]) =>
  asksRegistry('./signatures.ts', ['--keys', keys], (_name, versions) => ({
    time: Object.fromEntries(versions.map(({ version }) => [version, PUBLISHED])),
    versions: Object.fromEntries(versions.map((one) => [one.version, { dist: { signatures: signatures(one) } }])),
  }));

describe('the signatures of what Heron is made of (SEC-31)', () => {
  it('are npm’s own: one that npm made is right, and is of nothing else', () => {
    expect(wrongAbout(VITE, [BY_NPM], PUBLISHED)).toBeUndefined();
    const other = `sha512-${createHash('sha512').update('another archive').digest('base64')}`;
    for (const one of [
      { ...VITE, version: '7.1.4' },
      { ...VITE, name: 'vita' },
      { ...VITE, integrity: other },
    ])
      expect(wrongAbout(one, [BY_NPM], PUBLISHED)).toBe('has a signature that is not of what the lockfile names');
    expect(wrongAbout(VITE, [{ ...BY_NPM, sig: 'bm90IGEgc2lnbmF0dXJl' }], PUBLISHED)).toMatch(/^has a signature that is not/);
  });

  it('are of keys that are known here, and that had not expired', () => {
    expect(NPM_KEYS.map(({ keyid }) => keyid)).toContain(BY_NPM.keyid);
    expect(wrongAbout(VITE, [BY_NPM, { ...BY_NPM, keyid: 'SHA256:somebody' }], PUBLISHED)).toBe(
      'is signed by a key that nobody knows here, SHA256:somebody',
    );
    const expired = NPM_KEYS.map((key) => ({ ...key, expires: '2025-01-29T00:00:00.000Z' }));
    for (const at of [PUBLISHED, undefined])
      expect(wrongAbout(VITE, [BY_NPM], at, expired)).toMatch(/^is signed by a key that had expired/);
    expect(wrongAbout(VITE, [BY_NPM], '2025-01-28T00:00:00.000Z', expired)).toBeUndefined();
  });

  it('are all there, and all right', async () => {
    const { code, said } = await asks(signed);
    expect(said).toMatch(/^\d{3} versions, 0 unsigned or signed wrongly\n$/);
    expect(code).toBe(0);
  });

  it('are told of by name where one is missing, or is of another archive', async () => {
    const { code, said } = await asks((one) => {
      if (one.name === 'ws') return [];
      return signed(one.name === '@discordjs/rest' ? { ...one, integrity: VITE.integrity } : one);
    });
    expect(said).toMatch(
      /^@discordjs\/rest@\d\S+ has a signature that is not of what the lockfile names\nws@\d\S+ is not signed\n\d{3} versions, 2 unsigned or signed wrongly\n$/,
    );
    expect(code).toBe(1);
  });

  it('are not taken for right where a registry passes on none', async () => {
    const { code, said } = await asks(() => []);
    expect(said).toMatch(/^\d{3} versions, and the registry passes on no signature of any: nobody could look\n$/);
    expect(code).toBe(2);
  });
});
