import { lastJobRun } from '#src/ledger/jobs.ts';
import { until } from '#test/fakes/discord/until.ts';
import type { World } from '#test/harness.ts';

/** The audit of each hour takes a while of the machine's time; the market's stands still until the one that began at `time` (`21:58`) is done. */
export async function audited({ ledger }: World, time: string): Promise<void> {
  await until(() => lastJobRun(ledger, 'audit')?.started_at.includes(`T${time}`), `the audit of ${time}`);
}
