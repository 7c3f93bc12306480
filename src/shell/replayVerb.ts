import { WrongUsage } from '#src/domain/errors.ts';
import { EXIT, type Io } from './io.ts';
import { flag, isOn, type Options, settingsOf } from './options.ts';
import { type ReplayReport, replay } from './replay.ts';

const APPROVE = ['auto', 'policy', 'none'] as const;

export async function run(options: Options, io: Io): Promise<number> {
  const path = needed(options, 'candles', 'a file of candles, such as --candles btc.csv');
  const market = needed(options, 'market', 'a market, such as --market BTC/USD');
  const approve = APPROVE.find((one) => one === (flag(options, 'approve') ?? 'policy'));
  if (approve === undefined) throw new WrongUsage(`--approve ${flag(options, 'approve')} is not a choice.`, 'Use auto, policy or none.');
  const sets = [
    ...(flag(options, 'profile') === undefined ? [] : [`smc.profile=${flag(options, 'profile')}`]),
    ...(flag(options, 'seed') === undefined ? [] : [`replay.seed=${flag(options, 'seed')}`]),
  ];
  const settings = settingsOf(options, io, sets);
  // Without a name the ledger is gone with the process: a replay must never end up in the ledger of a running Heron.
  const ledgerPath = settings.origin('ledger.path') === 'default' ? ':memory:' : settings.values.ledger.path;
  const report = await replay({ path, market, approve, settings, ledgerPath, nowMs: io.nowMs });
  io.stdout.write(isOn(options, 'json') ? `${JSON.stringify(report)}\n` : textOf(report));
  return report.audit.ok ? EXIT.good : EXIT.found;
}

function needed(options: Options, name: string, what: string): string {
  const value = flag(options, name);
  if (value === undefined || value === '') throw new WrongUsage(`heron replay needs ${what}.`, 'heron replay --help shows all of it.');
  return value;
}

function textOf(report: ReplayReport): string {
  const { file, audit } = report;
  const wrong = file.missing + file.duplicates + file.disordered + file.bad;
  const lines = [
    `Replay of ${report.market}, profile ${report.profile}: ${report.candles} candles in ${(report.elapsedMs / 1000).toFixed(2)} s`,
    `file      ${wrong === 0 ? 'no gaps, nothing left out' : `${file.missing} minutes missing in ${file.gaps} gaps, ${file.duplicates} duplicates, ${file.disordered} out of order, ${file.bad} bad rows`}`,
    `proposals ${report.proposals}, armed ${report.armed}, triggered ${report.triggered}, denied by guards ${report.denied}`,
    `trades    ${report.trades}${report.winRate === null ? '' : `, ${(report.winRate * 100).toFixed(1)} % won, ${report.expectancyR?.toFixed(2)} R a trade`}, still open ${report.openPositions}`,
    `PnL       ${report.pnl} net of fees ${report.fees} and funding ${report.funding}`,
    `equity    ${report.equity}, deepest drawdown ${report.maxDrawdownPct} %, buy and hold ${report.buyAndHoldPct} %`,
    `ledger    ${report.events} events, hash ${report.ledgerHash}`,
    `audit     ${audit.ok ? 'nothing found' : `${audit.findings.length} findings`}`,
    ...audit.findings
      .slice(0, 20)
      .map(({ invariant, row, expected, found }) => `  ${invariant} ${row}: expected ${expected}, found ${found}`),
  ];
  return `${lines.join('\n')}\n`;
}
