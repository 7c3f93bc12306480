import { decimal, ZERO } from '#src/domain/decimal.ts';
import type { Position } from '#src/domain/position.ts';
import { SAMPLE_CONDITION, SAMPLE_INTENT, SAMPLE_NOW } from '#src/guards/sample.ts';

/** For tests: what `SAMPLE_INTENT` of the guards has become, 0.03 BTC bought at 60,000. */
export const SAMPLE_POSITION: Position = {
  tradeId: SAMPLE_INTENT.tradeId,
  conditionId: SAMPLE_CONDITION.id,
  deskId: SAMPLE_INTENT.deskId,
  accountId: SAMPLE_INTENT.accountId,
  market: SAMPLE_INTENT.market,
  side: 'long',
  amount: decimal('0.03'),
  enteredAmount: decimal('0.03'),
  enteredCost: decimal('1800'),
  exitedAmount: ZERO,
  exitedProceeds: ZERO,
  cost: decimal('1800'),
  gross: ZERO,
  fees: ZERO,
  funding: ZERO,
  openedAt: SAMPLE_NOW,
  lastAt: SAMPLE_NOW,
};
