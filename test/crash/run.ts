import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { resultFile, type Told, writeResult } from '#test/trust/result.ts';
import { LEAST_FOR_DEEDS, LEAST_FOR_FAULTS, runLanes } from './lanes.ts';
import { faultsIn, tableOf } from './table.ts';
import { quantile } from './tally.ts';
import { WRONGS } from './wrongs.ts';

/**
 * Kills Heron with SIGKILL, one process after the other, at each hook that it reaches, and looks at what is left: `npm run crash -- --kills 200`.
 * With `--minutes` it ends after so many, however many were killed by then.
 * With `--wrong` a mistake is made first, which it has to find. Ends with 1 when anything was lost, happened twice or is not sound, or when a hook was reached and never killed at.
 */
const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    out: { type: 'string' },
    minutes: { type: 'string' },
    wrong: { type: 'string' },
  },
});
const kills = Number(values.kills);
const seed = Number(values.seed);
const minutes = values.minutes === undefined ? undefined : Number(values.minutes);
const wrong = values.wrong === undefined ? undefined : WRONGS[values.wrong];
if (values.wrong !== undefined && wrong === undefined) throw new Error(`--wrong takes one of ${Object.keys(WRONGS).join(', ')}`);
if (!Number.isInteger(kills) || kills < 1) throw new Error('--kills takes a whole number');

const from = performance.now();
const { tally, plan, deeds } = await runLanes({ kills, seed, minutes, wrong, say: (line) => process.stderr.write(`${line}\n`) });
const seconds = (performance.now() - from) / 1_000;
// A short run does not come everywhere.
const missed = kills < LEAST_FOR_DEEDS ? [] : [...plan.missed, ...deeds.missed];
const faults = faultsIn(tally.deaths);
const found = [
  ...tally.wrong,
  ...missed.map((name) => `${name} was reached and never killed at`),
  ...(tally.kills < LEAST_FOR_FAULTS ? [] : faults.flatMap(([says, count]) => (count === 0 ? [`nobody died here: ${says}`] : []))),
];
const hooks = [...tally.rows.values()].filter((row) => row.kills > 0).length;
const cpu = cpuSeconds();
const ready = (share: number): string => `${(quantile(tally.readyMs, share) / 1_000).toFixed(2)} s`;

const result: Told = {
  tool: 'crash',
  seconds,
  tried: {
    'processes killed with SIGKILL': tally.kills,
    'hooks killed at': hooks,
    'hooks reached and never killed at': missed.length,
    'ledgers, each with its own exchange, brought to rest and compared to the last digit': tally.chains,
    'checks of a ledger after a death (integrity_check, foreign_key_check, chain of hashes, audit, exchange, chat)': tally.checks,
    'committed events lost, orders or messages lost': tally.lost,
    'orders, fills, approvals, trades or messages twice': tally.doubled,
    'files or contents not sound': tally.unsound,
    'messages under way at a death, which Telegram may show twice': tally.doubtful,
    'start until able to act, median': ready(0.5),
    'start until able to act, p95': ready(0.95),
    'start until able to act, computing, median': `${(quantile(tally.readyCpuMs, 0.5) / 1_000).toFixed(2)} s`,
    'CPU seconds of all processes': Math.round(cpu),
    ...Object.fromEntries(faults),
  },
  found,
  goals: [
    { what: 'hooks killed at', target: 'at least 40', measured: String(hooks), met: hooks >= 40 },
    {
      what: 'lost, twice or not sound',
      target: '0',
      measured: String(tally.lost + tally.doubled + tally.unsound),
      met: tally.wrong.length === 0,
    },
    { what: 'hooks reached and never killed at', target: '0', measured: String(missed.length), met: missed.length === 0 },
    { what: 'start until able to act, p95', target: 'at most 5 s', measured: ready(0.95), met: quantile(tally.readyMs, 0.95) <= 5_000 },
  ],
  notes: [
    'After each death the audit is that of the file; the whole one, with memory, venue and jobs, is made at the end of each ledger, when everything is closed and both books are compared.',
    'Every third ledger is lived without Telegram. Discord is not run here: it shows a message once by its nonce, which test/fakes/discord holds it to.',
    'The programs are bundled into few files before they are started, from the sources as they are.',
    'Market time moves when it is told to, so that what waits for minutes takes milliseconds.',
  ],
  again: `npm run crash -- --kills ${kills} --seed ${seed}`,
};
// What was found in a program with a mistake says nothing of the program.
if (wrong === undefined) writeResult(values.out ?? resultFile('crash'), result);
process.stdout.write(`${tableOf(tally.rows)}\n\n${faults.map(([says, count]) => `${String(count).padStart(5)}  ${says}`).join('\n')}\n\n`);
for (const line of found.slice(0, 40)) process.stdout.write(`${line}\n`);
process.stdout.write(
  `${tally.kills} kills at ${hooks} hooks in ${seconds.toFixed(0)} s (${cpu.toFixed(0)} s computing): ${tally.lost} lost, ${tally.doubled} twice, ${tally.unsound} unsound, ${found.length} findings. Able to act after ${ready(0.5)} (median), ${ready(0.95)} (p95).\n`,
);
process.exitCode = found.length === 0 && (hooks >= 40 || kills < LEAST_FOR_DEEDS) ? 0 : 1;

/** Of this process and of those that it waited for; NaN where the system does not tell. */
function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  try {
    const [children, more] = readFileSync('/proc/self/stat', 'utf8').split(') ')[1]?.split(' ').slice(13, 15).map(Number) ?? [];
    return (user + system) / 1e6 + ((children ?? 0) + (more ?? 0)) / 100;
  } catch {
    return Number.NaN;
  }
}
