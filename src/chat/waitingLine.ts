import { type Instant, later, parseInstant, toIso } from '#src/domain/clock.ts';
import { countLate, firstBeside, type Mergeable, mergeableMessages } from '#src/ledger/lateMessages.ts';
import type { Ledger } from '#src/ledger/ledger.ts';
import { foldInto, markMerged, mergeIntoDigest, type OutboxRow, pendingMessages } from '#src/ledger/outbox.ts';
import { waitingCard, waitingEdits } from '#src/ledger/outboxCards.ts';
import { digestOf } from './digest.ts';
import { PRIORITY } from './notices.ts';
import { readReply } from './readReply.ts';

/** Younger than this, a message is not late. */
export const LATE_MS = 60_000;
/** Rows that one digest is made of at most: its transaction has to be short. */
const PAGE = 100;

/** The rows that wait for one channel: which of them goes next, and which are told by another one. */
export class WaitingLine {
  readonly #ledger: Ledger;
  readonly #channel: string;
  /** While late messages are merged: up to which row. */
  #mergeUpTo: number | undefined;

  constructor(ledger: Ledger, channel: string) {
    this.#ledger = ledger;
    this.#channel = channel;
  }

  get isEmpty(): boolean {
    return pendingMessages(this.#ledger, this.#channel, 1).length === 0;
  }

  /** The row to be sent next. More late ones than `mergeAbove` become digests, unless it is undefined; `why` says what kept them since a moment. */
  next(now: Instant, mergeAbove: number | undefined, why: (created: Instant) => string): OutboxRow | undefined {
    for (;;) {
      const head = this.#head(now, mergeAbove, why);
      if (head === undefined) return undefined;
      const row = this.#whole(head);
      if (row !== undefined) return row;
    }
  }

  #head(now: Instant, mergeAbove: number | undefined, why: (created: Instant) => string): OutboxRow | undefined {
    const [first] = pendingMessages(this.#ledger, this.#channel, 1);
    if (mergeAbove === undefined) this.#mergeUpTo = undefined;
    if (first === undefined || mergeAbove === undefined) return first;
    if (this.#mergeUpTo === undefined) {
      const lateSince = toIso(later(now, -LATE_MS));
      if (first.created_at > lateSince || first.action !== 'send') return first;
      const { count, newest } = countLate(this.#ledger, this.#mergeable(Number.MAX_SAFE_INTEGER), lateSince);
      if (count <= mergeAbove) return first;
      this.#mergeUpTo = newest;
    }
    const mergeable = this.#mergeable(this.#mergeUpTo);
    const beside = firstBeside(this.#ledger, mergeable);
    if (beside !== undefined) return beside;
    const digest = this.#digest(mergeableMessages(this.#ledger, mergeable, PAGE), now, why);
    if (digest !== undefined) return digest;
    this.#mergeUpTo = undefined;
    return pendingMessages(this.#ledger, this.#channel, 1)[0];
  }

  #mergeable(upTo: number): Mergeable {
    const answerable = [...this.#ledger.memory.conditions.values()].filter(({ status }) => status === 'proposed').map(({ id }) => id);
    return { channel: this.#channel, upTo, answerable };
  }

  #digest(rows: readonly OutboxRow[], now: Instant, why: (created: Instant) => string): OutboxRow | undefined {
    if (rows.length === 0) return undefined;
    return this.#ledger.transact((tx) => {
      const whole = rows.map((row) => (row.card === null ? row : foldInto(tx, row, this.#editsOf(row))));
      const late = whole.map(({ reply, created_at }) => ({ title: readReply(reply).title, at: created_at }));
      const { reply, count } = digestOf(late, now, why(parseInstant((rows[0] as OutboxRow).created_at)));
      const digest = { reply: JSON.stringify(reply), at: now, kind: 'summary', priority: PRIORITY.summary };
      return mergeIntoDigest(tx, whole.slice(0, count), digest);
    });
  }

  /** Edits that a card's first message takes in; what belongs under a card takes in none. */
  #editsOf({ card, id }: OutboxRow): OutboxRow[] {
    const isCard = card !== null && waitingCard(this.#ledger, this.#channel, card)?.id === id;
    return isCard ? waitingEdits(this.#ledger, this.#channel, card) : [];
  }

  /**
   * A row with everything that it can tell for others. A card whose first message was never tried takes in its edits; one that may have been shown is
   * sent as it is, so that a platform that knows its nonce shows it once, and edited afterwards. Of several edits the newest is enough. Undefined when
   * the row itself was taken in by another one.
   */
  #whole(row: OutboxRow): OutboxRow | undefined {
    const { card } = row;
    if (card === null) return row;
    const first = waitingCard(this.#ledger, this.#channel, card);
    const edits = waitingEdits(this.#ledger, this.#channel, card);
    if (first === undefined) return row.action === 'edit' ? this.#newest(edits) : row;
    if (first.attempts === 0 && edits.length > 0) {
      const folded = this.#ledger.transact((tx) => foldInto(tx, first, edits));
      return row.action === 'edit' ? undefined : row.id === first.id ? folded : this.#before(row, folded);
    }
    return this.#before(row, first);
  }

  /** A card goes before what belongs under it, unless it is going to be told in a digest. */
  #before(row: OutboxRow, card: OutboxRow): OutboxRow {
    const isMerged = this.#mergeUpTo !== undefined && card.attempts === 0 && card.id <= this.#mergeUpTo && !this.#isAnswerable(card);
    return isMerged ? row : card;
  }

  #isAnswerable({ card }: OutboxRow): boolean {
    return this.#ledger.memory.conditions.get(card ?? '')?.status === 'proposed';
  }

  #newest(edits: readonly OutboxRow[]): OutboxRow | undefined {
    const newest = edits.at(-1);
    if (newest !== undefined && edits.length > 1)
      this.#ledger.transact((tx) => {
        for (const edit of edits.slice(0, -1)) markMerged(tx, edit, newest.id);
      });
    return newest;
  }
}
