import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { afterAll, describe, expect, it } from 'vitest';
import { loadSettings, type Sourced } from '#src/config/load.ts';
import { answersOf } from '#src/shell/answers.ts';
import { type ReplayReport, replay } from '#src/shell/replay.ts';
import { dreamed } from '#test/fakes/model/dreamer.ts';
import { fakeModel } from '#test/fakes/model/fakeModel.ts';
import { temporaryFolder } from '#test/shell/heron.ts';
import { walkCsv } from '#test/walk.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());

const REAL = fileURLToPath(new URL('../../../shared/data/binanceus-BTC-USD-1m-2023-03.csv', import.meta.url));
/** Nobody listens there. */
const CLOSED = 'http://127.0.0.1:1/v1';

/** A recording asks for many days of the market on one day of the budget. */
const AMPLE = ['model.tokensPerDay=100000000', 'model.moneyPerDay="1000"'];

const settingsWith = (...sets: readonly string[]): Sourced =>
  loadSettings({
    env: {},
    folder: '/nowhere',
    sets: ['model.name=dreamer', 'model.inputPerMillion="2"', 'model.retries=0', ...AMPLE, ...sets],
  });

let runs = 0;

interface Run {
  readonly report: ReplayReport;
  readonly ledger: string;
}

async function run(path: string, answers: string, settings: Sourced, record: boolean): Promise<Run> {
  const ledger = folder.file(`run${++runs}.db`);
  const model = answersOf({ settings, path: answers, record });
  const report = await replay({ path, market: 'BTC/USD', approve: 'auto', settings, ledgerPath: ledger, nowMs: () => 0, answers: model });
  expect(report.audit).toEqual({ ok: true, findings: [] });
  return { report, ledger };
}

/** Every event, to the byte; or of some kinds, without its place in the chain. */
function events(path: string, kinds?: RegExp): unknown[] {
  const db = new Database(path, { readonly: true });
  try {
    const rows = db.prepare('select * from event order by seq').all() as { kind: string; subject: string; at: string; data: string }[];
    if (kinds === undefined) return rows;
    return rows.filter(({ kind }) => kinds.test(kind)).map(({ kind, subject, at, data }) => ({ kind, subject, at, data }));
  } finally {
    db.close();
  }
}

const DECISIONS = /^(condition|order|fill|trade|bias|opinions)\./;

/** Records answers over some candles, then replays them twice with nobody to ask. */
async function recordAndReplay(path: string, name: string): Promise<{ recording: Run; replays: readonly [Run, Run]; answers: string }> {
  const answers = folder.file(`${name}.jsonl`);
  await using fake = await fakeModel({ answers: dreamed });
  const asking = settingsWith(`model.baseUrl=${fake.url}`, `model.token=${fake.key}`);
  const recording = await run(path, answers, asking, true);
  const asked = fake.arrived.length;
  await fake.close();
  const alone = settingsWith(`model.baseUrl=${CLOSED}`, 'model.timeoutSeconds=5');
  const replays = [await run(path, answers, alone, false), await run(path, answers, alone, false)] as const;
  expect(fake.arrived).toHaveLength(asked);
  return { recording, replays, answers };
}

function expectTheSame({ recording, replays: [one, two] }: { recording: Run; replays: readonly [Run, Run] }): void {
  expect(one.report.ledgerHash).toBe(two.report.ledgerHash);
  expect(events(one.ledger)).toEqual(events(two.ledger));
  expect(events(one.ledger, DECISIONS)).toEqual(events(recording.ledger, DECISIONS));
  const { trades, pnl, equity, proposals } = recording.report;
  expect(one.report).toMatchObject({ trades, pnl, equity, proposals });
  expect(trades).toBeGreaterThan(1);
  expect(proposals).toBeGreaterThan(5);
}

describe('a replay with recorded answers', () => {
  it('is the same to the byte each time, and decides as the run that recorded them, over seeded candles and with nobody to ask', async () => {
    const path = folder.file('seeded.csv');
    writeFileSync(path, walkCsv(Date.UTC(2026, 0, 1), 6 * 1440, 11));
    const told = await recordAndReplay(path, 'seeded');
    expectTheSame(told);
    const { recording, replays } = told;
    const { asked } = recording.report.model ?? { asked: 0 };
    expect(asked).toBeGreaterThan(100);
    expect(recording.report.model).toMatchObject({ model: 'dreamer', recorded: 0, missing: 0 });
    // Questions that had no good answer at first have none now either: the dreamer sometimes says no JSON, also when it is asked again.
    expect(replays[0].report.model).toMatchObject({ model: 'dreamer', asked });
    const { recorded = 0, missing = 0, cost = '0' } = replays[0].report.model ?? {};
    expect(recorded + missing).toBe(asked);
    expect(recorded).toBeGreaterThan(asked * 0.9);
    expect(Number(cost)).toBeGreaterThan(0);
    expect(recording.report.model?.tokensIn).toBeGreaterThanOrEqual(replays[0].report.model?.tokensIn ?? 0);
  });

  it('is the same over real candles', async (context) => {
    if (!existsSync(REAL)) return context.skip('../shared/data is missing');
    const path = folder.file('real.csv');
    const week = readFileSync(REAL, 'utf8')
      .split('\n')
      .slice(0, 1 + 7 * 1440);
    writeFileSync(path, `${week.join('\n')}\n`);
    expectTheSame(await recordAndReplay(path, 'real'));
  });

  it('goes on without the answers that are missing, asks the server for exactly those when it records, and changes nothing else', async () => {
    const path = folder.file('short.csv');
    writeFileSync(path, walkCsv(Date.UTC(2026, 0, 1), 3 * 1440, 12));
    const { recording, answers } = await recordAndReplay(path, 'short');
    const lines = readFileSync(answers, 'utf8').trim().split('\n');
    const torn = folder.file('torn.jsonl');
    writeFileSync(torn, `${lines.slice(0, 20).join('\n')}\n`);
    const { report } = await run(path, torn, settingsWith(`model.baseUrl=${CLOSED}`), false);
    expect(report.model?.missing).toBeGreaterThan(0);
    expect(report.model?.recorded).toBeGreaterThanOrEqual(20);
    await using fake = await fakeModel({ answers: dreamed });
    const again = await run(path, torn, settingsWith(`model.baseUrl=${fake.url}`, `model.token=${fake.key}`), true);
    expect(again.report).toMatchObject({ trades: recording.report.trades, pnl: recording.report.pnl, equity: recording.report.equity });
    expect(again.report.model).toMatchObject({ recorded: 20, missing: 0 });
    expect(new Set(readFileSync(torn, 'utf8').trim().split('\n'))).toHaveLength(lines.length);
  });

  it('has the same ledger wherever its server is and whatever its key: they decide nothing', async () => {
    const path = folder.file('tiny.csv');
    writeFileSync(path, walkCsv(Date.UTC(2026, 0, 1), 2 * 1440, 13));
    const { replays, answers } = await recordAndReplay(path, 'tiny');
    const elsewhere = settingsWith(
      'model.baseUrl=http://127.0.0.1:2/v1',
      'model.token=sk-other',
      'model.timeoutSeconds=1',
      'model.moneyPerDay="0"',
    );
    const { report } = await run(path, answers, elsewhere, false);
    expect(report.ledgerHash).toBe(replays[0].report.ledgerHash);
  });
});
