import type { Sourced } from '#src/config/load.ts';
import { WrongUsage } from '#src/domain/errors.ts';
import type { Answers } from './answers.ts';
import { EXIT, type Io } from './io.ts';
import { flag, isOn, needed, type Options, settingsOf } from './options.ts';
import { type ReplayReport, replay } from './replay.ts';

const APPROVE = ['auto', 'policy', 'none'] as const;

export async function run(options: Options, io: Io): Promise<number> {
  const path = needed(options, 'replay', 'candles', 'a file of candles, such as --candles btc.csv');
  const market = needed(options, 'replay', 'market', 'a market, such as --market BTC/USD');
  const approve = APPROVE.find((one) => one === (flag(options, 'approve') ?? 'policy'));
  if (approve === undefined) throw new WrongUsage(`--approve ${flag(options, 'approve')} is not a choice.`, 'Use auto, policy or none.');
  const sets = [
    ...(flag(options, 'profile') === undefined ? [] : [`smc.profile=${flag(options, 'profile')}`]),
    ...(flag(options, 'seed') === undefined ? [] : [`replay.seed=${flag(options, 'seed')}`]),
  ];
  const settings = settingsOf(options, io, sets);
  // Without a name the ledger is gone with the process: a replay must never end up in the ledger of a running Heron.
  const ledgerPath = settings.origin('ledger.path') === 'default' ? ':memory:' : settings.values.ledger.path;
  const answers = await answersFor(options, settings);
  const report = await replay({ path, market, approve, settings, ledgerPath, nowMs: io.nowMs, answers });
  io.stdout.write(isOn(options, 'json') ? `${JSON.stringify(report)}\n` : textOf(report));
  return report.audit.ok ? EXIT.good : EXIT.found;
}

/** The model's part in it; undefined when rules decide. */
async function answersFor(options: Options, settings: Sourced): Promise<Answers | undefined> {
  const path = flag(options, 'answers');
  const strategist = flag(options, 'strategist') ?? (path === undefined ? 'smc' : 'llm');
  const record = isOn(options, 'record');
  if (strategist !== 'smc' && strategist !== 'llm') throw new WrongUsage(`--strategist ${strategist} is not a choice.`, 'Use smc or llm.');
  if (path === undefined && record) throw new WrongUsage('--record needs a file to record in.', 'Name it with --answers FILE.');
  if (strategist === 'smc') {
    if (path === undefined) return undefined;
    throw new WrongUsage('The rules of smc ask no model, so --answers means nothing to them.', 'Use --strategist llm, or leave it out.');
  }
  if (path === undefined)
    throw new WrongUsage(
      'A replay with --strategist llm answers from a file, so that it can be run again.',
      'Name it with --answers FILE; --record asks the model of the settings what is not in it.',
    );
  const { answersOf } = await import('./answers.ts');
  return answersOf({ settings, path, record });
}

function textOf(report: ReplayReport): string {
  const { file, audit, model } = report;
  const wrong = file.missing + file.duplicates + file.disordered + file.bad;
  const lines = [
    `Replay of ${report.market}, profile ${report.profile}: ${report.candles} candles in ${(report.elapsedMs / 1000).toFixed(2)} s`,
    `file      ${wrong === 0 ? 'no gaps, nothing left out' : `${file.missing} minutes missing in ${file.gaps} gaps, ${file.duplicates} duplicates, ${file.disordered} out of order, ${file.bad} bad rows`}`,
    `proposals ${report.proposals}, armed ${report.armed}, triggered ${report.triggered}, denied by guards ${report.denied}`,
    `trades    ${report.trades}${report.winRate === null ? '' : `, ${(report.winRate * 100).toFixed(1)} % won, ${report.expectancyR?.toFixed(2)} R a trade`}, still open ${report.openPositions}`,
    `PnL       ${report.pnl} net of fees ${report.fees} and funding ${report.funding}`,
    `equity    ${report.equity}, deepest drawdown ${report.maxDrawdownPct} %, buy and hold ${report.buyAndHoldPct} %`,
    ...(model === undefined
      ? []
      : [
          `model     ${model.model}: ${model.asked} questions, ${model.recorded} answers from the file, ${model.missing} missing; ${model.tokensIn} tokens in, ${model.tokensOut} out, ${model.cost} USD`,
        ]),
    `ledger    ${report.events} events, hash ${report.ledgerHash}`,
    `audit     ${audit.ok ? 'nothing found' : `${audit.findings.length} findings`}`,
    ...audit.findings
      .slice(0, 20)
      .map(({ invariant, row, expected, found }) => `  ${invariant} ${row}: expected ${expected}, found ${found}`),
  ];
  return `${lines.join('\n')}\n`;
}
