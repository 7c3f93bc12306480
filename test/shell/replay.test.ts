import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRng } from '#src/domain/rng.ts';
import { heron, temporaryFolder } from './heron.ts';

const folder = temporaryFolder();
const cwd = folder.path;
afterAll(() => folder.remove());

const MINUTES = 4 * 1440;
const START = Date.parse('2026-01-05T00:00:00Z');

/** Four days of a market that drifts and swings, as CSV. The same seed writes the same file. */
function candles(seed: number): string[] {
  const rng = seededRng(seed);
  const lines: string[] = [];
  let price = 20_000;
  for (let i = 0; i < MINUTES; i++) {
    const open = price;
    const drift = Math.sin(i / 600) * 0.00012 + Math.sin(i / 95) * 0.0002;
    price = open * (1 + drift + rng.normal() * 0.0006);
    const high = Math.max(open, price) * (1 + Math.abs(rng.normal()) * 0.0003);
    const low = Math.min(open, price) * (1 - Math.abs(rng.normal()) * 0.0003);
    lines.push(
      [START + i * 60_000, open.toFixed(2), high.toFixed(2), low.toFixed(2), price.toFixed(2), (5 + rng.next() * 20).toFixed(4)].join(','),
    );
  }
  return lines;
}
const HEADER = 'open_time,open,high,low,close,volume';
const REPLAY = ['replay', '--candles', 'small.csv', '--market', 'BTC/USD', '--profile', 'intraday', '--approve', 'auto', '--json'];

interface Report {
  readonly candles: number;
  readonly trades: number;
  readonly pnl: string;
  readonly equity: string;
  readonly ledgerHash: string;
  readonly audit: { readonly ok: boolean; readonly findings: readonly unknown[] };
  readonly file: { readonly missing: number; readonly gaps: number; readonly duplicates: number; readonly bad: number };
}

async function replay(...more: readonly string[]): Promise<Report> {
  const { code, stdout, stderr } = await heron([...REPLAY, ...more], { cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as Report;
}

beforeAll(() => writeFileSync(folder.file('small.csv'), `${[HEADER, ...candles(1)].join('\n')}\n`));

describe('heron replay', () => {
  it('says the same twice, and something else with another seed or setting', async () => {
    const first = await replay();
    expect(first).toMatchObject({ candles: MINUTES, audit: { ok: true, findings: [] } });
    expect(first.trades).toBeGreaterThan(0);
    expect((await replay()).ledgerHash).toBe(first.ledgerHash);
    const others = [
      await replay('--seed', '1'),
      await replay('--seed', '2'),
      await replay('--set', 'guards.spreadBps=24'),
      await replay('--set', 'desk.riskPct=0.5'),
      await replay('--profile', 'swing'),
      await replay('--approve', 'none'),
    ];
    for (const { audit } of others) expect(audit).toEqual({ ok: true, findings: [] });
    expect(new Set([first, ...others].map(({ ledgerHash }) => ledgerHash)).size).toBe(1 + others.length);
    expect(others.at(-1)?.trades).toBe(0);
  });

  it('keeps the ledger where --ledger says, and every command answers from it', async () => {
    const report = await replay('--ledger', 'kept.db');
    const say = async (line: string): Promise<string> => {
      const { code, stdout, stderr } = await heron(['say', line, '--ledger', 'kept.db'], { cwd });
      expect({ line, code, stderr }).toEqual({ line, code: 0, stderr: '' });
      return stdout;
    };
    const json = async <T>(line: string): Promise<T> =>
      (JSON.parse((await heron(['say', line, '--json', '--ledger', 'kept.db'], { cwd })).stdout) as { data: T }).data;
    expect(await json('/pnl all')).toMatchObject({ pnl: report.pnl, trades: report.trades });
    const markets = await json<readonly { key: string; pnl: string }[]>('/performance');
    expect(markets).toEqual([expect.objectContaining({ key: 'BTC/USD', pnl: report.pnl })]);
    expect(await say('/status')).toMatch(/^Status · PAPER\n/);
    expect(await say('/trades 50')).toMatch(/^Last /);
    expect(await say('/trade t1')).toContain('BTC/USD');
    expect(await say('/why t1')).toContain('proposed');
    expect(await say('/help')).toContain('/approve');
    expect(await heron(['audit', '--ledger', 'kept.db', '--json'], { cwd })).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('"ok":true'),
    });
    const verified = await heron(['verify', '--ledger', 'kept.db'], { cwd });
    expect(verified.code).toBe(0);
    expect(verified.stdout).toContain(report.ledgerHash);
  });

  it('takes the ledger from the environment too', async () => {
    const ended = await heron(REPLAY, { cwd, env: { HERON_LEDGER: 'from-env.db' } });
    expect(ended.code).toBe(0);
    expect((await heron(['verify', '--ledger', 'from-env.db'], { cwd })).stdout).toContain((JSON.parse(ended.stdout) as Report).ledgerHash);
  });

  it('never writes into a ledger that is there already', async () => {
    expect((await heron(['start', '--ledger', 'mine.db'], { cwd })).code).toBe(0);
    const ended = await heron([...REPLAY, '--ledger', 'mine.db'], { cwd });
    expect(ended.code).toBe(2);
    expect(ended.stderr).toMatch(/^mine\.db already holds a ledger; a replay needs a new file\./);
    expect((await heron(['audit', '--ledger', 'mine.db'], { cwd })).code).toBe(0);
  });

  it('counts gaps, duplicates and bad rows, and never guesses over them', async () => {
    const lines = candles(1).slice(0, 2000);
    const torn = lines[700]?.replace(/,[^,]+,/, ',much,') ?? '';
    writeFileSync(
      folder.file('torn.csv'),
      [HEADER, ...lines.slice(0, 500), ...lines.slice(520, 700), torn, ...lines.slice(701), lines[1999]].join('\n'),
    );
    const { code, stdout } = await heron([...REPLAY.map((one) => (one === 'small.csv' ? 'torn.csv' : one))], { cwd });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ candles: 1979, file: { missing: 21, gaps: 2, duplicates: 1, bad: 1 }, audit: { ok: true } });
  });

  it('tells a person the same in words', async () => {
    const { code, stdout } = await heron(
      REPLAY.filter((one) => one !== '--json'),
      { cwd },
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Replay of BTC\/USD, profile intraday: 5760 candles in /);
    expect(stdout).toMatch(/\naudit +nothing found\n$/);
  });
});

