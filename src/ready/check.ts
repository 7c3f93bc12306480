import type { Settings } from '#src/config/settings.ts';
import type { Clock } from '#src/domain/clock.ts';
import type { Ledger } from '#src/ledger/ledger.ts';
import type { KeyView } from '#src/vault/keyState.ts';
import type { NetworkVenue } from '#src/venue/port.ts';

/** Everything that the readiness gate looks at. What is undefined is not there, and the checks that need it fail. */
export interface ReadyParts {
  /** The ledger that is to carry money. */
  readonly ledger: Ledger;
  /** The ledger of the paper trading before it. */
  readonly paper: Ledger | undefined;
  /** Opened, with the keys that live would use. */
  readonly venue: NetworkVenue | undefined;
  readonly vault: VaultFacts;
  readonly settings: Settings;
  /** Time of the machine. */
  readonly clock: Pick<Clock, 'now'>;
  /** Chat platforms that are set up. */
  readonly platforms: readonly string[];
  /** What the venue has to have been accepted with. */
  readonly profile: ProfileStamp | undefined;
  /** Last prices of assets in a quote asset at the venue, by asset; those without one are left out. Rejects with OutsideError. */
  readonly prices?: ((assets: readonly string[], quote: string) => Promise<ReadonlyMap<string, number>>) | undefined;
  /** Tries to reach what may not be reached; returns what happened. */
  readonly egress: (() => Promise<{ readonly ok: boolean; readonly figure: string }>) | undefined;
  readonly version: string;
  /** Whether this process holds the lease of the ledger. */
  readonly holdsLease: boolean;
}

export interface VaultFacts {
  /** The vault was opened with its key. */
  readonly isOpen: boolean;
  /** What was found, for people. */
  readonly figure: string;
  /** The key of the venue. */
  readonly key: KeyView | undefined;
}

/** A venue's profile and the library that it was written for. */
export interface ProfileStamp {
  /** Hash of the profile. */
  readonly hash: string;
  readonly ccxt: string;
}

/** What one check found. */
export interface Found {
  readonly ok: boolean;
  readonly figure: string;
  /** What to do when it is not good. */
  readonly hint: string;
}

/** One line of the gate. */
export interface ReadyCheck {
  readonly name: string;
  look(parts: ReadyParts): Found | Promise<Found>;
}

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** For a check that needs the venue and has none. */
export const NO_VENUE: Found = {
  ok: false,
  figure: 'no venue is open',
  hint: 'Set mode: live and feed.source, and add its key: heron keys add.',
};
