import { findingText } from '#src/audit/report.ts';
import { auditApp } from '#src/auditApp.ts';
import { EXIT, type Io } from './io.ts';
import { isOn, type Options } from './options.ts';
import { openForReading } from './reading.ts';

/** Audits a ledger file, also while a Heron runs on it: it only reads. */
export async function run(options: Options, io: Io): Promise<number> {
  const { ledger, clock } = openForReading(options, io);
  const report = await auditApp({ ledger, clock }, io.nowMs);
  ledger.close();
  if (isOn(options, 'json')) io.stdout.write(`${JSON.stringify(report)}\n`);
  else {
    const lines = report.findings.map((finding) => `${finding.invariant}  ${findingText(finding)}`);
    const sum = report.ok
      ? `Nothing found: ${report.checked.length} checks over ${report.events} events.`
      : `${report.findings.length} findings in ${report.events} events.`;
    io.stdout.write(`${[sum, ...lines].join('\n')}\n`);
  }
  return report.ok ? EXIT.good : EXIT.found;
}
