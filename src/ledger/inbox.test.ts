import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { instant, later, VirtualClock } from '#src/domain/clock.ts';
import { heardBefore, lastSaid } from './heard.ts';
import { answer, receive } from './inbox.ts';
import { Ledger } from './ledger.ts';
import { findSealBreaks } from './seal.ts';

const START = instant(1_767_600_000_000);
let ledger: Ledger;
beforeEach(() => {
  ledger = new Ledger({ path: ':memory:', clock: new VirtualClock(START) });
});
afterEach(() => {
  // Whatever was done, every row fits its seal.
  expect(findSealBreaks(ledger)).toEqual([]);
  ledger.close();
});

describe('the inbox', () => {
  const update = (id: string, text = '/status', platform = 'terminal') => ({
    platform,
    update_id: id,
    chat: 'c',
    actor: 'user:terminal',
    text,
  });
  const hear = (one: ReturnType<typeof update>) => ledger.transact((tx) => receive(tx, one, START));

  it('takes each update of a platform once', () => {
    expect(hear(update('u1'))).toMatchObject({ id: 1, text: '/status', outcome: null, answered_at: null });
    expect(hear(update('u1', '/halt'))).toBeUndefined();
    expect(hear(update('u1', '/halt', 'telegram'))).toMatchObject({ id: 2 });
    expect(heardBefore(ledger, 'terminal', 'u1')).toMatchObject({ id: 1, text: '/status' });
    expect(heardBefore(ledger, 'terminal', 'u2')).toBeUndefined();
  });

  it('remembers what became of it; an update that was begun and not answered shows', () => {
    const row = hear(update('u1'));
    expect(heardBefore(ledger, 'terminal', 'u1')?.outcome).toBeNull();
    ledger.transact((tx) => answer(tx, row as never, 'Status', later(START, 20)));
    expect(heardBefore(ledger, 'terminal', 'u1')).toMatchObject({ outcome: 'Status', answered_at: '2026-01-05T08:00:00.020Z' });
  });

  it('gives back what was said last, whatever was in it', () => {
    const said: string[] = [];
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        hear(update(`p${said.length}`, text, 'prompt'));
        said.unshift(text);
        expect(lastSaid(ledger, 'prompt', 5)).toEqual(said.slice(0, 5));
      }),
      { numRuns: 30 },
    );
  });
});
