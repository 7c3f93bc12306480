import { parseArgs } from 'node:util';
import { resultFile, writeResult } from '#test/trust/result.ts';
import { shares } from './fuzz.ts';
import { tableOf } from './table.ts';
import { TARGETS } from './targets.ts';
import { watched } from './watched.ts';

const GOAL = 1_000_000;

const { values } = parseArgs({
  options: { inputs: { type: 'string' }, seed: { type: 'string' }, out: { type: 'string' }, only: { type: 'string' } },
});
const inputs = Number(values.inputs ?? GOAL);
const seed = Number(values.seed ?? 1);
const { only } = values;
const jobs = shares(TARGETS, inputs)
  .map((count, place) => [place, only === undefined ? count : inputs] as const)
  .filter(([place]) => only === undefined || TARGETS[place]?.name.includes(only));

const rows = await watched(jobs, seed, ({ name, inputs: count, seconds, found }) => {
  process.stderr.write(`${name}: ${count} in ${seconds.toFixed(1)} s${found === undefined ? '' : `\n  FOUND ${found}`}\n`);
});
process.stdout.write(`${tableOf(rows)}\n`);

const found = rows.flatMap((row) => row.found ?? []);
const sum = rows.reduce((total, row) => total + row.inputs, 0);
// A look at one kind of input is no run of all of them.
if (only === undefined)
  writeResult(values.out ?? resultFile('fuzz'), {
    tool: 'fuzz',
    tried: {
      'inputs in all': sum,
      'kinds of input': rows.length,
      seed,
      ...Object.fromEntries(rows.map((row) => [row.name, row.inputs])),
    },
    found,
    goals: [
      {
        what: 'inputs without a crash, a hang, something half done, or a refusal that is no sentence',
        target: `at least ${GOAL.toLocaleString('en')}, all of them`,
        measured: `${(sum - found.length).toLocaleString('en')} of ${sum.toLocaleString('en')}`,
        met: sum >= GOAL && found.length === 0,
      },
    ],
    again: `npm run fuzz -- --inputs ${inputs} --seed ${seed}`,
  });
process.exitCode = found.length > 0 ? 1 : 0;
