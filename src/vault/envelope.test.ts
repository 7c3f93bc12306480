import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { atFullCost, cheapKeys } from '#test/cheapKeys.ts';
import { COST, deriveKeys, newSalt } from './derivedKeys.ts';
import { disclose, type Envelope, enclose, type Place, rewrap } from './envelope.ts';

const PLACE: Place = { vaultId: 'a1', name: 'kraken', version: 3 };
const PLAIN = Buffer.from('{"secret":"of no account"}');
const kek = randomBytes(32);
cheapKeys();

describe('an envelope', () => {
  it('opens with its key at its place and nowhere else', () => {
    const envelope = enclose(kek, PLACE, PLAIN);
    expect(disclose(kek, PLACE, envelope)).toEqual(PLAIN);
    for (const other of [{ name: 'krakenfutures' }, { version: 2 }, { vaultId: 'a2' }, { name: 'kraken', version: 31 }])
      if (JSON.stringify({ ...PLACE, ...other }) !== JSON.stringify(PLACE))
        expect(() => disclose(kek, { ...PLACE, ...other }, envelope)).toThrow();
    expect(() => disclose(randomBytes(32), PLACE, envelope)).toThrow();
  });

  it('does not open when one bit of any part is another, or a tag is cut short', () => {
    const envelope = enclose(kek, PLACE, PLAIN);
    for (const part of ['wrapped', 'secret'] as const) {
      for (const field of ['nonce', 'text', 'tag'] as const) {
        const bytes = Buffer.from(envelope[part][field], 'base64');
        for (let bit = 0; bit < bytes.length * 8; bit += 5) {
          const changed = Buffer.from(bytes);
          changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
          const bad: Envelope = { ...envelope, [part]: { ...envelope[part], [field]: changed.toString('base64') } };
          expect(() => disclose(kek, PLACE, bad)).toThrow();
        }
      }
      const short = { ...envelope[part], tag: Buffer.from(envelope[part].tag, 'base64').subarray(0, 4).toString('base64') };
      expect(() => disclose(kek, PLACE, { ...envelope, [part]: short })).toThrow();
    }
  });

  it('has nonces and a key that no other envelope has', () => {
    const seen = new Set<string>();
    let envelope = enclose(kek, PLACE, PLAIN);
    for (let i = 0; i < 3_000; i++) {
      for (const { nonce, text } of [envelope.wrapped, envelope.secret]) seen.add(nonce).add(text);
      envelope = enclose(kek, PLACE, PLAIN);
    }
    expect(seen.size).toBe(4 * 3_000);
  });

  it('goes under another key of the vault without its secret being touched', () => {
    const envelope = enclose(kek, PLACE, PLAIN);
    const next = randomBytes(32);
    const moved = rewrap(kek, next, PLACE, envelope);
    expect(moved.secret).toBe(envelope.secret);
    expect(disclose(next, PLACE, moved)).toEqual(PLAIN);
    expect(() => disclose(kek, PLACE, moved)).toThrow();
  });
});

describe('the keys of a vault', () => {
  it('follow from its key by scrypt at its full cost, the same on every machine', async () => {
    expect(COST).toEqual({ n: 2 ** 17, r: 8, p: 1 });
    const { kek: wrapping, sealing } = await atFullCost(() => deriveKeys('a key that opens nothing', Buffer.alloc(16, 7)));
    // Python: hashlib.scrypt(b"a key that opens nothing", salt=b"\x07" * 16, n=2**17, r=8, p=1, maxmem=2**28, dklen=64)
    expect(wrapping.toString('hex') + sealing.toString('hex')).toBe(
      '3eab5d55c6b903ef2f96a54c5a5d287c09b4e13808679edaa1a939014c59677bbc2849c9d3a27ecaf144acaaf395ace128b4f09d53850cb142eafef06c078356',
    );
  });

  it('do not depend on how an accent is written, and differ by salt', async () => {
    const salt = newSalt();
    const [composed, decomposed, salted] = await Promise.all([
      deriveKeys('café-7Q', salt),
      deriveKeys('cafe\u0301-7Q', salt),
      deriveKeys('café-7Q', newSalt()),
    ]);
    expect(composed.kek).toEqual(decomposed.kek);
    expect(salted.kek).not.toEqual(composed.kek);
  });
});
