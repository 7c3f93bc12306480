import { writeFileSync } from 'node:fs';
import { loadSettings, type Sourced } from '#src/config/load.ts';
import { readCandleFile } from '#src/feed/candleFile/read.ts';
import { answersOf } from '#src/shell/answers.ts';
import { evalText } from '#src/shell/eval/evalText.ts';
import { evaluate } from '#src/shell/eval/evaluate.ts';
import { marketOf } from '#src/shell/fileMarket.ts';
import { replay } from '#src/shell/replay.ts';
import { dreamed } from '#test/fakes/model/dreamer.ts';
import { fakeModel } from '#test/fakes/model/fakeModel.ts';
import { temporaryFolder } from '#test/shell/heron.ts';
import { walkCsv } from '#test/walk.ts';
import type { Scene } from './settingScenes.ts';

const MARKET = 'BTC/USD';
/** Less than a day of candles: an evaluation goes through them two dozen times. */
const MINUTES = 20 * 60;

const settingsWith = (sets: readonly string[]): Sourced =>
  loadSettings({ env: {}, folder: '/nowhere', sets: ['smc.profile=intraday', ...sets] });

/** What `heron eval` says of the model's knowledge, over candles of 2026 with answers that were recorded before. For `model.cutoff`. */
export const modelEvaluated: Scene = async (sets) => {
  const folder = temporaryFolder();
  try {
    const [candles, path] = [folder.file('candles.csv'), folder.file('answers.jsonl')];
    writeFileSync(candles, walkCsv(Date.UTC(2026, 0, 1), MINUTES));
    const asked = await record(candles, path);
    const file = readCandleFile(candles);
    const settings = settingsWith(sets);
    const answers = answersOf({ settings, path, record: false });
    const report = await evaluate({ file, market: marketOf(MARKET, file.candles), settings, answers });
    const said = evalText(report).replaceAll('\n', ' ');
    const [knowledge] = /(?:What the model knew|All candles|The candles) .*?(?:nothing|them|first part)\./.exec(said) ?? [];
    return { asked, recorded: report.model?.recorded, knowledge };
  } finally {
    folder.remove();
  }
};

/** Lets a server answer, and keeps what it says. Returns how often it was asked. */
async function record(candles: string, path: string): Promise<number> {
  await using fake = await fakeModel({ answers: dreamed });
  const settings = settingsWith(['model.name=dreamer', `model.baseUrl=${fake.url}`, `model.token=${fake.key}`]);
  const answers = answersOf({ settings, path, record: true });
  await replay({ path: candles, market: MARKET, approve: 'auto', settings, ledgerPath: ':memory:', nowMs: () => 0, answers });
  return fake.asked.length;
}
