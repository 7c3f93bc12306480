import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseInstant, VirtualClock } from '#src/domain/clock.ts';
import { Ledger } from '#src/ledger/ledger.ts';
import { openWorld } from '#test/harness.ts';
import { Vandal } from '#test/vandal.ts';
import { Messages } from './messages.ts';
import type { ChatSeen, VenueSeen } from './outsideWords.ts';
import { lookAt } from './soundness.ts';

const folder = mkdtempSync(join(tmpdir(), 'heron-soundness-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const NOBODY = { venue: undefined, chat: undefined };
const CLEAN = { lost: [], doubled: [], unsound: [] };
const BOOKS = { orders: [], fills: [], fundings: [], transfers: [], balances: [], positions: [] };
const VENUE: VenueSeen = { now: 0, last: 0, resting: [], orders: [], fills: 0, creates: {}, books: BOOKS };

let ledgers = 0;

/** A ledger in which something happened; returns its path and its newest event. */
async function lived(): Promise<{ readonly path: string; readonly head: { readonly seq: number; readonly hash: string } }> {
  const path = join(folder, `lived-${++ledgers}.db`);
  const world = await openWorld({ path, prices: { 'BTC/USDT': 64_000 } });
  await world.proposes();
  await world.end();
  const ledger = new Ledger({ path, clock: new VirtualClock(parseInstant('2026-01-05T09:00:00Z')) });
  const { head } = ledger;
  ledger.close();
  return { path, head };
}

describe('the look at a ledger after a kill', () => {
  it('finds nothing where all is well', async () => {
    const { path, head } = await lived();
    expect(await lookAt(path, { head, ...NOBODY })).toEqual(CLEAN);
    expect(await lookAt(path, { head, venue: VENUE, chat: { messages: [] } })).toEqual(CLEAN);
  });

  it('misses an event whose commit had returned, and a whole ledger', async () => {
    const { path, head } = await lived();
    const { lost } = await lookAt(path, { head: { seq: head.seq + 1, hash: 'h' }, ...NOBODY });
    expect(lost).toEqual([`event ${head.seq + 1} was committed and is not there any more`]);
    const gone = await lookAt(join(folder, 'gone.db'), { head, ...NOBODY });
    expect(gone.lost).toEqual([`event ${head.seq} was committed, and there is no ledger`]);
  });

  it('sees what somebody changed', async () => {
    const { path, head } = await lived();
    const vandal = new Vandal(path);
    vandal.db.prepare("update event set data = replace(data, 'momentum', 'something') where kind = 'condition.proposed'").run();
    vandal[Symbol.dispose]();
    const { unsound } = await lookAt(path, { head, ...NOBODY });
    expect(unsound.join('\n')).toMatch(/the chain of hashes breaks at event \d+ \(changed\)/);
  });

  it('sees an order that only the venue has, one that it has twice, and one that was sent twice', async () => {
    const { path, head } = await lived();
    const venue = { ...VENUE, orders: ['a', 'a'], creates: { a: 2 } };
    expect(await lookAt(path, { head, venue, chat: undefined })).toEqual({
      lost: [
        'the venue has the order a, and the ledger has never heard of it',
        'the venue has the order a, and the ledger has never heard of it',
      ],
      doubled: ['the venue took the order a twice', 'the order a was sent 2 times'],
      unsound: [],
    });
  });

  it('misses a message that counts as sent', async () => {
    const { path, head } = await lived();
    const vandal = new Vandal(path);
    vandal.db
      .prepare("update outbox set status = 'sent', message_ref = 't7', channel = 'telegram:111' where id = (select min(id) from outbox)")
      .run();
    vandal[Symbol.dispose]();
    const chat: ChatSeen = { messages: [] };
    const { lost } = await lookAt(path, { head, venue: undefined, chat });
    expect(lost).toEqual([expect.stringMatching(/^message \d+ of the outbox counts as sent, and is not in the chat$/)]);
  });
});

describe('messages', () => {
  const trying = { k: 'trying', nonce: 'n1', edit: false } as const;
  const sent = { k: 'sent', nonce: 'n1', edit: false } as const;

  it('may be sent again after a death on the way, once', () => {
    const messages = new Messages();
    expect(messages.take([trying], true)).toEqual([]);
    expect(messages.take([trying, sent], false)).toEqual([]);
    expect(messages.take([trying], false)).toEqual(['message n1 was sent 3 times, without a death in between']);
  });

  it('may not be sent twice by one life', () => {
    expect(new Messages().take([trying, sent, trying], false)).toEqual(['message n1 was sent 2 times, without a death in between']);
  });
});
