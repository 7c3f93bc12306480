import type { AnyEvent, EventRow } from '#src/ledger/event.ts';
import type { Finding } from './report.ts';
import type { World } from './world.ts';

/** A finding before it knows whose it is. */
export type Fault = Omit<Finding, 'invariant'>;

export interface Checked {
  /** How many rows, or whatever is counted, were looked at. */
  readonly rows: number;
  readonly faults: readonly Fault[];
}

/** One check at work. */
export interface Check {
  /** Sees each row of `event` in order, whatever stands in it. */
  row?(row: EventRow): void;
  /** Sees each event in order, after the rebuilt ledger has taken it in. */
  event?(event: AnyEvent): void;
  /** Called after the last event. */
  finish(): Checked | Promise<Checked>;
}

/** Something that must always hold. `start` returns undefined when the world does not have what it looks at. */
export interface Invariant {
  readonly id: string;
  /** What holds, as a sentence. */
  readonly says: string;
  /** False for one that looks at rows and memory alone, so that it can be checked without walking through all events. */
  readonly readsEvents?: false;
  start(world: World): Check | undefined;
}

/** Collects what a check finds. */
export class Faults {
  rows = 0;
  readonly faults: Fault[] = [];

  /** Counts a row that was looked at. */
  look(): void {
    this.rows++;
  }

  add(row: string, expected: string, found: string): void {
    this.faults.push({ row, expected, found });
  }
}
