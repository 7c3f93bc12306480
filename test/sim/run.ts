import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { resultFile, revision, writeResult } from '#test/trust/result.ts';
import { type Book, newBook, openBook, PART, saveBook } from './book.ts';
import type { LaneWork } from './lane.ts';
import { PROTOCOLS } from './protocols.ts';
import { keep } from './regression.ts';
import { runSeed } from './runSeed.ts';
import { shrink } from './shrink.ts';
import { type Failure, merge, quantile, type Tally } from './tally.ts';
import { WRONG } from './wrong/index.ts';

/**
 * Lives through many seeds and writes down what came of it: `npm run sim -- --seeds 5000`. One seed tells its story: `npm run sim -- --seed 7 --trace`. Ends
 * with 1 when anything was found, or, from a thousand seeds on, when a hook was passed and never crashed at.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '200' },
    first: { type: 'string', default: '1' },
    seed: { type: 'string' },
    trace: { type: 'boolean', default: false },
    lanes: { type: 'string', default: '2' },
    out: { type: 'string' },
    /** For a long run: where it is kept after each part, to go on there when it is run again. */
    book: { type: 'string' },
    protocol: { type: 'string' },
    wrong: { type: 'string' },
    /** Makes failures smaller and keeps them in test/regressions. */
    keep: { type: 'boolean', default: false },
  },
});

const MANY = 1_000;
/** A hook that was passed less often in a run can have been missed by chance. */
const OFTEN = 25;
const protocol = PROTOCOLS.find((one) => one === values.protocol);
if (values.protocol !== undefined && protocol === undefined)
  throw new Error(`there is no protocol ${values.protocol}: ${PROTOCOLS.join(', ')}`);
if (values.wrong !== undefined && WRONG[values.wrong] === undefined)
  throw new Error(`there is no wrong ledger ${values.wrong}: ${Object.keys(WRONG).join(', ')}`);

if (values.seed === undefined) await many(Number(values.first), Number(values.seeds), Number(values.lanes));
else await one(Number(values.seed));

async function one(seed: number): Promise<void> {
  const { violations, plan, trace } = await runSeed(seed, {
    protocol,
    wrong: values.wrong === undefined ? undefined : WRONG[values.wrong],
    ...(values.trace && { tell: (line: string) => console.log(line) }),
  });
  console.log(JSON.stringify(plan));
  for (const { invariant, what, at } of violations) console.log(`${at} ${invariant}: ${what}`);
  console.log(`seed ${seed}: ${violations.length === 0 ? 'nothing found' : `${violations.length} found`}, trace ${trace.slice(0, 16)}`);
  process.exitCode = violations.length === 0 ? 0 : 1;
}

async function many(first: number, seeds: number, lanes: number): Promise<void> {
  const { tally, strays, seconds } = await parts(first, seeds, lanes);
  tally.failures.sort((a, b) => a.seed - b.seed);
  const hooks = Object.entries(tally.hooks);
  const [uncrashed, seldom] = [true, false].map((isOften) =>
    hooks.filter(([, { passed, crashed }]) => crashed === 0 && passed >= OFTEN === isOften).map(([name]) => name),
  ) as [string[], string[]];
  const stray = [...new Set(strays.map((one) => `something failed that nobody waited for: ${one.slice(0, 300)}`))];
  for (const line of stray.slice(0, 10)) console.log(line);
  const found = [...tally.failures.map(sentenceOf), ...stray];
  if (values.keep) for (const failure of tally.failures.slice(0, 5)) console.log(`kept ${keep(await shrink(failure))}`);
  const [p95, max] = [quantile(tally, 0.95) / 1_000, quantile(tally, 1) / 1_000];
  console.log(
    `${tally.worlds} worlds in ${seconds.toFixed(0)} s, ${tally.failures.length} with something found; ${hooks.length} hooks, ${uncrashed.length} never crashed at${uncrashed.length > 0 ? ` (${uncrashed.join(', ')})` : ''}; agreed again after ${p95} s (p95), ${max} s at most`,
  );
  const isWhole = seeds < MANY || uncrashed.length === 0;
  if (protocol === undefined && values.wrong === undefined) write(tally, { seconds, found, uncrashed, seldom, p95, max });
  process.exitCode = found.length === 0 && isWhole ? 0 : 1;
}

