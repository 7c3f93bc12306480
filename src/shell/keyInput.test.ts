import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { WrongUsage } from '#src/domain/errors.ts';
import { keyInputOf } from './keyInput.ts';

type Given = Parameters<typeof keyInputOf>[0];

const none = (): undefined => undefined;
const piped = (text: string) => {
  const stdin = new PassThrough();
  stdin.end(text);
  return keyInputOf({ stdin, stderr: new PassThrough() } as unknown as Given);
};

/** A prompt on a terminal that is made of streams. */
function terminal() {
  const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => stdin });
  const stderr = new PassThrough();
  let shown = '';
  stderr.on('data', (chunk) => {
    shown += String(chunk);
  });
  const type = (text: string): void => void setTimeout(() => stdin.write(text), 20);
  return { input: keyInputOf({ stdin, stderr } as unknown as Given), type, shown: () => shown };
}

describe('secrets from a pipe', () => {
  it('are one a line, in the order in which they are asked for, without the white space around them', async () => {
    const input = piped(' the-key \r\nthe-secret\n\nthe words\n');
    expect(await input.value('Key', true, none)).toBe('the-key');
    expect(await input.value('Secret', true, none)).toBe('the-secret');
    expect(await input.value('May be empty', true, none)).toBe('');
    expect(await input.phrase('', 'the words')).toBe(true);
    expect(await input.phrase('', 'the words')).toBe(false);
    expect(input.end()).toBeUndefined();
  });

  it('are refused without being repeated: one that cannot be it, one that is missing, one too many, far too much', async () => {
    const bad = (value: string): string | undefined => (value.length < 20 ? 'is too short' : undefined);
    await expect(piped('hush-hush\n').value('Key', true, bad)).rejects.toThrow(/^Key: what was piped in is too short\.$/);
    await expect(piped('').value('Key', true, bad)).rejects.toThrow(/has no line for it/);
    await expect(piped('x'.repeat(70_000)).value('Key', true, none)).rejects.toThrow(WrongUsage);
    const input = piped('one\ntwo\n');
    await input.value('Key', true, none);
    expect(() => input.end()).toThrow(WrongUsage);
  });
});

describe('secrets from a prompt', () => {
  it('are never shown, and can be typed again when they cannot be it', async () => {
    const { input, type, shown } = terminal();
    type('short\r');
    setTimeout(() => type('-but-this-is-long-enough\r'), 60);
    expect(await input.value('API secret', true, (value) => (value.length < 20 ? 'is too short' : undefined))).toBe(
      'short-but-this-is-long-enough',
    );
    expect(shown()).toContain('API secret');
    expect(shown()).toContain('That is too short.');
    for (const part of ['short-', 'but-this', 'long-enough']) expect(shown()).not.toContain(part);
  });

  it('can be left with Ctrl-C, and nothing was done', async () => {
    const { input, type } = terminal();
    type('\u0003');
    await expect(input.value('API key', true, none)).rejects.toThrow(/Stopped; nothing was changed/);
  });
});
