import { sha256 } from '#src/domain/hash.ts';
import type { Reader } from './core.ts';
import { type EventRow, hashedText } from './event.ts';
import { eventRowsAfter } from './events.ts';
import { GENESIS } from './ledger.ts';

/** A place at which the chain of hashes does not hold. */
export interface ChainBreak {
  /** The event that was changed or is missing. */
  readonly seq: number;
  readonly what: 'changed' | 'missing' | 'added';
  readonly expected: string;
  readonly found: string;
}

export interface ChainReport {
  readonly ok: boolean;
  /** How many events were looked at. */
  readonly events: number;
  /** Number and hash of the newest event: the anchor that can be compared with what was posted elsewhere. */
  readonly head: { readonly seq: number; readonly hash: string };
  readonly firstBad?: ChainBreak | undefined;
  /** All of them, up to 100. */
  readonly breaks: readonly ChainBreak[];
}

const PAGE = 1_000;
const MOST_BREAKS = 100;

/** Recomputes the hashes of events that are given in order. One changed event is one break: what follows it is judged on its own. */
export class ChainWalk {
  readonly breaks: ChainBreak[] = [];
  events = 0;
  #seq: number;
  /** What the next hash may begin with: the hash as stored, after a break also the one that it should have been; none after a gap. */
  #before: readonly string[];
  #stored: string;

  /** `seq` and `hash` of the event before the first. */
  constructor(seq = 0, hash = GENESIS) {
    this.#seq = seq;
    this.#before = [hash];
    this.#stored = hash;
  }

  step(row: EventRow): void {
    this.events++;
    if (row.seq !== this.#seq + 1) {
      const gap = row.seq === this.#seq + 2 ? 'event' : `events up to ${row.seq - 1}`;
      this.#note({ seq: this.#seq + 1, what: 'missing', expected: `an ${gap}`.replace('an events', 'events'), found: 'none' });
      this.#before = [];
    }
    const text = hashedText(row.seq, row.at, row.actor, row.kind, row.subject, row.cause, row.data);
    let expected = row.hash;
    for (const before of this.#before) {
      expected = sha256(before + text);
      if (expected === row.hash) break;
    }
    if (expected !== row.hash) this.#note({ seq: row.seq, what: 'changed', expected: `hash ${expected}`, found: `hash ${row.hash}` });
    this.#before = expected === row.hash ? [row.hash] : [row.hash, expected];
    this.#stored = row.hash;
    this.#seq = row.seq;
  }

  /** `head`: what the ledger itself says that its newest event is. */
  finish(head: { seq: number; hash: string } | undefined): ChainReport {
    if (head === undefined) {
      if (this.#seq > 0) this.#note({ seq: this.#seq, what: 'changed', expected: 'a record of the newest event', found: 'none' });
    } else if (head.seq < 0) {
      this.#note({ seq: this.#seq, what: 'changed', expected: 'a record of the newest event', found: `"${head.hash}"` });
    } else if (head.seq > this.#seq) {
      const last = head.seq === this.#seq + 1 ? 'an event' : `events up to ${head.seq}`;
      this.#note({ seq: this.#seq + 1, what: 'missing', expected: `${last}, hash ${head.hash}`, found: 'none' });
    } else if (head.seq < this.#seq) {
      this.#note({ seq: head.seq + 1, what: 'added', expected: `event ${head.seq} to be the newest`, found: `event ${this.#seq}` });
    } else if (head.hash !== this.#stored) {
      this.#note({ seq: this.#seq, what: 'changed', expected: `hash ${head.hash}`, found: `hash ${this.#stored}` });
    }
    const { breaks, events } = this;
    return { ok: breaks.length === 0, events, head: { seq: this.#seq, hash: this.#stored }, firstBad: breaks[0], breaks };
  }

  #note(one: ChainBreak): void {
    const known = this.breaks.at(-1);
    if (this.breaks.length < MOST_BREAKS && (known === undefined || known.seq !== one.seq)) this.breaks.push(one);
  }
}

/** Recomputes the chain from the text columns, from event `fromSeq` on; the event before it is trusted. Never throws for what stands in a row. */
export function verifyChain(ledger: Reader, fromSeq = 1): ChainReport {
  const anchor = fromSeq > 1 ? eventRowsAfter(ledger, fromSeq - 2, 1)[0] : undefined;
  const walk = anchor === undefined ? new ChainWalk() : new ChainWalk(anchor.seq, anchor.hash);
  for (const row of eventRows(ledger, anchor?.seq ?? 0)) walk.step(row);
  return walk.finish(savedHead(ledger));
}

/** Every event after `seq`, in order, read in pages. */
export function* eventRows(ledger: Reader, seq = 0): Generator<EventRow, void> {
  let last = seq === 0 ? Number.MIN_SAFE_INTEGER : seq;
  for (;;) {
    const rows = eventRowsAfter(ledger, last, PAGE);
    yield* rows;
    const newest = rows.at(-1);
    if (newest === undefined || rows.length < PAGE) return;
    last = newest.seq;
  }
}

/** The newest event as it was recorded beside the events with each commit. */
export function savedHead(ledger: Reader): { seq: number; hash: string } | undefined {
  const value = ledger.get<{ value: string }>("select value from meta where key = 'head'")?.value;
  const match = value === undefined ? null : /^(\d{1,15}) ([0-9a-f]{64})$/.exec(value);
  if (match === null) return value === undefined ? undefined : { seq: -1, hash: value };
  return { seq: Number(match[1]), hash: String(match[2]) };
}