/** All seeds, in one part, or in many where they are kept in a book. */
async function parts(first: number, seeds: number, lanes: number): Promise<Book> {
  const { commit, uncommitted } = revision();
  const file = values.book;
  if (file !== undefined && uncommitted) throw new Error('something is changed and not committed: nobody could run the same again');
  const book = file === undefined ? newBook(commit, first) : openBook(file, commit, first);
  const end = first + seeds;
  while (first + book.tally.worlds < end) {
    const began = performance.now();
    const next = first + book.tally.worlds;
    const till = file === undefined ? end : Math.min(end, next + PART);
    const work = Array.from({ length: lanes }, (_, lane) => ({ first: next + lane, end: till, lanes, protocol, wrong: values.wrong }));
    for (const part of await Promise.all(work.map((one) => live(one, book.strays)))) merge(book.tally, part);
    book.seconds += (performance.now() - began) / 1_000;
    if (file !== undefined) {
      saveBook(file, book);
      console.log(`${book.tally.worlds} worlds, ${book.tally.failures.length} with something found`);
    }
  }
  return book;
}

function live(work: LaneWork, strays: string[]): Promise<Tally> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./lane.ts', import.meta.url), { workerData: work });
    worker.on('message', (message: { tally?: Tally; stray?: string; failure?: Failure }) => {
      if (message.stray !== undefined) strays.push(message.stray);
      if (message.failure !== undefined) console.log(sentenceOf(message.failure));
      if (message.tally !== undefined) resolve(message.tally);
    });
    worker.on('error', reject);
    worker.on('exit', (code) => reject(new Error(`a lane ended with ${code}`)));
  });
}

function sentenceOf({ seed, plan, violations }: Failure): string {
  const [worst] = violations;
  return `seed ${seed} (${plan.venue}): ${worst?.invariant}: ${worst?.what.slice(0, 300)}${violations.length > 1 ? ` (and ${violations.length - 1} more)` : ''}`;
}

interface Outcome {
  readonly seconds: number;
  readonly found: readonly string[];
  /** Hooks that were passed often, and seldom, and never crashed at. */
  readonly uncrashed: readonly string[];
  readonly seldom: readonly string[];
  readonly p95: number;
  readonly max: number;
}

function write(tally: Tally, { seconds, found, uncrashed, seldom, p95, max }: Outcome): void {
  const { counts, hooks, worlds } = tally;
  const of = (name: string): number => counts[name] ?? 0;
  const names = Object.keys(hooks);
  writeResult(values.out ?? resultFile('sim'), {
    tool: 'sim',
    seconds,
    tried: {
      'worlds lived through': worlds,
      'of them audited event by event': of('audits'),
      'starts in them': of('boots'),
      'crashes in them': of('crashes'),
      'commits that failed': of('storage'),
      'calls to the venue': of('calls'),
      'requests lost on their way': of('lostBefore'),
      'answers lost': of('lostAfter'),
      'requests that came late': of('late'),
      'reads that failed': of('readFail'),
      'reads of an older state': of('stale'),
      'orders written': of('order.submitted'),
      'orders without an answer': of('order.unknown'),
      'orders proven absent': of('order.absent'),
      'orders left to a person': of('order.needs_human'),
      'fills booked': of('fill.recorded'),
      'trades closed': of('trade.closed'),
      'differences shown': of('finding.opened'),
      halts: of('halt.set'),
      'messages shown': of('messages'),
      'updates heard': of('updates'),
      'hooks passed': names.length,
      'hooks crashed at': names.length - uncrashed.length - seldom.length,
    },
    goals: [
      {
        what: 'worlds in which something was found',
        target: '0',
        measured: String(tally.failures.length),
        met: tally.failures.length === 0,
      },
      { what: 'named hooks', target: 'at least 40', measured: String(names.length), met: names.length >= 40 },
      {
        what: `hooks that were passed ${OFTEN} times and never crashed at`,
        target: '0',
        measured: String(uncrashed.length),
        met: uncrashed.length === 0,
      },
      { what: 'time until ledger and venue agree again, p95', target: 'at most 60 s', measured: `${p95} s`, met: p95 <= 60 },
      { what: 'time until ledger and venue agree again, longest', target: 'at most 120 s', measured: `${max} s`, met: max <= 120 },
    ],
    found,
    notes: [
      ...(seldom.length === 0
        ? []
        : [`Passed fewer than ${OFTEN} times in all of these worlds, and never crashed at: ${seldom.join(', ')}.`]),
      'Nine of ten worlds are lived within one transaction of one SQLite connection, in which the commits of Heron are savepoints; each tenth has a file of its own that each process opens anew. The same seed leaves the same trace in both.',
      'What is told of agreeing again counts until both books are the same to the last digit, or until the difference is shown to people.',
    ],
    again: `npm run sim -- --seeds ${worlds}${values.first === '1' ? '' : ` --first ${values.first}`}`,
  });
}
