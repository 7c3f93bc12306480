import { describe, expect, it } from 'vitest';
import type { Exchange } from './exchange.ts';
import { type Hmac, signNatively } from './nativeHmac.ts';

const file = new URL('./src/base/functions/crypto.js', import.meta.resolve('ccxt'));
const { hmac } = (await import(file.href)) as { hmac: Hmac };
// The hashes by which ccxt signs, and one that no venue signs with.
const hashes = async (name: string) =>
  (await import(new URL(`../../@noble/hashes/${name}.js`, import.meta.resolve('ccxt')).href)) as Record<
    string,
    (bytes: Uint8Array) => Uint8Array
  >;

describe('a signature by the machine itself', () => {
  it('is the one that ccxt makes, for each hash, digest and kind of text', async () => {
    const { sha256, sha384, sha512, sha512_256 } = await hashes('sha2');
    const { sha1 } = await hashes('legacy');
    const exchange = { hmac } as Exchange;
    signNatively(exchange);
    const bytes = Uint8Array.from({ length: 200 }, (_, i) => i);
    for (const hash of [sha256, sha384, sha512, sha512_256, sha1] as NonNullable<typeof sha256>[])
      for (const digest of ['hex', 'base64', 'binary'] as const)
        for (const request of ['', 'symbol=BTCUSDT&side=BUY', 'größer 💶', bytes])
          for (const secret of ['k', 'a secret of some length '.repeat(8), bytes])
            expect(exchange.hmac(request, secret, hash, digest)).toEqual(hmac(request, secret, hash, digest));
  });

  it('is asked of the machine, not of JavaScript', async () => {
    const { sha256 } = await hashes('sha2');
    let asked = 0;
    const counted: Hmac = (...call) => {
      asked++;
      return hmac(...call);
    };
    const exchange = { hmac: counted } as Exchange;
    signNatively(exchange);
    for (let i = 0; i < 10; i++) exchange.hmac(`nonce=${i}`, 'secret', sha256 as NonNullable<typeof sha256>);
    expect(asked).toBe(1); // once, to learn which hash it is
  });
});
