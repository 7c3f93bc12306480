import type { Fuzzed } from './fuzz.ts';

/** The figures of a run, a line a target. */
export function tableOf(rows: readonly Fuzzed[]): string {
  const width = Math.max(...rows.map(({ name }) => name.length));
  const lines = rows.map(
    ({ name, inputs, seconds, slowestMs, found }) =>
      `${name.padEnd(width)} ${String(inputs).padStart(9)} ${(inputs / Math.max(seconds, 0.001)).toFixed(0).padStart(8)}/s ${slowestMs.toFixed(1).padStart(8)} ms  ${found === undefined ? 'good' : 'FOUND'}`,
  );
  return [`${'what is read'.padEnd(width)}    inputs     speed     slowest`, ...lines].join('\n');
}
