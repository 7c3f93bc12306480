import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { seededRng, seedOf } from '#src/domain/rng.ts';
import { createLog, KnownSecrets } from './log.ts';

const rng = seededRng(seedOf('redaction'));
const below = (n: number): number => Math.floor(rng.next() * n);
const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;
const letters = (alphabet: string, length: number): string => Array.from({ length }, () => alphabet[below(alphabet.length)]).join('');
const HEX = '0123456789abcdef';
const WORD = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const PRINTABLE = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i)).join('');

/** Secrets as venues and models make them, and passphrases that people make. */
const KINDS: readonly (() => string)[] = [
  () => letters(WORD, 64),
  () => Buffer.from(letters(WORD, 66)).toString('base64'),
  () => `0x${letters(HEX, 64)}`,
  () => `${letters(HEX, 8)}-${letters(HEX, 4)}-${letters(HEX, 4)}-${letters(HEX, 12)}`,
  () => `sk-${letters(`${WORD}_-`, 40)}`,
  () => letters(PRINTABLE, 6 + below(26)),
];

const url = (secret: string): string => encodeURIComponent(secret);
const base64 = (secret: string): string => Buffer.from(secret).toString('base64');
/** What the world makes of a secret, and which text must then be nowhere. */
const FORMS: readonly ((secret: string) => readonly [shown: string, core: string])[] = [
  (secret) => [secret, secret],
  (secret) => [url(secret), url(secret)],
  (secret) => [url(url(secret)), url(url(secret))],
  (secret) => [new URLSearchParams({ k: secret }).toString(), new URLSearchParams({ k: secret }).toString().slice(2)],
  (secret) => [base64(secret), base64(secret).replace(/=+$/, '').slice(0, -1)],
  (secret) => [base64(secret).replaceAll('+', '-').replaceAll('/', '_'), base64(secret).replace(/=+$/, '').slice(0, -1)],
  (secret) => [base64(`user:${secret}`), base64(`user:${secret}`).replace(/=+$/, '').slice(8, -1)],
  (secret) => [Buffer.from(secret).toString('hex'), Buffer.from(secret).toString('hex')],
  (secret) => [Buffer.from(secret).toString('hex').toUpperCase(), Buffer.from(secret).toString('hex').toUpperCase()],
  (secret) => [secret.toUpperCase(), secret.toUpperCase()],
  (secret) => [JSON.stringify({ secret }), JSON.stringify(secret).slice(1, -1)],
  (secret) => [JSON.stringify(JSON.stringify({ secret })), secret],
];

const AROUND: readonly ((shown: string) => string)[] = [
  (shown) => shown,
  (shown) => `binance GET https://api.binance.com/api/v3/account?timestamp=1&recvWindow=5000&x=${shown} 400 Bad Request {"code":-1022}`,
  (shown) => `fetch to https://user:${shown}@venue.example.com failed`,
  (shown) => `{"X-MBX-APIKEY":"${shown}","Content-Type":"application/json"}`,
  (shown) => `Authorization: Basic ${shown}\nKC-API-PASSPHRASE: ${shown}`,
  (shown) => `${shown}${shown}`,
  (shown) => `${letters(PRINTABLE, 20)}${shown}${letters(PRINTABLE, 20)}`,
  (shown) => `<html><b>${shown}</b></html>`,
];

describe('secrets in what is logged', () => {
  it('are found in none of 10,000 random errors, in whatever form they were planted', () => {
    const secrets = KINDS.flatMap((make) => Array.from({ length: 5 }, make));
    let line = '';
    const output = new Writable({
      write(chunk: Buffer, _encoding, done) {
        line = String(chunk);
        done();
      },
    });
    const known = new KnownSecrets();
    const log = createLog('info', output, known);
    known.add(secrets);
    const leaks: string[] = [];
    for (let i = 0; i < 10_000; i++) {
      const secret = pick(secrets);
      const [shown, core] = pick(FORMS)(secret);
      const text = pick(AROUND)(shown);
      const [more, moreCore] = pick(FORMS)(pick(secrets));
      if (rng.next() < 0.5)
        log.error(text, Object.assign(new Error(`${more} ${text}`, { cause: new Error(more) }), { url: text, headers: { sign: more } }));
      else log.info(text, { deep: { list: [more, { text }] } });
      JSON.parse(line);
      // What the log wrote is JSON: the core may stand there with JSON's own escapes, as often as it was wrapped.
      for (const one of [core, moreCore, secret])
        for (const form of [one, JSON.stringify(one).slice(1, -1), JSON.stringify(JSON.stringify(one)).slice(3, -3)])
          if (line.includes(form)) leaks.push(line);
    }
    expect(leaks).toEqual([]);
  });

  it('are taken out from the moment that they are known, also in a log that was there before', () => {
    const lines: string[] = [];
    const known = new KnownSecrets();
    const output = new Writable({
      write(chunk: Buffer, _encoding, done) {
        lines.push(String(chunk));
        done();
      },
    });
    const log = createLog('info', output, known);
    log.info('before anything');
    known.add(['a-secret-of-the-vault']);
    log.info('said a-secret-of-the-vault');
    expect(lines.join('')).toContain('before anything');
    expect(lines.join('')).not.toContain('a-secret-of-the-vault');
  });

  it('leave words and figures alone that are near them', () => {
    const known = new KnownSecrets(['Zx9-the-secret-Qq']);
    const line = 'binance: fill f12 at 64000.5 on BTC/USDT, password is wrong, please sign in; the token bucket is empty of nothing';
    expect(known.redact(line)).toBe(line);
  });
});
