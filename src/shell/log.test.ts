import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { loadSettings } from '#src/config/load.ts';
import { createLog, KnownSecrets, scrub, secretsOf } from './log.ts';

const TOKEN = '123456789:AAE4Jx7Qw0b6mT3uY9zKpLrNsVfGhDcXeIo';
/** No pattern knows what this is. */
const ODD = 'MTA0MjQyNDI0/MjQyNDI0.GfAk+E0.a-made-up="token"-that-opens-nothing';

/** A log that writes into a list. */
function listening(level: 'info' | 'silent', secrets: readonly string[] = []) {
  const lines: string[] = [];
  const output = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  return { lines, log: createLog(level, output, secrets) };
}

describe('the log', () => {
  it.each([
    [`https://api.telegram.org/bot${TOKEN}/getUpdates`, TOKEN],
    ['{"apiKey":"k-3f9a","level":30}', 'k-3f9a'],
    ['signature=0badc0de&timestamp=1', '0badc0de'],
    ['Authorization: Bearer-zzz', 'Bearer-zzz'],
    ['secret: "hush-hush"', 'hush-hush'],
  ])('removes what nobody may read from %s', (line, secret) => {
    expect(scrub(line)).not.toContain(secret);
    expect(scrub(line)).toContain('[removed]');
  });

  it('leaves everything else as it is', () => {
    const line = '{"level":30,"msg":"fill.recorded","subject":"f12"}';
    expect(scrub(line)).toBe(line);
  });

  it('scrubs errors on their way out, wherever the secret stands in them', () => {
    const { lines, log } = listening('info');
    log.error('a send failed', new Error(`fetch to /bot${TOKEN}/sendMessage failed`));
    expect(lines.join('')).toContain('a send failed');
    expect(lines.join('')).not.toContain(TOKEN);
  });

  it('writes one JSON line for each thing said, and nothing when silent', () => {
    const { lines, log } = listening('info');
    log.info('started', { feed: 'simulated' });
    expect(JSON.parse(lines.join(''))).toMatchObject({ level: 'INFO', message: 'started', feed: 'simulated' });
    const silent = listening('silent');
    silent.log.info('started');
    expect(silent.lines).toEqual([]);
  });

  it('writes what caused an error, and whatever hangs on it, without failing itself', () => {
    const { lines, log } = listening('info');
    const odd: Record<string, unknown> = { amount: 10n };
    odd.itself = odd;
    log.error('a send failed', Object.assign(new Error('outside', { cause: new TypeError('inside') }), { odd }));
    log.error('something that is no error', 'a text');
    log.error('nothing');
    const [first, ...more] = lines
      .join('')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(first.error).toMatchObject({ message: 'outside', stack: expect.stringContaining('log.test.ts'), cause: { message: 'inside' } });
    expect(more).toMatchObject([{ error: 'a text' }, { message: 'nothing' }]);
  });

  it.each([
    ['as it is', ODD],
    ['in a URL', encodeURIComponent(ODD)],
    ['in a URL within a URL', encodeURIComponent(encodeURIComponent(ODD))],
    ['in Base64', Buffer.from(ODD).toString('base64')],
    ['in the Base64 of a header', Buffer.from(`Bot ${ODD}`).toString('base64')],
    ['in the Base64 of another header', Buffer.from(`user:${ODD}:x`).toString('base64url')],
    ['in hex', Buffer.from(ODD).toString('hex')],
    ['in capital hex', Buffer.from(ODD).toString('hex').toUpperCase()],
    ['within JSON', JSON.stringify(JSON.stringify({ ODD }))],
    ['its secret part alone', ODD.split('.')[2] as string],
  ])('takes a token that was loaded out of what is logged: %s', (_, text) => {
    const { lines, log } = listening('info', [ODD]);
    log.info(`a ${text} z`, { deep: { text } });
    log.error('failed', new Error(`at ${text}/x`, { cause: new Error(text) }));
    const core = text.slice(4, -4);
    expect(lines).toHaveLength(2);
    expect(lines.join('')).toContain('[removed]');
    expect(lines.join('')).not.toContain(core);
    expect(lines.join('')).not.toContain(JSON.stringify(core).slice(1, -1));
  });

  it('knows every token that the settings hold', () => {
    const sets = ['telegram', 'discord', 'model'].map((room) => `${room}.token=the-token-of-${room}`);
    const { values } = loadSettings({ env: {}, folder: '/nowhere', sets: [...sets, 'model.name=m'] });
    expect(secretsOf(values)).toEqual(['the-token-of-telegram', 'the-token-of-discord', 'the-token-of-model']);
  });

  it('takes nothing out for a token that is empty or too short to be one', () => {
    expect(new KnownSecrets(['', 'abc']).redact('abcabc')).toBe('abcabc');
  });
});
