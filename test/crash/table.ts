import { FAULTS } from './faults.ts';
import type { Death } from './plan.ts';
import { quantile, type Row } from './tally.ts';

const seconds = (ms: number): string => (Number.isNaN(ms) ? '' : (ms / 1_000).toFixed(2));

/** What happened at each hook, one line each: kills, lost, twice, unsound, and how long the next start took to be able to act. */
export function tableOf(rows: ReadonlyMap<string, Row>): string {
  const width = Math.max(...[...rows.keys()].map((name) => name.length));
  const head = `${'hook'.padEnd(width)}  kills  lost  twice  unsound  median s  p95 s`;
  const lines = [...rows]
    .filter(([, { kills }]) => kills > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { kills, lost, doubled, unsound, recoveryMs }]) =>
      [
        name.padEnd(width),
        String(kills).padStart(5),
        String(lost).padStart(4),
        String(doubled).padStart(5),
        String(unsound).padStart(7),
        seconds(quantile(recoveryMs, 0.5)).padStart(8),
        seconds(quantile(recoveryMs, 0.95)).padStart(5),
      ].join('  '),
    );
  return [head, ...lines].join('\n');
}

/** How often each fault of the catalogue happened: `FI-05 (the order is written, and not at the socket)` → 9. */
export const faultsIn = (deaths: readonly Death[]): [string, number][] =>
  FAULTS.map(({ id, says, is }) => [`${id}: ${says}`, deaths.filter(is).length]);
