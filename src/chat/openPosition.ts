import { type Decimal, divide, isZero, multiply, placesOf, ZERO } from '#src/domain/decimal.ts';
import type { Position } from '#src/domain/position.ts';
import { unrealizedOf } from '#src/domain/position.ts';
import type { Quotes } from '#src/domain/quotes.ts';
import { lastPrice } from '#src/ledger/equity.ts';
import type { Memory } from '#src/ledger/memory.ts';
import { stopOf } from '#src/ledger/openRisk.ts';

/** An open position with what is known about it at this moment; what is missing is undefined. Money in quote, before the fees of leaving. */
export interface OpenPosition {
  readonly position: Position;
  /** Average price of the entries, for showing. */
  readonly entry: Decimal;
  readonly last: Decimal | undefined;
  readonly unrealized: Decimal | undefined;
  /** Price of the stop that rests at the venue. */
  readonly stop: Decimal | undefined;
}

export function openPosition(position: Position, memory: Memory, quotes: Quotes): OpenPosition {
  const market = memory.markets.get(position.market);
  const last = market && lastPrice(quotes, market);
  const entered = market === undefined ? ZERO : multiply(position.enteredAmount, market.contractSize);
  return {
    position,
    entry: market === undefined || isZero(entered) ? ZERO : divide(position.enteredCost, entered, placesOf(market.tick)),
    last,
    unrealized: market && last && unrealizedOf(position, market, last),
    stop: stopOf(memory, position.tradeId)?.order.stopPrice,
  };
}
