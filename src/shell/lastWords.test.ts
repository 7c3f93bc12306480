import { describe, expect, it } from 'vitest';
import { toPlainText } from '#src/chat/plainText.ts';
import type { Channel } from '#src/chat/platform.ts';
import { instant, VirtualClock } from '#src/domain/clock.ts';
import { lastWords, sayLast } from './lastWords.ts';

const failure = (code: string): Error => Object.assign(new Error('of the database'), { code });

describe('what is told when Heron stands still', () => {
  it.each([
    ['SQLITE_FULL', /its disk is full.*Free space/s],
    ['SQLITE_READONLY_DBMOVED', /may only be read.*writable again/s],
    ['SQLITE_BUSY_SNAPSHOT', /another program holds its lock.*End the database tool/s],
    ['SQLITE_IOERR_WRITE', /its disk does not work.*Look at the disk/s],
    ['SQLITE_CORRUPT', /its file is damaged.*heron verify/s],
  ])('says why the ledger cannot be written, that nothing was sent, and what to do: %s', (code, words) => {
    const told = toPlainText(lastWords(failure(code), false));
    expect(told).toMatch(words);
    expect(told).toContain('what could not be written was not sent');
    expect(told).not.toMatch(/venue|SQLITE/);
  });

  it('says of live money where its orders and stops are', () => {
    expect(toPlainText(lastWords(failure('SQLITE_FULL'), true))).toContain('Orders and stops that are at the venue stay there');
  });

  it('tells nothing of what is inside when that failed', () => {
    const told = toPlainText(lastWords(new Error('bug: key 12345678:abc'), true));
    expect(told).toMatch(/something inside it failed.*The log says what it was/s);
    expect(told).not.toContain('12345678');
  });
});

describe('last words', () => {
  it('reach whoever takes them, and wait five seconds for nobody else', async () => {
    const clock = new VirtualClock(instant(0));
    const heard: string[] = [];
    const channel = (name: string, send: Channel['send']): Channel => ({ name, edits: false, send });
    const channels = [
      channel('broken', () => Promise.reject(new Error('down'))),
      channel('throws', () => {
        throw new Error('down');
      }),
      channel('hangs', () => new Promise(() => undefined)),
      channel('takes', ({ reply, nonce }) => {
        heard.push(`${reply.title} ${nonce}`);
        return undefined;
      }),
    ];
    let isOver = false;
    const said = sayLast(lastWords(failure('SQLITE_FULL'), false), channels, clock, 'last7').then(() => {
      isOver = true;
    });
    await Promise.resolve();
    expect(heard).toEqual(['Heron has stopped, because its ledger cannot be written: its disk is full last7']);
    clock.advanceTo(instant(4_999));
    await Promise.resolve();
    expect(isOver).toBe(false);
    clock.advanceTo(instant(5_000));
    await said;
  });
});
