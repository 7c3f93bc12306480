import type { Decimal } from '#src/domain/decimal.ts';
import { money } from './money.ts';

/** What is kept back for entries that nobody knows the fate of, as `openRisk` sums it; undefined where there are none. */
export const inDoubtLine = (amount: Decimal, quote: string, orders: readonly string[]): string | undefined =>
  orders.length === 0 ? undefined : `${money(amount, quote)} of it reserved for ${orders.join(', ')}, until it is known what became of it`;
