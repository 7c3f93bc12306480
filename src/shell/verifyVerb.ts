import { verify } from '#src/audit/verify.ts';
import { EXIT, type Io } from './io.ts';
import { isOn, type Options } from './options.ts';
import { openForReading } from './reading.ts';

/** Recomputes the chain and every row that follows from it. */
export async function run(options: Options, io: Io): Promise<number> {
  const { ledger, clock } = openForReading(options, io);
  const report = await verify(ledger, clock);
  ledger.close();
  io.stdout.write(isOn(options, 'json') ? `${JSON.stringify(report)}\n` : `${report.text}\n`);
  return report.ok ? EXIT.good : EXIT.found;
}
