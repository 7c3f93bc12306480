import type { Ledger, NewEvent } from '#src/ledger/ledger.ts';
import type { At } from '#test/hooks.ts';

/** Events after which a transaction goes on: a death there is one in its middle. */
const WITHIN: ReadonlySet<string> = new Set([
  'fill.recorded',
  'order.submitted',
  'trade.closed',
  'score.graded',
  'condition.closed',
  'target.reached',
]);

/** Hooks in the middle of transactions, after a fact of a kind was appended: `within:trade.closed`. */
export function hookWithin(ledger: Ledger, at: At): void {
  const append = ledger.append.bind(ledger);
  ledger.append = (event: NewEvent<never>) => {
    const seq = append(event);
    if (WITHIN.has(event.kind)) at(`within:${event.kind}`);
    return seq;
  };
}
