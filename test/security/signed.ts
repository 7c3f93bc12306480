import { createPublicKey, verify } from 'node:crypto';
import type { Locked, Signature } from './lockfile.ts';

/** A key that a registry signs with, as `/-/npm/v1/keys` hands it out. */
export interface RegistryKey {
  readonly keyid: string;
  /** Base64 of the DER of its SubjectPublicKeyInfo. */
  readonly key: string;
  /** ISO-8601; null: not yet. What was published later is not signed by it. */
  readonly expires: string | null;
}

/**
 * The keys of registry.npmjs.org, written down here: whoever stands between Heron and the registry could hand out keys of their own. A new one is added by
 * hand, from https://registry.npmjs.org/-/npm/v1/keys and from a second place that shows it.
 */
export const NPM_KEYS: readonly RegistryKey[] = [
  {
    keyid: 'SHA256:jl3bwswu80PjjokCgh0o2w5c2U4LhQAE57gj9cz1kzA',
    key: 'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE1Olb3zMAFFxXKHiIkQO5cJ3Yhl5i6UPp+IhuteBJbuHcA5UogKo0EWtlWwW6KSaKoTNEYL7JlCQiVnkhBktUgg==',
    expires: '2025-01-29T00:00:00.000Z',
  },
  {
    keyid: 'SHA256:DhQ8wR5APBvFHLF/+Tc+AYvPOdTpcIDqOhxsBHRwC7U',
    key: 'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEY6Ya7W++7aUPzvMTrezH6Ycx3c+HOKYCcNGybJZSCJq/fd7Qa8uuAKtdIkUQtQiEKERhAmE5lMMJhP8OkDOa2g==',
    expires: null,
  },
];

/** What is signed is the checksum that the lockfile holds, not the one that the registry names now. */
const signedText = ({ name, version, integrity }: Locked): Buffer => Buffer.from(`${name}@${version}:${integrity}`);

/**
 * What is wrong with the signatures of a version that was published at a moment (ISO-8601), as the end of a sentence; undefined where one of a known key is
 * right and none is wrong. ECDSA over P-256 and SHA-256, as https://docs.npmjs.com/about-registry-signatures/ says it.
 */
export function wrongAbout(
  one: Locked,
  signatures: readonly Signature[],
  publishedAt: string | undefined,
  keys: readonly RegistryKey[] = NPM_KEYS,
): string | undefined {
  if (signatures.length === 0) return 'is not signed';
  for (const { keyid, sig } of signatures) {
    const known = keys.find((key) => key.keyid === keyid);
    if (known === undefined) return `is signed by a key that nobody knows here, ${keyid}`;
    if (known.expires !== null && !(Date.parse(publishedAt ?? '') < Date.parse(known.expires)))
      return `is signed by a key that had expired when it was published, ${keyid}`;
    const key = createPublicKey({ key: Buffer.from(known.key, 'base64'), format: 'der', type: 'spki' });
    if (!verify('sha256', signedText(one), key, Buffer.from(sig, 'base64')))
      return 'has a signature that is not of what the lockfile names';
  }
  return undefined;
}
