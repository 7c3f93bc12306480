import type { Settings } from './config/settings.ts';
import { type Clock, parseInstant } from './domain/clock.ts';
import { type Decimal, decimal, isZero } from './domain/decimal.ts';
import { canonicalJson, sha256 } from './domain/hash.ts';
import type { Opening } from './found.ts';
import { lastEvent, recentEvents } from './ledger/events.ts';
import type { Ledger } from './ledger/ledger.ts';
import type { KeyFields } from './vault/keyState.ts';
import type { NetworkVenue } from './venue/port.ts';

const GATE_HOLDS_MS = 10 * 60_000;
/** Time of the market and of the machine may part by so much. */
const SKEW_MS = 2_000;

/** What a live Heron has that one on paper has not; whoever builds it has opened the vault, the venue and the account before. */
export interface LiveParts {
  readonly venue: NetworkVenue;
  /** Hash of what a `/live` has to have been given for: see `boundOf`. */
  readonly bound: string;
  /** What the account held when this ledger was begun. */
  readonly opening: readonly Opening[];
}

/**
 * What a passed gate and a `/live` hold for: with another venue, another key, other limits or other markets they do not. Without the fields of a key it
 * is nothing that a live Heron could be bound to.
 */
export function boundOf({ feed, venue, desk, guards, policy, live }: Settings, fields: KeyFields | undefined): string {
  const key = fields === undefined ? null : sha256(canonicalJson({ ...fields })).slice(0, 16);
  return sha256(canonicalJson({ source: feed.source, venue, desk, guards, policy, live, key }));
}

/** Most that may lie on the account; undefined where nobody said, and on a testnet, which has no money to lose. */
export function maxFundsOf({ live, venue }: Settings): Decimal | undefined {
  const most = decimal(live.maxFunds);
  return venue.testnet || isZero(most) ? undefined : most;
}

/** At a start: what was unlocked for something else is locked, and stays so when the settings come back. */
export function lockUnlessBound(ledger: Ledger, bound: string): void {
  const { live } = ledger.memory;
  if (live === undefined || live.bound === bound) return;
  const data = { reason: 'the venue, its key, the markets or the limits are not those that /live was given for' };
  ledger.transact((tx) => tx.append({ kind: 'live.locked', subject: 'live', actor: 'heron', cause: live.seq, data }));
}

/** Why live trading cannot be unlocked now; otherwise the gate that allows it. */
type Gate = { readonly ok: true; readonly seq: number; readonly at: string } | { readonly ok: false; readonly why: string };

/** Locks and unlocks new risk with real money. */
export interface LiveVerbs {
  /** Whether new risk may be taken now, as far as this lock goes. */
  isUnlocked(): boolean;
  gate(): Gate;
  /** False when the gate does not allow it; nothing was written then. */
  unlock(actor: string): boolean;
  /** False when it was locked already. */
  lock(actor: string, reason: string): boolean;
}

export function liveVerbs(ledger: Ledger, wall: Pick<Clock, 'now'>, bound: string): LiveVerbs {
  const isUnlocked = (): boolean => ledger.memory.live?.bound === bound;
  const gate = (): Gate => {
    if (ledger.memory.lockdown !== undefined) return { ok: false, why: 'Heron is locked down' };
    const passed = lastEvent(ledger, 'gate.passed', 'gate');
    const failed = lastEvent(ledger, 'gate.failed', 'gate');
    if (failed !== undefined && failed.seq > (passed?.seq ?? 0))
      return { ok: false, why: 'the readiness gate was not passed when it was asked last' };
    if (passed === undefined) return { ok: false, why: 'the readiness gate was never asked' };
    if (passed.data.bound !== bound)
      return { ok: false, why: 'the readiness gate was passed with another venue, another key, other markets or other limits' };
    const date = wall.now();
    const at = parseInstant(passed.at);
    if (date < at - SKEW_MS) return { ok: false, why: 'the clock of this machine stands before the moment at which the gate was passed' };
    // A clock that was set back makes no gate young again: the ledger has seen later.
    const newest = recentEvents(ledger, 1)[0]?.at;
    const age = Math.max(date, newest === undefined ? date : parseInstant(newest)) - at;
    if (!(age <= GATE_HOLDS_MS)) return { ok: false, why: 'the readiness gate was passed more than 10 minutes ago' };
    return { ok: true, seq: passed.seq, at: passed.at };
  };
  return {
    isUnlocked,
    gate,
    unlock(actor) {
      const allowed = gate();
      if (!allowed.ok) return false;
      ledger.transact((tx) =>
        tx.append({ kind: 'live.unlocked', subject: 'live', actor, cause: allowed.seq, data: { gate_seq: allowed.seq, bound } }),
      );
      return true;
    },
    lock(actor, reason) {
      if (ledger.memory.live === undefined) return false;
      ledger.transact((tx) => tx.append({ kind: 'live.locked', subject: 'live', actor, data: { reason } }));
      return true;
    },
  };
}
