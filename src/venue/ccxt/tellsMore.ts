import { isZero } from '#src/domain/decimal.ts';
import type { CcxtRecord } from './exchangeClient.ts';
import { optionalDecimal } from './number.ts';

/** Whether the answer to a create shows that something was filled or that the order is over already: there is something to read. */
export function tellsMore(answer: CcxtRecord): boolean {
  if (answer.status !== undefined && answer.status !== 'open') return true;
  try {
    const filled = optionalDecimal(answer, 'filled');
    return filled !== undefined && !isZero(filled);
  } catch {
    return true;
  }
}
