import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock } from '#src/domain/clock.ts';
import { benchCandles, CANDLES } from './candles.ts';
import { chartCosts } from './charts.ts';
import { commandCosts } from './commandCost.ts';
import { environment } from './environment.ts';
import { quoteCosts } from './quoteCost.ts';
import { race } from './replayRace.ts';
import { type BenchReport, reportText } from './report.ts';
import { targetsOf } from './targets.ts';

const USAGE = `npm run bench [-- --json] [--rounds N] [--scratch DIR]
  --json          one JSON object instead of the report
  --rounds N      interleaved rounds, at least 5 (default 5)
  --scratch DIR   where ledgers are written, on the disk that shall be measured (default: the temporary directory)`;
const FEWEST_ROUNDS = 5;
/** On two CPUs of a small server: a round of all contestants, nearly all of it grademark, and everything else. */
const ROUND_SECONDS = 30;
const REST_SECONDS = 60;

/** Exit codes: 0 measured (met or not), 1 the trades do not agree or a contestant failed, 2 wrong usage. */
async function main(): Promise<number> {
  const options = readOptions();
  if (options === undefined) return 2;
  const { json, rounds, scratch } = options;
  const minutes = Math.ceil(((rounds + 1) * ROUND_SECONDS + REST_SECONDS) / 60);
  process.stderr.write(`This takes about ${minutes} minutes, most of them for grademark, which takes some 15 s a run.\n`);
  const clock = systemClock();
  const startedAt = clock.mono();
  const scratchDir = mkdtempSync(join(scratch, 'heron-bench-'));
  try {
    const replay = await race(rounds, scratchDir);
    const quotes = replay.mismatch === undefined ? await quoteCosts(rounds) : [];
    const commands = replay.mismatch === undefined ? await commandCosts(benchCandles(), scratchDir) : undefined;
    const pictures = replay.mismatch === undefined ? await chartCosts() : [];
    const report: BenchReport = {
      environment: environment(scratchDir),
      candles: CANDLES,
      rounds,
      race: replay,
      quotes,
      commands,
      pictures,
      targets: targetsOf(replay, quotes, commands, pictures),
      elapsedMs: clock.mono() - startedAt,
    };
    process.stdout.write(`${json ? JSON.stringify(report, null, 2) : reportText(report)}\n`);
    return replay.mismatch === undefined ? 0 : 1;
  } finally {
    rmSync(scratchDir, { recursive: true, force: true });
  }
}

function readOptions(): { json: boolean; rounds: number; scratch: string } | undefined {
  try {
    const { values } = parseArgs({
      options: {
        json: { type: 'boolean', default: false },
        rounds: { type: 'string', default: '5' },
        scratch: { type: 'string', default: tmpdir() },
      },
    });
    const rounds = Number(values.rounds);
    if (!Number.isInteger(rounds) || rounds < FEWEST_ROUNDS) throw new Error(`--rounds wants a whole number of at least ${FEWEST_ROUNDS}`);
    return { json: values.json, rounds, scratch: values.scratch };
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}\n`);
    return undefined;
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`Nothing was measured: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
