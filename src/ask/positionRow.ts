import { toIso } from '#src/domain/clock.ts';
import { divide, isZero, multiply, placesOf, toText } from '#src/domain/decimal.ts';
import type { Json } from '#src/domain/hash.ts';
import { type Position, unrealizedOf } from '#src/domain/position.ts';
import { lastPrice } from '#src/ledger/equity.ts';
import { riskAtStop, stopOf } from '#src/ledger/openRisk.ts';
import type { Books } from './query.ts';

/** An open position as a row: at the last price, before the fees of leaving. */
export function positionJson(position: Position, { reader: { memory }, quotes }: Books): Json {
  const market = memory.markets.get(position.market);
  const last = market && lastPrice(quotes, market);
  const entered = market && multiply(position.enteredAmount, market.contractSize);
  const stop = stopOf(memory, position.tradeId)?.order.stopPrice;
  const risk = riskAtStop(memory, position);
  return {
    id: position.tradeId,
    condition: position.conditionId,
    market: position.market,
    side: position.side,
    amount: toText(position.amount),
    entry_price:
      market === undefined || entered === undefined || isZero(entered)
        ? null
        : toText(divide(position.enteredCost, entered, placesOf(market.tick))),
    last_price: last === undefined ? null : toText(last),
    unrealized: market === undefined || last === undefined ? null : toText(unrealizedOf(position, market, last)),
    stop: stop === undefined ? null : toText(stop),
    risk_at_stop: risk === undefined ? null : toText(risk),
    fees: toText(position.fees),
    funding: toText(position.funding),
    opened: toIso(position.openedAt),
  };
}
