import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createLog, scrub } from './log.ts';

const TOKEN = '123456789:AAE4Jx7Qw0b6mT3uY9zKpLrNsVfGhDcXeIo';

/** A log that writes into a list. */
function listening(level: 'info' | 'silent') {
  const lines: string[] = [];
  const output = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  return { lines, log: createLog(level, output) };
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
    expect(JSON.parse(lines.join(''))).toMatchObject({ msg: 'started', feed: 'simulated' });
    const silent = listening('silent');
    silent.log.info('started');
    expect(silent.lines).toEqual([]);
  });
});
