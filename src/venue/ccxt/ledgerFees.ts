import { type Instant, later } from '#src/domain/clock.ts';
import { type Decimal, ZERO } from '#src/domain/decimal.ts';
import { optionalDecimal, optionalText, recordOf } from './number.ts';
import type { OrderReadOptions } from './orderReads.ts';
import { everyPage } from './pages.ts';

/** The fee that was charged for one execution. */
export interface ChargedFee {
  readonly asset: string;
  readonly amount: Decimal;
}

/** Venues whose fills come without a fee: ccxt computes one from a list price, the account's log tells the true one. */
const IN_LEDGER: ReadonlySet<string> = new Set(['krakenfutures']);
/** The log may be a moment behind the fills. */
const SLACK_MS = 1_000;

/** Fees by the venue's execution id, from the account's log; undefined where fills carry theirs. Rejects with OutsideError. */
export async function ledgerFees(options: OrderReadOptions, since: Instant): Promise<ReadonlyMap<string, ChargedFee> | undefined> {
  const { calls, connection, profile } = options;
  if (!IN_LEDGER.has(profile.id)) return undefined;
  const entries = await everyPage({
    since: later(since, -SLACK_MS),
    now: later(calls.clock.now(), 60_000),
    maxSpanMs: undefined,
    older: (before) => ({ until: before }),
    keyOf: (entry) => String(entry.id),
    ask: ({ from, params }) => calls.read('its fees', () => connection.client.fetchLedger(undefined, from, undefined, params)),
  });
  const fees = new Map<string, ChargedFee>();
  for (const entry of entries) {
    const execution = optionalText(entry, 'referenceId');
    const fee = recordOf(entry.fee);
    const asset = optionalText(fee, 'currency');
    if (entry.type !== 'trade' || execution === undefined || asset === undefined) continue;
    fees.set(execution, { asset, amount: optionalDecimal(fee, 'cost') ?? ZERO });
  }
  return fees;
}
