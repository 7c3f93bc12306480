import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { HOUSE } from '#test/never-again/sources.ts';
import { resultFile, writeResult } from '#test/trust/result.ts';
import { CHECKS } from './checks.ts';
import { patternOf } from './titles.ts';

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly { readonly title: string; readonly status: string }[];
  }[];
}

/** Runs the files that the checks name, and returns what became of each of their tests. */
function ran(files: readonly string[], workers: string): ReadonlyMap<string, Report['testResults'][number]['assertionResults']> {
  const folder = mkdtempSync(join(tmpdir(), 'heron-checks-'));
  const report = join(folder, 'report.json');
  try {
    execFileSync('vitest', ['run', '--reporter=json', `--outputFile=${report}`, `--maxWorkers=${workers}`, ...files], {
      cwd: HOUSE,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, PATH: `${join(HOUSE, 'node_modules', '.bin')}:${process.env.PATH ?? ''}` },
    });
  } catch {
    // It ends with 1 when a test has failed; which one is in the report.
  }
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as Report;
  rmSync(folder, { recursive: true });
  return new Map(testResults.map(({ name, assertionResults }) => [name.slice(HOUSE.length), assertionResults]));
}

const { values } = parseArgs({ options: { out: { type: 'string' }, workers: { type: 'string' } } });
const files = [...new Set(CHECKS.flatMap(({ proofs }) => proofs.map(([file]) => file)))].sort();
const results = ran(files, values.workers ?? '2');
let passed = 0;
const found = CHECKS.flatMap(({ id, proofs }) =>
  proofs.flatMap(([file, title]) => {
    const cases = (results.get(file) ?? []).filter((one) => patternOf(title).test(one.title));
    const bad = cases.filter(({ status }) => status !== 'passed');
    passed += cases.length - bad.length;
    if (cases.length === 0) return [`${id}: ${file} ran no test called "${title}".`];
    return bad.map((one) => `${id}: ${file}: "${one.title}" ${one.status}.`);
  }),
);
const open = CHECKS.filter((check) => check.open !== undefined);
const { tried } = writeResult(values.out ?? resultFile('security'), {
  tool: 'security',
  tried: {
    checks: CHECKS.length,
    'tests that show them': CHECKS.reduce((sum, { proofs }) => sum + proofs.length, 0),
    'cases of these that passed': passed,
    'files of tests': files.length,
    'forged presses of buttons': 10_000,
    'texts that try to inject': (await import('#test/injection/corpus.ts')).CORPUS.length,
    'random errors with secrets in them': 10_000,
    'with something left open': open.length,
  },
  found,
  checks: CHECKS,
  notes: open.map(({ id, open: part }) => `${id}: ${part}`),
  again: 'node test/security/run.ts',
});
process.stdout.write(`${JSON.stringify(tried, null, 2)}\n${found.map((one) => `FOUND ${one}\n`).join('')}`);
process.exitCode = found.length > 0 ? 1 : 0;
