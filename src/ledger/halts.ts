import type { Core } from './core.ts';
import type { LedgerEvent } from './event.ts';

/** A halt: no new risk until it is ended. Durable, because it must survive a restart. */
export interface HaltRow {
  readonly seq: number;
  readonly at: string;
  readonly actor: string;
  readonly reason: string;
}

export function projectHalt(core: Core, event: LedgerEvent<'halt.set'>): void {
  core.run(
    'insert into halt (seq, at, actor, reason, ended_seq) values (?, ?, ?, ?, null)',
    event.seq,
    event.at,
    event.actor,
    event.data.reason,
  );
  core.memory.halt ??= { seq: event.seq, at: event.at, actor: event.actor, reason: event.data.reason };
}

export function projectHaltEnd(core: Core, event: LedgerEvent<'halt.ended'>): void {
  core.run('update halt set ended_seq = ? where ended_seq is null', event.seq);
  core.memory.halt = undefined;
}

/** The halt in force, or undefined. */
export const loadHalt = (core: Core): HaltRow | undefined =>
  core.get<HaltRow>('select seq, at, actor, reason from halt where ended_seq is null order by seq limit 1');
