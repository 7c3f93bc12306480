import { existsSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { type Rng, seededRng } from '#src/domain/rng.ts';
import { HeronProcess, heron, rows, temporaryFolder } from '#test/shell/heron.ts';
import { size } from '#test/size.ts';

const folder = temporaryFolder();
const cwd = folder.path;
afterAll(() => folder.remove());

/** `npm run test:long` kills thirty times; each is a process or two, and the checks of every change have ten minutes in all. */
const KILLS = size(30, 3);
/** Ledgers that are killed side by side, so that both cores of a small machine have something to do. */
const LANES = 3;

/** Enough history for the averages of the strategist, and no more: sixty processes warm up here. */
const DEMO = ['demo', '--set', 'simulated.historyDays=9'];

/** When to kill: so many milliseconds after the start, or after so many lines of the conversation, which is where things are written. */
type Moment = { readonly ms: number } | { readonly lines: number };

const momentOf = (rng: Rng): Moment =>
  rng.next() < 0.4 ? { ms: 300 + Math.floor(rng.next() * 1_000) } : { lines: 1 + Math.floor(rng.next() * 90) };

/** Runs a demo on the ledger and kills it at the moment. False when it ended by itself before; then it must have ended well. */
async function killAt(moment: Moment, ledger: string): Promise<boolean> {
  const running = new HeronProcess([...DEMO, '--ledger', ledger], { cwd });
  const kill = (): void => void running.child.kill('SIGKILL');
  if ('ms' in moment) {
    const timer = setTimeout(kill, moment.ms);
    void running.ended.then(() => clearTimeout(timer));
  } else {
    running.child.stdout.on('data', () => {
      if (running.stdout.split('\n').length > moment.lines) kill();
    });
  }
  const { signal, code, stderr } = await running.ended;
  if (signal === 'SIGKILL') return true;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return false;
}

async function expectSound(verb: 'audit' | 'verify', ledger: string, when: string): Promise<void> {
  const { code, stdout, stderr } = await heron([verb, '--ledger', ledger], { cwd });
  expect({ when, code, stderr }, stdout).toEqual({ when, code: 0, stderr: '' });
}

const isBegun = (path: string): boolean =>
  existsSync(path) &&
  rows(path, "select 1 from sqlite_schema where name = 'event'").length > 0 &&
  rows(path, 'select 1 from event limit 1').length > 0;

/** Kills one ledger again and again. Returns how often there was something to lose: a condition armed or a position open. */
async function killAgainAndAgain(seed: number, kills: number): Promise<number> {
  const rng = seededRng(seed);
  const ledger = `lane-${seed}.db`;
  let atWork = 0;
  for (let killed = 0; killed < kills; ) {
    const moment = momentOf(rng);
    if (!(await killAt(moment, ledger))) continue;
    killed++;
    const when = `kill ${killed} of lane ${seed}, at ${JSON.stringify(moment)}`;
    // Killed before it wrote anything there is nothing to audit yet: that the next start goes well is the proof.
    if (!isBegun(folder.file(ledger))) continue;
    await expectSound('audit', ledger, when);
    if (rows(folder.file(ledger), "select 1 from condition where status in ('armed', 'triggered') limit 1").length > 0) atWork++;
  }
  const { code, stderr } = await heron([...DEMO, '--ledger', ledger], { cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  await expectSound('audit', ledger, 'at the end');
  await expectSound('verify', ledger, 'at the end');
  expect(rows(folder.file(ledger), "select 1 from event where kind = 'app.started'").length).toBeGreaterThan(kills / 2);
  return atWork;
}

describe('kill -9', () => {
  it(`at ${KILLS} moments of a running demo loses nothing: each restart recovers by itself, and the audit finds nothing`, async () => {
    const lanes = Array.from({ length: LANES }, (_, lane) => killAgainAndAgain(lane + 1, KILLS / LANES));
    const atWork = (await Promise.all(lanes)).reduce((total, one) => total + one, 0);
    expect(atWork).toBeGreaterThanOrEqual(KILLS / 3);
  }, 300_000);
});
