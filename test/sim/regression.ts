import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plan } from './plan.ts';
import type { Failure } from './tally.ts';

const FOLDER = new URL('../regressions/', import.meta.url);

/** A plan that once showed something, kept for ever: it is lived through again at every change. */
export interface Regression {
  readonly seed: number;
  /** At which it was found. */
  readonly commit: string;
  readonly plan: Plan;
  /** What it showed, and what was mended. */
  readonly what: string;
}

/** Writes a failure down; returns the name of its file. */
export function keep({ seed, plan, violations }: Failure): string {
  const commit = execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8' }).trim();
  const what = violations
    .map(({ invariant, what: said }) => `${invariant}: ${said}`)
    .join('; ')
    .slice(0, 500);
  const file = `${seed}.json`;
  writeFileSync(new URL(file, FOLDER), `${JSON.stringify({ seed, commit, plan, what } satisfies Regression, null, 2)}\n`);
  return file;
}

export const regressions = (): Regression[] =>
  readdirSync(fileURLToPath(FOLDER))
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as Regression);
