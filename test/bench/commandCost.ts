import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { commands } from '#commands/index.ts';
import type { RunningApp } from '#src/app.ts';
import type { Command } from '#src/chat/command.ts';
import { createDispatch } from '#src/chat/dispatch.ts';
import { PERIODS } from '#src/chat/period.ts';
import { createRegistry } from '#src/chat/registry.ts';
import type { Candle } from '#src/domain/candle.ts';
import { systemClock } from '#src/domain/clock.ts';
import { PERFORMANCE_BY } from '#src/ledger/pnl.ts';
import { MARKET, openCross, play } from './crossHeron.ts';
import { columnsOf, plainLoop } from './plainLoop.ts';
import { type Spread, spreadOf } from './rounds.ts';

const RUNS = 25;
const UNTIMED = 3;
/** As a replay commits; a running Heron commits everything at once. */
const BATCH = 4_000;
/** Candles that Heron has seen before it is asked: warm-up of its indicators. */
const HISTORY = 5_000;
/** What these are for is to look at every event: their time grows with the ledger. */
const LOOKS_AT_ALL: ReadonlySet<string> = new Set(['audit', 'verify']);
/** What it costs is what its model costs. */
export const ASKS_A_MODEL = 'ask';

/** What it takes to answer one line. */
export interface LineCost {
  readonly line: string;
  /** From the line to the reply: parsed, written to the inbox, answered, the answer written too. Two commits on disk are in it. */
  readonly elapsedMs: Spread;
  /** Mean processor time of all threads. */
  readonly cpuMs: number;
  /** The first time since the start: nothing is in memory or compiled yet. */
  readonly firstMs: number;
}

/** What reading costs on a long ledger. */
export interface CommandCosts {
  readonly events: number;
  readonly trades: number;
  readonly runs: number;
  /** The slowest first. */
  readonly lines: readonly LineCost[];
  /** Those that walk through every event, asked once; not judged. */
  readonly walks: readonly LineCost[];
}

/**
 * Plays the candles into a ledger up to its last trade but for the exit, so that a position is open; starts Heron on that ledger again, and says every
 * reading command of the registry. Throws when an answer is a failure, because then nothing was measured.
 */
export async function commandCosts(candles: readonly Candle[], scratchDir: string): Promise<CommandCosts> {
  const path = join(scratchDir, 'commands.db');
  const openUntil = plainLoop(columnsOf(candles)).exits.at(-1) ?? candles.length;
  try {
    const writing = await openCross({ path, candles: candles.slice(0, openUntil - 1), batch: BATCH });
    play(writing);
    writing.ledger.close();
    const from = Math.max(0, openUntil - 1 - HISTORY);
    const app = await openCross({ path, candles: candles.slice(from, openUntil), warmup: openUntil - 1 - from, batch: 1 });
    play(app);
    try {
      return await costsOf(app);
    } finally {
      await app.stop('measured');
    }
  } finally {
    for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
  }
}

async function costsOf(app: RunningApp): Promise<CommandCosts> {
  const { trades } = app.ledger.get<{ trades: number }>('select count(*) as trades from trade') as { trades: number };
  const events = app.ledger.head.seq;
  const ask = asker(app);
  const lines: LineCost[] = [];
  for (const line of linesOf(commands, trades)) lines.push(await costOf(line, ask, UNTIMED, RUNS));
  const walks: LineCost[] = [];
  for (const name of LOOKS_AT_ALL) walks.push(await costOf(`/${name}`, ask, 0, 1));
  lines.sort((a, b) => b.elapsedMs.median - a.elapsedMs.median);
  return { events, trades, runs: RUNS, lines, walks };
}

/** Every example of every command that only shows something, about things that are there, and every choice of those that add up trades. */
export function linesOf(all: readonly Command[], trades: number): string[] {
  const reading = all.filter(({ role, name }) => role === 'viewer' && !LOOKS_AT_ALL.has(name) && name !== ASKS_A_MODEL);
  const examples = reading.flatMap(({ examples }) => examples.map((line) => aboutWhatIsThere(line, trades)));
  const sums = [...PERIODS.map((period) => `/pnl ${period}`), ...PERFORMANCE_BY.map((by) => `/performance ${by}`)];
  return [...new Set([...examples, ...sums, '/trades 50', '/logs 100'])];
}

/** `/trade t3` becomes `/trade t3739`, the one in the middle; positions are asked for by their market. */
function aboutWhatIsThere(line: string, trades: number): string {
  const middle = Math.ceil(trades / 2);
  const here = line.replace('BTC/USDT', MARKET.symbol);
  return here.startsWith('/position ')
    ? `/position ${MARKET.symbol}`
    : here.replace(/ ([tc])\d+/, (_, kind: string) => ` ${kind}${middle}`);
}

type Ask = (line: string) => Promise<void>;

function asker(app: RunningApp): Ask {
  const bugs: unknown[] = [];
  const dispatch = createDispatch({ app, commands: createRegistry(commands), report: ({ error }) => bugs.push(error) });
  let updates = 0;
  return async (line) => {
    const reply = await dispatch({
      platform: 'bench',
      updateId: String(++updates),
      chat: 'bench',
      user: { actor: 'user:bench', role: 'viewer' },
      text: line,
    });
    const failed = reply?.failed === true && !LOOKS_AT_ALL.has(line.slice(1));
    if (reply === undefined || failed || bugs.length > 0) {
      throw new Error(`${line} was not answered: ${[reply?.title ?? 'no reply', ...bugs.map(String)].join('; ')}`);
    }
  };
}

async function costOf(line: string, ask: Ask, untimed: number, runs: number): Promise<LineCost> {
  const clock = systemClock();
  const once = async (): Promise<number> => {
    const startedAt = clock.mono();
    await ask(line);
    return clock.mono() - startedAt;
  };
  const took: number[] = [];
  let cpu = process.cpuUsage();
  for (let i = 0; i < untimed + runs; i++) {
    if (i === untimed) cpu = process.cpuUsage();
    took.push(await once());
  }
  const { user, system } = process.cpuUsage(cpu);
  return { line, elapsedMs: spreadOf(took.slice(untimed)), cpuMs: (user + system) / 1_000 / runs, firstMs: took[0] as number };
}
