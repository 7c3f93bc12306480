/** How a key is: `not_configured` there is none, `saved_untested` nobody tried it, `test_ok` and `test_failed` what the last test said. */
export type KeyState = 'not_configured' | 'saved_untested' | 'test_ok' | 'test_failed';

/** What a key may do, as the venue says. */
export interface Permissions {
  readonly canTrade: boolean;
  readonly canWithdraw: boolean;
  /** Undefined where the venue does not tell. */
  readonly ipRestricted: boolean | undefined;
}

/** Somebody's word that a key cannot withdraw, where the venue does not tell. It holds for one version of one key. */
export interface Waiver {
  readonly at: string;
  readonly who: string;
  readonly phrase: string;
}

/** What is known of a key without its secrets. Instants are ISO-8601. */
export interface KeyView {
  /** Provider, and `.testnet` behind it for a key of the venue's testnet. */
  readonly name: string;
  /** Counts up with each rotation, also over a removal. */
  readonly version: number;
  readonly state: Exclude<KeyState, 'not_configured'>;
  readonly savedAt: string;
  readonly testedAt: string | null;
  /** What the last test said; empty when there was none. */
  readonly reason: string;
  /** What is allowed and still not good, as sentences. */
  readonly warnings: readonly string[];
  readonly waiver: Waiver | null;
}

/** The fields of a key by their names: `apiKey`, `secret`, … */
export type KeyFields = Readonly<Record<string, string>>;
