import { type Acted, cancelEntries } from './hand.ts';
import type { SniperState } from './state.ts';

/** What a halt found and did. */
export interface Halted {
  /** Somebody else, or the sniper itself, had halted before. */
  readonly already: boolean;
  /** ISO-8601 UTC. */
  readonly since: string;
  readonly canceledEntries: number;
  readonly protectedPositions: number;
  readonly openPositions: number;
}

/** No new risk from the commit of this row on. Twice is the same as once. */
export function halt(state: SniperState, reason: string, actor: string): Halted {
  const { ledger, trades } = state;
  const before = ledger.memory.halt;
  if (before === undefined) ledger.transact((tx) => tx.append({ kind: 'halt.set', subject: 'halt', actor, data: { reason } }));
  const canceledEntries = cancelEntries(state);
  const protectedPositions = [...trades.values()].filter(({ stopOrderId }) => stopOrderId !== undefined).length;
  const since = ledger.memory.halt?.at ?? '';
  return { already: before !== undefined, since, canceledEntries, protectedPositions, openPositions: trades.size };
}

export function resume({ ledger }: SniperState, reason: string, actor: string): Acted {
  const { halt, lockdown } = ledger.memory;
  if (halt === undefined) return { ok: false, text: 'Heron is not halted.' };
  if (lockdown !== undefined) return { ok: false, text: 'Heron is locked down: an owner ends that first, at the machine: /lockdown end' };
  ledger.transact((tx) => tx.append({ kind: 'halt.ended', subject: 'halt', actor, cause: halt.seq, data: { reason } }));
  return { ok: true, text: `Resumed. It was halted since ${halt.at.slice(0, 16).replace('T', ' ')} UTC (${halt.reason}).` };
}
