import { personOf } from '#src/domain/actor.ts';
import { type Instant, later, parseInstant, toIso } from '#src/domain/clock.ts';
import { likelyNotional } from '#src/domain/likelyNotional.ts';
import { type Approved, approvedAfter, approvedNow } from '#src/ledger/approvals.ts';
import type { AnyEvent, LedgerEvent } from '#src/ledger/event.ts';
import type { Ledger } from '#src/ledger/ledger.ts';

const DAY_MS = 24 * 3_600_000;
const POLICY = 'policy';

interface Entry extends Pick<Approved, 'approvalId' | 'conditionId'> {
  readonly people: readonly string[];
  readonly at: Instant;
  readonly notional: number;
}

/** The policy has no number, and is not whoever sits at the machine. */
const whoIs = (actor: string): string => (actor === POLICY ? POLICY : personOf(actor));

/**
 * What was approved lately, in quote at the likely entries: what is armed, and what came to trade. What ended without a trigger is nothing that anybody
 * can lose. Counted from the ledger when it is asked for the first time, then along, because it is asked between a trigger and its order.
 */
export class DayBook {
  readonly #ledger: Ledger;
  readonly #costPct: () => number;
  /** Oldest first; undefined before anybody has asked. */
  #entries: Entry[] | undefined;

  /** `costPct`: both fees and slippage of a round trip, percent of notional. */
  constructor(ledger: Ledger, costPct: () => number) {
    this.#ledger = ledger;
    this.#costPct = costPct;
  }

  /** Takes in what became of an approval. */
  note(event: AnyEvent): void {
    const entries = this.#entries;
    if (entries === undefined) return;
    switch (event.kind) {
      case 'condition.armed': {
        const approved = this.#armed(event);
        const since = this.#since(parseInstant(event.at));
        const old = entries.findIndex(({ at }) => at > since);
        entries.splice(0, old < 0 ? entries.length : old);
        const isNew = entries.every(({ conditionId }) => conditionId !== event.subject);
        if (approved !== undefined && isNew) entries.push(this.#entryOf(approved));
        return;
      }
      case 'condition.expired':
      case 'condition.superseded':
      case 'condition.disarmed':
      case 'condition.denied': {
        const at = entries.findLastIndex(({ conditionId }) => conditionId === event.subject);
        if (at >= 0) entries.splice(at, 1);
        return;
      }
      case 'condition.reopened':
        this.#entries = undefined;
    }
  }

  /** What the policy arms was never pledged by anybody, and its condition is live: no look into the ledger, where rows may wait to be written. */
  #armed({ subject, actor, data }: LedgerEvent<'condition.armed'>): Approved | undefined {
    const condition = actor === POLICY ? this.#ledger.memory.conditions.get(subject) : undefined;
    if (condition === undefined) return approvedNow(this.#ledger, subject);
    return { approvalId: data.id, conditionId: subject, at: data.at, actors: [actor], condition };
  }

  /**
   * What somebody approved, alone or as one of two, within 24 hours before a moment; `before` an approval: those that came after it are not counted, because
   * they were held against it. Undefined when that one is not known.
   */
  approvedBy(actor: string, at: Instant, before?: string): number | undefined {
    return this.#approved(whoIs(actor), at, before);
  }

  #approved(person: string, at: Instant, before?: string): number | undefined {
    const entries = this.#known(at);
    let total = 0;
    let counts = before === undefined;
    for (let i = entries.length - 1; i >= 0; i--) {
      const entry = entries[i] as Entry;
      if (entry.at <= at - DAY_MS) break;
      if (counts && entry.people.includes(person)) total += entry.notional;
      if (entry.approvalId === before) counts = true;
    }
    return counts ? total : undefined;
  }

  /** Most that one person approved within the last 24 hours. */
  most(at: Instant): number {
    const people = new Set(this.#known(at).flatMap((entry) => (entry.at > at - DAY_MS ? entry.people : [])));
    return Math.max(0, ...[...people].map((person) => this.#approved(person, at) ?? 0));
  }

  #known(now: Instant): Entry[] {
    this.#entries ??= [...approvedAfter(this.#ledger, toIso(this.#since(now)))].map((one) => this.#entryOf(one)).reverse();
    return this.#entries;
  }

  /** What came after it counts for an approval that can still trigger, however old that one is. */
  #since(now: Instant): Instant {
    let oldest = now;
    for (const approval of this.#ledger.memory.approvals.values()) {
      const at = parseInstant(approval.at);
      if (at < oldest) oldest = at;
    }
    return later(oldest, -DAY_MS);
  }

  #entryOf({ approvalId, conditionId, actors, at, condition }: Approved): Entry {
    return {
      approvalId,
      conditionId,
      people: actors.map(whoIs),
      at: parseInstant(at),
      notional: likelyNotional(condition, this.#costPct()),
    };
  }
}
