import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evalText } from '#src/shell/eval/evalText.ts';
import type { EvalReport, EvalRow } from '#src/shell/eval/report.ts';
import { dreamed } from '#test/fakes/model/dreamer.ts';
import { fakeModel } from '#test/fakes/model/fakeModel.ts';
import { walkCsv } from '#test/walk.ts';
import { heron, temporaryFolder } from './heron.ts';

const REAL = fileURLToPath(new URL('../../../shared/data/binanceus-BTC-USD-1m-2023-03.csv', import.meta.url));
const folder = temporaryFolder();
const cwd = folder.path;
afterAll(() => folder.remove());

const EVAL = ['eval', '--candles', 'walk.csv', '--market', 'BTC/USD', '--profile', 'intraday'];
const REPLAY = ['replay', '--candles', 'walk.csv', '--market', 'BTC/USD', '--profile', 'intraday', '--approve', 'auto'];
const NAMED = ['--set', 'model.name=dreamer'];

async function said(args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await heron(args, { cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

const rowOf = ({ rows }: EvalReport, name: string): EvalRow | undefined => rows.find(({ strategist }) => strategist === name);

beforeAll(() => writeFileSync(folder.file('walk.csv'), walkCsv(Date.UTC(2026, 0, 1), 8 * 1440, 5)));

describe('heron eval', () => {
  it('runs every strategist over the same candles, prints a table of at most 100 columns, and says the same each time, also as JSON', async () => {
    const text = await said(EVAL);
    const lines = text.split('\n');
    for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(100);
    expect(lines[0]).toBe('Evaluation over BTC/USD, profile intraday: 11520 minutes, 2026-01-01 to 2026-01-08 (UTC)');
    expect(lines.slice(3, 8).map((line) => line.split(/ {2,}/)[0])).toEqual([
      'smc',
      'nothing',
      'buy and hold',
      'moving average',
      'random × 20',
    ]);
    expect(text).toContain('No model took part');
    expect(text.replaceAll('\n', ' ')).toMatch(/(do not tell anybody apart|one in five would be|to tell anybody apart)\. *$/);

    const report = JSON.parse(await said([...EVAL, '--json'])) as EvalReport;
    expect(evalText(report)).toBe(text);
    const replayed = JSON.parse(await said([...REPLAY, '--json'])) as { trades: number; openPositions: number };
    expect(rowOf(report, 'smc')?.trades).toBe(replayed.trades + replayed.openPositions);
    expect(rowOf(report, 'nothing')).toMatchObject({ trades: null, meanR: null, pnl: '0', net: '0', maxDrawdownPct: 0 });
    expect(rowOf(report, 'random')).toMatchObject({ runs: 20, modelCost: '0' });
    for (const { interval, meanR } of report.rows) {
      if (interval === null || meanR === null) continue;
      expect(interval.low).toBeLessThanOrEqual(meanR);
      expect(interval.high).toBeGreaterThanOrEqual(meanR);
    }
    for (const { interval, isBeyond } of report.differences) expect(isBeyond).toBe(interval.low > 0 || interval.high < 0);
    expect(report.differences.map(({ of }) => of)).not.toContain('llm');
    expect(report).toMatchObject({ model: null, knowledge: { data: 'none' } });
  });

  it('takes a model in where its answers were recorded: without a network, with what it cost, and what it may remember', async () => {
    await using fake = await fakeModel({ answers: dreamed });
    // A recording asks for a week of the market on one day of the budget.
    const budget = ['--set', 'model.tokensPerDay=100000000', '--set', 'model.moneyPerDay="1000"'];
    const server = ['--set', `model.baseUrl=${fake.url}`, '--set', 'model.inputPerMillion="100"', ...budget];
    const key = { HERON_MODEL__TOKEN: fake.key };
    const recorded = await heron([...REPLAY, '--strategist', 'llm', '--answers', 'answers.jsonl', '--record', ...NAMED, ...server], {
      cwd,
      env: key,
    });
    expect({ code: recorded.code, stderr: recorded.stderr }).toEqual({ code: 0, stderr: '' });
    expect(recorded.stdout).toMatch(
      /\nmodel {5}dreamer: \d+ questions, 0 answers from the file, 0 missing; \d+ tokens in, \d+ out, [\d.]+ USD\n/,
    );
    expect(readFileSync(folder.file('answers.jsonl'), 'utf8')).not.toContain(fake.key);
    await fake.close();

    const report = JSON.parse(
      await said([...EVAL, '--json', '--answers', 'answers.jsonl', '--set', 'model.cutoff="2025-06-30"']),
    ) as EvalReport;
    const llm = rowOf(report, 'llm');
    expect(llm?.trades).toBeGreaterThan(0);
    expect(Number(llm?.modelCost)).toBeGreaterThan(1);
    expect(Number(llm?.net)).toBeCloseTo(Number(llm?.pnl) - Number(llm?.modelCost), 9);
    expect(report.model?.recorded).toBeGreaterThan(50);
    expect(report.model?.cost).toBe(llm?.modelCost);
    expect(report.knowledge).toEqual({ cutoff: '2025-06-30', data: 'after' });

    const told = (data: EvalReport['knowledge']['data']): string => evalText({ ...report, knowledge: { cutoff: '2025-06-30', data } });
    for (const line of told('before').split('\n')) expect(line.length, line).toBeLessThanOrEqual(100);
    expect(told('after')).toMatch(/\nllm +\d+ /);
    const sentences = {
      before: 'proves nothing',
      across: 'it may remember the first part',
      after: 'it cannot remember them',
      unknown: 'is not set',
    };
    for (const [data, words] of Object.entries(sentences))
      expect(told(data as EvalReport['knowledge']['data']).replaceAll('\n', ' ')).toContain(words);
  }, 240_000);

  it('measures a month of real candles: buy and hold makes what the price made, and the others have intervals', async (context) => {
    if (!existsSync(REAL)) return context.skip('../shared/data is missing');
    const report = JSON.parse(
      await said(['eval', '--candles', REAL, '--market', 'BTC/USD', '--profile', 'intraday', '--json']),
    ) as EvalReport;
    expect(report.candles).toBe(30_240);
    const hold = Number(rowOf(report, 'buy and hold')?.pnl);
    // The price rose by 21.8 %; all of 10,000, less costs and what the fees kept from being bought.
    expect(hold).toBeGreaterThan(2_000);
    expect(hold).toBeLessThan(2_200);
    for (const name of ['smc', 'random']) expect(rowOf(report, name)?.interval, name).not.toBeNull();
  });
});

describe('what cannot be evaluated or replayed', () => {
  beforeAll(() => {
    writeFileSync(folder.file('empty.jsonl'), '');
    writeFileSync(folder.file('broken.jsonl'), '{"answer": 3}\n');
  });
  const cases: readonly [args: readonly string[], sentence: RegExp][] = [
    [['eval'], /^heron eval needs a file of candles, such as --candles btc\.csv\.\n/],
    [['eval', '--candles', 'walk.csv'], /^heron eval needs a market, such as --market BTC\/USD\.\n/],
    [['eval', '--candles', 'nowhere.csv', '--market', 'BTC/USD'], /^There is no file nowhere\.csv\./],
    [['eval', '--candles', 'walk.csv', '--market', 'BTCUSD'], /^BTCUSD is not a market\./],
    [[...EVAL, '--answers', 'nowhere.jsonl'], /^There is no file nowhere\.jsonl\.\nRecord one: /],
    [[...EVAL, '--answers', 'empty.jsonl'], /^empty\.jsonl holds no answers\.\nRecord some: /],
    [[...EVAL, '--answers', 'broken.jsonl'], /^Line 1 of broken\.jsonl is not a recorded answer\.\n/],
    [[...EVAL, '--answers', '.'], /^\. is not a file\.\n/],
    [[...EVAL, '--fast'], /--fast.*\nUsage: heron eval/],
    [[...REPLAY, '--strategist', 'dice'], /^--strategist dice is not a choice\.\nUse smc or llm\./],
    [[...REPLAY, '--strategist', 'llm'], /^A replay with --strategist llm answers from a file/],
    [[...REPLAY, '--strategist', 'smc', '--answers', 'x.jsonl'], /^The rules of smc ask no model/],
    [[...REPLAY, '--record'], /^--record needs a file to record in\./],
    [[...REPLAY, '--answers', 'new.jsonl', '--record'], /^There is no model to ask\.\nName one/],
    [[...REPLAY, '--answers', 'broken.jsonl', '--record', ...NAMED], /^Line 1 of broken\.jsonl is not a recorded answer\./],
  ];
  for (const [args, sentence] of cases) {
    it(`is answered in a sentence: ${args.join(' ')}`, async () => {
      const { code, stdout, stderr } = await heron(args, { cwd });
      expect(stderr).toMatch(sentence);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).not.toMatch(/\n\s+at |node:internal|Error:/);
    });
  }
});
