import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { instant, later, VirtualClock } from '#src/domain/clock.ts';
import { Ledger } from './ledger.ts';
import {
  foldInto,
  markDropped,
  markSent,
  markTried,
  mergeIntoDigest,
  type NewMessage,
  type OutboxRow,
  pendingChannels,
  pendingMessages,
  queueMessage,
  toldSince,
} from './outbox.ts';
import { cardOn, cardRef, waitingCard, waitingEdits } from './outboxCards.ts';
import { findSealBreaks, sealOf } from './seal.ts';
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

const queue = (eventSeq: number, channel: string, more: Partial<NewMessage> = {}): void =>
  ledger.transact((tx) => queueMessage(tx, { eventSeq, channel, reply: '{}', at: START, ...more }));
const waiting = (channel: string): number[] => pendingMessages(ledger, channel).map(({ event_seq }) => event_seq);
const first = (channel: string): OutboxRow => pendingMessages(ledger, channel)[0] as OutboxRow;

describe('the outbox', () => {
  it('holds a message once for each event, channel and action, however often it is queued', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 5 }), fc.constantFrom('terminal', 'telegram:1'), fc.constantFrom('send', 'edit'))),
        (asked) => {
          for (const [seq, channel, action] of asked) queue(seq, channel, { action });
          for (const channel of ['terminal', 'telegram:1']) {
            const rows = pendingMessages(ledger, channel).map(({ event_seq, action }) => `${event_seq} ${action}`);
            expect(new Set(rows).size).toBe(rows.length);
          }
        },
      ),
    );
    queue(1, 'discord:1', { reply: '{"title":"first"}' });
    queue(1, 'discord:1', { reply: '{"title":"second"}' });
    expect(pendingMessages(ledger, 'discord:1').map(({ reply }) => reply)).toEqual(['{"title":"first"}']);
  });

  it('keeps what was tried, counts the tries, and forgets nothing that was not sent', () => {
    queue(1, 'telegram:1');
    queue(2, 'telegram:1');
    const [one, two] = pendingMessages(ledger, 'telegram:1') as [OutboxRow, OutboxRow];
    ledger.transact((tx) => markTried(tx, one));
    expect(first('telegram:1')).toMatchObject({ event_seq: 1, attempts: 1, status: 'pending', sent_at: null });
    ledger.transact((tx) => markSent(tx, markTried(tx, two), later(START, 5_000), '77'));
    expect(waiting('telegram:1')).toEqual([1]);
    expect(ledger.get('select status, attempts, sent_at, message_ref from outbox where event_seq = 2')).toEqual({
      status: 'sent',
      attempts: 1,
      sent_at: '2026-01-05T08:00:05.000Z',
      message_ref: '77',
    });
    // A message that was sent is not queued again.
    queue(2, 'telegram:1');
    expect(waiting('telegram:1')).toEqual([1]);
  });

  it('gives what matters most first, then the oldest, and says how many wait where and since when', () => {
    queue(3, 'discord:1', { priority: 40 });
    queue(1, 'discord:1', { priority: 40 });
    queue(2, 'discord:1', { priority: 0 });
    queue(4, 'terminal');
    expect(waiting('discord:1')).toEqual([2, 3, 1]);
    expect(pendingMessages(ledger, 'discord:1', 2)).toHaveLength(2);
    expect(pendingChannels(ledger)).toEqual(['discord:1', 'terminal']);
    expect(waitingMessages(ledger)).toEqual([
      { channel: 'discord:1', count: 3, since: '2026-01-05T08:00:00.000Z' },
      { channel: 'terminal', count: 1, since: '2026-01-05T08:00:00.000Z' },
    ]);
  });

  it('refuses a message about an event that does not exist', () => {
    expect(() => queue(99, 'terminal')).toThrow('FOREIGN KEY');
  });

  it('knows where a card is: waiting, shown, or not there at all', () => {
    const card = { card: 'c1', kind: 'proposal' };
    expect(cardOn(ledger, 'telegram:1', 'c1')).toBeUndefined();
    queue(1, 'telegram:1', card);
    expect(cardOn(ledger, 'telegram:1', 'c1')?.status).toBe('pending');
    expect(waitingCard(ledger, 'telegram:1', 'c1')?.event_seq).toBe(1);
    expect(cardRef(ledger, 'telegram:1', 'c1')).toBeUndefined();
    expect(cardOn(ledger, 'telegram:2', 'c1')).toBeUndefined();
    ledger.transact((tx) => markSent(tx, first('telegram:1'), START, '500'));
    // What belongs under it is not the card.
    queue(2, 'telegram:1', { card: 'c1', kind: 'fill' });
    ledger.transact((tx) => markSent(tx, first('telegram:1'), START, '501'));
    expect(cardRef(ledger, 'telegram:1', 'c1')).toBe('500');
    expect(cardOn(ledger, 'telegram:1', 'c1')?.message_ref).toBe('500');
    // Its message was deleted: a change of it could not be delivered.
    queue(3, 'telegram:1', { ...card, action: 'edit' });
    ledger.transact((tx) => markDropped(tx, first('telegram:1')));
    expect(cardOn(ledger, 'telegram:1', 'c1')).toBeUndefined();
  });

  it('folds edits into the first message of a card, and many rows into a digest; each row says into which', () => {
    const card = { card: 'c1', kind: 'proposal' };
    queue(1, 'telegram:1', { ...card, reply: '{"title":"asked"}' });
    queue(2, 'telegram:1', { ...card, action: 'edit', reply: '{"title":"armed"}' });
    queue(3, 'telegram:1', { ...card, action: 'edit', reply: '{"title":"expired"}' });
    const asked = waitingCard(ledger, 'telegram:1', 'c1') as OutboxRow;
    ledger.transact((tx) => foldInto(tx, asked, waitingEdits(ledger, 'telegram:1', 'c1')));
    expect(pendingMessages(ledger, 'telegram:1').map(({ id, reply }) => [id, reply])).toEqual([[asked.id, '{"title":"expired"}']]);
    queue(4, 'telegram:1');
    const rows = pendingMessages(ledger, 'telegram:1');
    const digest = ledger.transact((tx) => mergeIntoDigest(tx, rows, { reply: '{"title":"2"}', kind: 'summary', priority: 60, at: START }));
    expect(pendingMessages(ledger, 'telegram:1')).toEqual([digest]);
    expect(ledger.all('select id, status, merged_into from outbox order by id')).toEqual([
      { id: 1, status: 'merged', merged_into: digest.id },
      { id: 2, status: 'merged', merged_into: 1 },
      { id: 3, status: 'merged', merged_into: 1 },
      { id: 4, status: 'merged', merged_into: digest.id },
      { id: digest.id, status: 'pending', merged_into: null },
    ]);
  });

  it('knows whether a channel was told of a kind of event a moment ago', () => {
    queue(1, 'terminal');
    expect(toldSince(ledger, 'terminal', 'feed.died', later(START, -1))).toBe(true);
    expect(toldSince(ledger, 'terminal', 'feed.died', START)).toBe(false);
    expect(toldSince(ledger, 'terminal', 'halt.set', later(START, -1))).toBe(false);
    expect(toldSince(ledger, 'discord:1', 'feed.died', later(START, -1))).toBe(false);
  });
});

