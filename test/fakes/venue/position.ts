import type { BookedPosition, ListedMarket } from './record.ts';
import { abs, cut, least, ONE, share, times, type Units, units, ZERO } from './units.ts';

const PLACES = 8;

export interface Moved {
  readonly position: BookedPosition | undefined;
  /** What it brought to the wallet. Over a round trip the parts sum up to the exact difference: what is cut off one part is in the next. */
  readonly realized: Units;
}

/** A position after a fill of `amount` (signed) that was worth `cost` (positive). */
export function moved(
  before: BookedPosition | undefined,
  market: ListedMarket,
  fill: { readonly amount: Units; readonly cost: Units; readonly leverage: number; readonly at: number },
): Moved {
  const held = before?.amount ?? ZERO;
  const sign = fill.amount < 0n ? -1n : 1n;
  const closes = held * sign < 0n ? least(abs(held), abs(fill.amount)) : ZERO;
  const opens = abs(fill.amount) - closes;
  const closedFor = closes === abs(fill.amount) ? fill.cost : share(fill.cost, closes, abs(fill.amount), PLACES);
  const openedFor = fill.cost - closedFor;
  const wasCost = before?.cost ?? ZERO;
  const released = closes === abs(held) ? wasCost : share(wasCost, closes, abs(held), PLACES);
  const realized = closes === ZERO ? ZERO : -released - sign * closedFor;
  const amount = held + fill.amount;
  if (amount === ZERO) return { position: undefined, realized };
  const cost = wasCost - released + (opens > ZERO ? sign * openedFor : ZERO);
  const size = times(abs(amount), units(market.contractSize));
  const turned = before === undefined || closes === abs(held);
  return {
    realized,
    position: {
      market: market.symbol,
      amount,
      cost,
      entryPrice: cut((abs(cost) * ONE) / size, PLACES),
      leverage: fill.leverage,
      openedAt: turned ? fill.at : before.openedAt,
      updatedAt: fill.at,
    },
  };
}

/** What closing the whole position at a price would bring. */
export function unrealized(position: BookedPosition, market: ListedMarket, price: Units): Units {
  return times(times(position.amount, units(market.contractSize)), price) - position.cost;
}

/**
 * Cross margin: with `cushion` standing for the position, equity equals the required maintenance m at
 * long (C − K) ÷ (A·(1 − m)), short (C + K) ÷ (A·(1 + m)), to the tick that is reached first. Undefined for a long that cannot get there.
 */
export function liquidationPrice(position: BookedPosition, market: ListedMarket, cushion: Units, maintenance: Units): Units | undefined {
  const size = times(abs(position.amount), units(market.contractSize));
  const tick = units(market.tick);
  if (position.amount > 0n) {
    const exact = ((position.cost - cushion) * ONE * ONE) / (size * (ONE - maintenance));
    return exact > 0n ? ((exact + tick - 1n) / tick) * tick : undefined;
  }
  const exact = ((abs(position.cost) + cushion) * ONE * ONE) / (size * (ONE + maintenance));
  return (exact / tick) * tick;
}
