import { signOf } from '#src/analysis/smc/direction.ts';
import { fromNumber, toText } from '#src/domain/decimal.ts';
import { readableNumber } from '#src/triggers/readable.ts';
import type { WireCondition } from './wire.ts';

/** A price that differs from the market's by more than this factor is no level of a trade of hours: it is in another unit, or of another market. */
const UNIT_FACTOR = 2;

/** Why what a model wrote cannot be meant, where the shared sense check would not see it; a sentence without a capital letter, or undefined. */
export const wireFault = (said: WireCondition, price: number): string | undefined => unitFault(said, price) ?? levelFault(said, price);

/** A price so far away that it can only be in another unit, or of another market. */
function unitFault({ entry, stop, targets, invalidation }: WireCondition, price: number): string | undefined {
  const named: (readonly [string, number])[] = [
    ['entry', entry.price],
    ['stop', stop],
    ...targets.map((one) => ['target', one.price] as const),
  ];
  if (invalidation !== null) named.push(['invalidation', invalidation.price]);
  const off = named.find(([, at]) => at > price * UNIT_FACTOR || at < price / UNIT_FACTOR);
  if (off === undefined) return undefined;
  const [what, at] = off;
  return `the ${what} ${figure(at)} cannot be a price of a market at ${figure(price)}: another unit, or another market`;
}

/** A stop that leaves no risk to measure anything by, and a level to give up at that is none. */
function levelFault({ side, entry, stop, invalidation }: WireCondition, price: number): string | undefined {
  const sign = signOf(side);
  if ((entry.price - stop) * sign <= 0) return `the stop ${figure(stop)} is on the wrong side of the entry at ${figure(entry.price)}`;
  if (invalidation === null) return undefined;
  const { kind, price: at } = invalidation;
  if ((kind === 'closes_below') !== (side === 'long'))
    return `a ${side} is given up by a close ${side === 'long' ? 'below' : 'above'} a level`;
  if (Math.min(entry.price * sign, price * sign) - at * sign <= 0)
    return `it would be given up at ${figure(at)}, which is on the wrong side of the entry and the price`;
  return undefined;
}

const figure = (price: number): string => readableNumber(toText(fromNumber(price, price >= 1 ? 4 : 12)));