describe('a replay that cannot be', () => {
  const files: Record<string, string> = {
    'empty.csv': '',
    'headless.csv': '1,2,3,4,5,6\n',
    'half.csv': 'time,open\n1,2\n',
    'letters.csv': `${HEADER}\na,b,c,d,e,f\n`,
    'broken.json': '[[1, 2, 3',
    'object.json': '{"candles": 3}',
    'torn.csv.gz': 'this is not gzip',
  };
  for (const [name, text] of Object.entries(files)) {
    it(`is answered in a sentence that names the file: ${name}`, async () => {
      writeFileSync(folder.file(name), text);
      const ended = await heron(['replay', '--candles', name, '--market', 'BTC/USD'], { cwd });
      expect(ended.stderr).toContain(ended.stderr.includes(name) ? name : 'The file holds no candles.');
      expect([1, 2]).toContain(ended.code);
      expect(ended.stdout).toBe('');
      expect(ended.stderr).not.toMatch(/\n\s+at |node:internal|Error:/);
    });
  }

  const flags: [args: string[], sentence: RegExp][] = [
    [['--candles', 'nowhere.csv', '--market', 'BTC/USD'], /^There is no file nowhere\.csv\./],
    [['--candles', '.', '--market', 'BTC/USD'], /\./],
    [['--candles', 'small.csv', '--market', 'BTCUSD'], /^BTCUSD is not a market\.\nWrite it like BTC\/USD/],
    [
      ['--candles', 'small.csv', '--market', 'BTC/USD', '--approve', 'maybe'],
      /^--approve maybe is not a choice\.\nUse auto, policy or none\./,
    ],
    [['--candles', 'small.csv', '--market', 'BTC/USD', '--profile', 'yearly'], /smc\.profile.*yearly/],
    [['--candles', 'small.csv', '--market', 'BTC/USD', '--seed', 'x'], /replay\.seed.*x/],
    [['--candles', 'small.csv', '--market', 'BTC/USD', '--fast'], /--fast.*\nUsage: heron replay/],
  ];
  for (const [args, sentence] of flags) {
    it(`is answered in a sentence: ${args.join(' ')}`, async () => {
      const ended = await heron(['replay', ...args], { cwd });
      expect(ended.stderr).toMatch(sentence);
      expect([1, 2]).toContain(ended.code);
      expect(ended.stderr).not.toMatch(/\n\s+at |node:internal|Error:/);
    });
  }
});
