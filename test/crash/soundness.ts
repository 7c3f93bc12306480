import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { audit } from '#src/audit/audit.ts';
import { surfacesOf } from '#src/auditApp.ts';
import { instant, VirtualClock } from '#src/domain/clock.ts';
import { Ledger } from '#src/ledger/ledger.ts';
import { verifyChain } from '#src/ledger/verify.ts';
import { type Books, booksOfLedger } from '#test/live/books.ts';
import { faultsOfFile } from './faultsOfFile.ts';
import type { ChatSeen, VenueSeen } from './outsideWords.ts';

/** What the ledger is held against: what others saw, and what it had said to have. */
export interface Witnesses {
  /** The newest event whose commit returned. */
  readonly head: { readonly seq: number; readonly hash: string } | undefined;
  readonly venue: VenueSeen | undefined;
  readonly chat: ChatSeen | undefined;
}

/** What is wrong with a ledger after a kill: something is gone, something is there twice, or the file or its contents are not sound. A sentence each. */
export interface Wrongs {
  readonly lost: string[];
  readonly doubled: string[];
  readonly unsound: string[];
}

export const nothingWrong = (): Wrongs => ({ lost: [], doubled: [], unsound: [] });

/**
 * Looks at a ledger as it lies there, its process dead: the file (integrity_check, foreign_key_check), the chain of hashes, the audit of the file, and what
 * the exchange and the chat have seen. What only comes to the ledger with the next start (fills of the meantime) is not missed yet.
 */
export async function lookAt(path: string, { head, venue, chat }: Witnesses): Promise<Wrongs> {
  const wrongs = nothingWrong();
  if (!existsSync(path) || !isBegun(path)) {
    if (head !== undefined) wrongs.lost.push(`event ${head.seq} was committed, and there is no ledger`);
    if ((venue?.orders.length ?? 0) > 0) wrongs.lost.push('the venue has orders, and there is no ledger');
    return wrongs;
  }
  wrongs.unsound.push(...faultsOfFile(path));
  const ledger = new Ledger({ path, clock: new VirtualClock(instant(0)), readonly: true });
  try {
    const { ok, firstBad } = verifyChain(ledger);
    if (!ok) wrongs.unsound.push(`the chain of hashes breaks at event ${firstBad?.seq} (${firstBad?.what})`);
    const kept = head && ledger.get<{ hash: string }>('select hash from event where seq = ?', head.seq);
    if (head !== undefined && kept?.hash !== head.hash) wrongs.lost.push(`event ${head.seq} was committed and is not there any more`);
    wrongs.unsound.push(...(await findingsOf(ledger)));
    once(ledger, wrongs);
    if (venue !== undefined) agreesWithVenue(ledger, venue, wrongs);
    if (chat !== undefined) agreesWithChat(ledger, chat, wrongs);
  } finally {
    ledger.close();
  }
  return wrongs;
}

/** Killed before it wrote anything, there is nothing to look at yet: that the next start goes well is the proof. */
function isBegun(path: string): boolean {
  const db = new Database(path, { readonly: true });
  try {
    if (db.prepare("select 1 from sqlite_schema where name = 'event'").get() === undefined) return false;
    return db.prepare('select 1 from event limit 1').get() !== undefined;
  } finally {
    db.close();
  }
}

/** The audit without the parts that need a running Heron (its memory, its venue, its jobs): those are asked at the end of each chain. */
async function findingsOf(ledger: Ledger): Promise<string[]> {
  const clock = new VirtualClock(instant(0));
  const { findings } = await audit({ ledger, clock, surfaces: surfacesOf(ledger), unreadSettings: () => [] });
  return findings.map(
    ({ invariant, row, expected, found }) => `the audit finds ${invariant} (${row}): expected ${expected}, found ${found}`,
  );
}

/** What may happen once. */
const ONCE: readonly (readonly [what: string, sql: string])[] = [
  ['approval of a condition', "select condition_id as id from approval where decision = 'approve' group by 1 having count(*) > 1"],
  ['arming of a condition', "select subject as id from event where kind = 'condition.armed' group by 1 having count(*) > 1"],
  ['end of a trade', "select subject as id from event where kind = 'trade.closed' group by 1 having count(*) > 1"],
  [
    'reflection on the same trades, as',
    `select 'more trades were reflected on than there are' as id
     where (select coalesce(sum(json_extract(data, '$.trades')), 0) from event where kind = 'reflection.finished') > (select count(*) from trade)`,
  ],
  ['fill', 'select venue_fill_id as id from fill group by venue_fill_id, market having count(*) > 1'],
  ['client order id', 'select client_order_id as id from "order" group by 1 having count(*) > 1'],
  [
    'entry under a halt',
    `select o.subject as id from event o where o.kind = 'order.submitted' and json_extract(o.data, '$.purpose') = 'entry'
     and (select h.kind from event h where h.kind in ('halt.set', 'halt.ended') and h.seq < o.seq order by h.seq desc limit 1) = 'halt.set'`,
  ],
];

function once(ledger: Ledger, { doubled }: Wrongs): void {
  for (const [what, sql] of ONCE)
    for (const { id } of ledger.all<{ id: string }>(sql))
      doubled.push(what === 'entry under a halt' ? `${id} is an entry that was written under a halt` : `the ${what} ${id} is there twice`);
}

function agreesWithVenue(ledger: Ledger, { orders, creates, books }: VenueSeen, { lost, doubled }: Wrongs): void {
  const known = new Set(ledger.all<{ id: string }>('select client_order_id as id from "order"').map(({ id }) => id));
  for (const id of orders) if (!known.has(id)) lost.push(`the venue has the order ${id}, and the ledger has never heard of it`);
  for (const id of orders.filter((one, index) => orders.indexOf(one) !== index)) doubled.push(`the venue took the order ${id} twice`);
  for (const [id, count] of Object.entries(creates)) if (count > 1) doubled.push(`the order ${id} was sent ${count} times`);
  const ours: Books = booksOfLedger(ledger);
  const theirs = [...books.fills];
  for (const fill of ours.fills) {
    const at = theirs.indexOf(fill);
    if (at < 0) doubled.push(`the ledger has a fill that the venue has not: ${fill}`);
    else theirs.splice(at, 1);
  }
}

function agreesWithChat(ledger: Ledger, { messages }: ChatSeen, { lost }: Wrongs): void {
  const shown = new Set(messages.map(({ id }) => String(id)));
  const sent = ledger.all<{ id: number; message_ref: string }>(
    "select id, message_ref from outbox where status = 'sent' and action = 'send' and message_ref is not null and channel like 'telegram:%'",
  );
  for (const { id, message_ref: ref } of sent) {
    const [number] = /\d+/.exec(ref) ?? [];
    if (number !== undefined && !shown.has(number)) lost.push(`message ${id} of the outbox counts as sent, and is not in the chat`);
  }
}
