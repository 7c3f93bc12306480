import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { instant, later, VirtualClock } from '#src/domain/clock.ts';
import { Ledger } from './ledger.ts';
import { markFailed, markSent, pendingMessages, queueMessage } from './outbox.ts';
import { findSealBreaks } from './seal.ts';
import { waitingMessages } from './waiting.ts';

const START = instant(1_767_600_000_000);
let ledger: Ledger;
beforeEach(() => {
  ledger = new Ledger({ path: ':memory:', clock: new VirtualClock(START) });
  ledger.transact((tx) => {
    for (let i = 0; i < 5; i++) tx.append({ kind: 'feed.died', subject: 'x', actor: 'test', data: { reason: String(i) } });
  });
});
afterEach(() => {
  // Whatever was done, every row fits its seal.
  expect(findSealBreaks(ledger)).toEqual([]);
  ledger.close();
});

const queue = (seq: number, channel: string, reply = '{}'): void => ledger.transact((tx) => queueMessage(tx, seq, channel, reply, START));
const waiting = (channel: string): number[] => pendingMessages(ledger, channel).map(({ event_seq }) => event_seq);

describe('the outbox', () => {
  it('holds a message once for each event and channel, however often it is queued', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 5 }), fc.constantFrom('terminal', 'telegram'))), (asked) => {
        for (const [seq, channel] of asked) queue(seq, channel);
        for (const channel of ['terminal', 'telegram']) expect(new Set(waiting(channel)).size).toBe(waiting(channel).length);
      }),
    );
    queue(1, 'terminal', '{"title":"first"}');
    queue(1, 'terminal', '{"title":"second"}');
    expect(waiting('terminal').filter((seq) => seq === 1)).toHaveLength(1);
  });

  it('keeps what failed, counts the tries, and forgets nothing that was not sent', () => {
    queue(1, 'telegram');
    queue(2, 'telegram');
    const [first, second] = pendingMessages(ledger, 'telegram') as [never, never];
    ledger.transact((tx) => markFailed(tx, first));
    expect(pendingMessages(ledger, 'telegram')[0]).toMatchObject({ event_seq: 1, attempts: 1, status: 'pending', sent_at: null });
    ledger.transact((tx) => markSent(tx, second, later(START, 5_000)));
    expect(waiting('telegram')).toEqual([1]);
    expect(ledger.get('select status, attempts, sent_at from outbox where event_seq = 2')).toEqual({
      status: 'sent',
      attempts: 1,
      sent_at: '2026-01-05T08:00:05.000Z',
    });
    // A message that was sent is not queued again.
    queue(2, 'telegram');
    expect(waiting('telegram')).toEqual([1]);
  });

  it('gives the oldest first, and says how many wait where and since when', () => {
    for (const seq of [3, 1, 2]) queue(seq, 'discord');
    queue(4, 'terminal');
    expect(waiting('discord')).toEqual([3, 1, 2]);
    expect(pendingMessages(ledger, 'discord', 2)).toHaveLength(2);
    expect(waitingMessages(ledger)).toEqual([
      { channel: 'discord', count: 3, since: '2026-01-05T08:00:00.000Z' },
      { channel: 'terminal', count: 1, since: '2026-01-05T08:00:00.000Z' },
    ]);
  });

  it('refuses a message about an event that does not exist', () => {
    expect(() => queue(99, 'terminal')).toThrow('FOREIGN KEY');
  });
});
