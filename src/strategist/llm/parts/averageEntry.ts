import { toNumber } from '#src/domain/decimal.ts';
import type { Market } from '#src/domain/market.ts';
import type { Position } from '#src/domain/position.ts';

/** Average price of what was entered, as a float: to be shown, never to be counted with. */
export const averageEntry = ({ enteredCost, enteredAmount }: Position, { contractSize }: Market): number =>
  toNumber(enteredCost) / (toNumber(enteredAmount) * toNumber(contractSize));
