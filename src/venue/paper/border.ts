import { type Decimal, fromNumber, isEqual, isZero, placesOf, toMultiple, toPlaces, toText } from '#src/domain/decimal.ts';

/** Steps in which a price or an amount may move. Nearly all are a power of ten, for which rounding needs no division. */
export interface Grid {
  readonly step: Decimal;
  readonly places: number;
  readonly powerOfTen: boolean;
}

export const gridOf = (step: Decimal): Grid => ({ step, places: placesOf(step), powerOfTen: /^(?:1|0\.0*1)$/.test(toText(step)) });

/** The one door from a quote's float to an exact price: to the nearest tick, half up, and never to zero. */
export function priceFrom(value: number, ticks: Grid): Decimal {
  const rounded = fromNumber(value, ticks.places);
  const price = ticks.powerOfTen ? rounded : toMultiple(rounded, ticks.step, 'halfUp');
  return isZero(price) ? ticks.step : price;
}

/** The same for a size: down to the step. Four more digits than the step has, so that 0.3 ÷ 0.1 is 3 and not 2. */
export const amountFrom = (value: number, steps: Grid): Decimal => floorTo(fromNumber(value, Math.min(18, steps.places + 4)), steps);

export const floorTo = (value: Decimal, grid: Grid): Decimal =>
  grid.powerOfTen ? toPlaces(value, grid.places, 'down') : toMultiple(value, grid.step, 'down');

export const isOn = (value: Decimal, grid: Grid): boolean => isEqual(floorTo(value, grid), value);