describe('a row from before there were cards', () => {
  it('fits the seal that it was given then', () => {
    const old = { id: 7, event_seq: 1, channel: 'terminal', reply: '{}', status: 'sent', attempts: 1, created_at: 'then', sent_at: 'then' };
    const migrated = { ...old, action: 'send', kind: 'system', priority: 50, card: null, message_ref: null, merged_into: null };
    expect(sealOf(migrated)).toBe(sealOf(old));
    expect(sealOf({ ...migrated, merged_into: 8 })).not.toBe(sealOf(old));
  });
});

describe('what waits among a million events and everything that was ever said', () => {
  it('is found by its index alone', () => {
    const plans = [
      "select * from outbox where channel = 'x' and status = 'pending' order by priority, id limit 1",
      "select channel from outbox where status = 'pending' and channel > 'x' order by channel limit 1",
      "select * from outbox where card = 'c1' and channel = 'x' and kind in ('proposal', 'audit') and status <> 'merged' order by id desc limit 1",
    ].map((sql) =>
      ledger
        .all<{ detail: string }>(`explain query plan ${sql}`)
        .map(({ detail }) => detail)
        .join('; '),
    );
    expect(plans[0]).toMatch(/USING INDEX outbox_pending \(channel=\?\)$/);
    expect(plans[1]).toMatch(/USING (?:COVERING )?INDEX outbox_pending \(channel>\?\)$/);
    expect(plans[2]).toMatch(/USING INDEX outbox_card \(card=\? AND channel=\?\)$/);
  });
});
