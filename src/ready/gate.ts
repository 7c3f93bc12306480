import { OutsideError } from '#src/domain/errors.ts';
import { canonicalJson, sha256 } from '#src/domain/hash.ts';
import type { Ledger } from '#src/ledger/ledger.ts';
import type { Found, ReadyCheck, ReadyParts } from './check.ts';
import { READY_CHECKS } from './index.ts';

export interface ReadyLine extends Found {
  readonly name: string;
}

export interface ReadyReport {
  readonly ok: boolean;
  /** Of what was checked: mode, venue, version, limits, and every line with its figure. */
  readonly hash: string;
  readonly lines: readonly ReadyLine[];
}

/** Looks at everything, also after something failed. A check that cannot be made is not good. Never throws for what the outside does. */
export async function runGate(parts: ReadyParts, checks: readonly ReadyCheck[] = READY_CHECKS): Promise<ReadyReport> {
  const lines: ReadyLine[] = [];
  for (const check of checks) lines.push({ name: check.name, ...(await lookWith(check, parts)) });
  const { mode, feed, venue, guards, desk, live } = parts.settings;
  const about = {
    mode,
    source: feed.source,
    venue,
    guards,
    live,
    markets: desk.markets,
    version: parts.version,
    profile: parts.profile ?? null,
  };
  const found = lines.map(({ name, ok, figure }) => ({ name, ok, figure }));
  return { ok: lines.every(({ ok }) => ok), hash: sha256(canonicalJson({ ...about, found })), lines };
}

async function lookWith(check: ReadyCheck, parts: ReadyParts): Promise<Found> {
  try {
    return await check.look(parts);
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    return { ok: false, figure: error.message, hint: error.hint };
  }
}

/** Writes down that the gate was passed, or not: /live asks for one that was passed a moment ago, with what it is `bound` to. */
export function recordGate(ledger: Ledger, { ok, hash, lines }: ReadyReport, actor: string, bound: string): void {
  const figures = (list: readonly ReadyLine[]): { name: string; figure: string }[] => list.map(({ name, figure }) => ({ name, figure }));
  ledger.transact((tx) =>
    ok
      ? tx.append({ kind: 'gate.passed', subject: 'gate', actor, data: { hash, bound, checks: figures(lines) } })
      : tx.append({ kind: 'gate.failed', subject: 'gate', actor, data: { hash, failed: figures(lines.filter((one) => !one.ok)) } }),
  );
}
