import type { Line } from './lifeWords.ts';
import type { Death } from './plan.ts';
import type { Wrongs } from './soundness.ts';

/** What is known of one hook. */
export interface Row {
  kills: number;
  lost: number;
  doubled: number;
  unsound: number;
  /** Milliseconds from the start of the next process until it could act. */
  readonly recoveryMs: number[];
}

/** Counts everything that a run does and finds. */
export class Tally {
  readonly rows = new Map<string, Row>();
  readonly deaths: Death[] = [];
  readonly wrong: string[] = [];
  readonly readyCpuMs: number[] = [];
  readonly readyMs: number[] = [];
  kills = 0;
  chains = 0;
  /** Lives that ended by themselves. */
  survived = 0;
  /** Messages that may stand in the chat twice. */
  doubtful = 0;
  checks = 0;
  lost = 0;
  doubled = 0;
  unsound = 0;

  died(death: Death): void {
    this.kills++;
    this.deaths.push(death);
    this.row(death.name).kills++;
  }

  /** `after`: where the process before it died; undefined when it did not. */
  ready(after: string | undefined, { ms, cpuMs }: Extract<Line, { k: 'ready' }>): void {
    this.readyMs.push(ms);
    this.readyCpuMs.push(cpuMs);
    if (after !== undefined) this.row(after).recoveryMs.push(ms);
  }

  judged(name: string | undefined, { lost, doubled, unsound }: Wrongs, where: string): void {
    this.checks++;
    this.lost += lost.length;
    this.doubled += doubled.length;
    this.unsound += unsound.length;
    if (name !== undefined) {
      const row = this.row(name);
      row.lost += lost.length;
      row.doubled += doubled.length;
      row.unsound += unsound.length;
    }
    for (const text of [...lost, ...doubled, ...unsound]) this.found(`${where}${name === undefined ? '' : `, killed at ${name}`}: ${text}`);
  }

  found(text: string): void {
    if (!this.wrong.includes(text)) this.wrong.push(text);
  }

  row(name: string): Row {
    const known = this.rows.get(name);
    if (known !== undefined) return known;
    const row: Row = { kills: 0, lost: 0, doubled: 0, unsound: 0, recoveryMs: [] };
    this.rows.set(name, row);
    return row;
  }
}

/** The value below which a share (0–1) of them lies; NaN for none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
