/** Values to pixels along an axis. */
export interface Scale {
  readonly low: number;
  readonly high: number;
  /** Pixel of a value; values outside lie outside. */
  at(value: number): number;
}

/** A straight scale from `low` at pixel `from` to `high` at pixel `to`. Equal bounds are moved apart. */
export function scaleOf(low: number, high: number, from: number, to: number): Scale {
  const [least, most] = apart(low, high);
  const perUnit = (to - from) / (most - least);
  return { low: least, high: most, at: (value) => from + (value - least) * perUnit };
}

/** Bounds that differ: around one value a hundredth of it, so that a price that never moved lies in the middle. */
function apart(low: number, high: number): readonly [number, number] {
  const middle = (low + high) / 2;
  const least = Math.max(Math.abs(middle) * 1e-9, Number.MIN_VALUE * 1e16);
  if (high - low > least) return [low, high];
  const room = Math.abs(middle) * 0.005 || 1;
  return [middle - room, middle + room];
}

/** The step of 1, 2, 2.5 or 5 × 10ⁿ with which at most `most` lie between two values, and the places that it is written with. */
export function stepOf(span: number, most: number): { readonly step: number; readonly places: number } {
  const raw = span / Math.max(1, most);
  let exponent = Math.floor(Math.log10(raw));
  if (!Number.isFinite(exponent)) return { step: 1, places: 0 };
  // Divisions leave dust behind: 2.0000000000000004 is a 2.
  const part = raw / 10 ** exponent - 1e-9;
  let round = part <= 1 ? 1 : part <= 2 ? 2 : part <= 2.5 ? 2.5 : part <= 5 ? 5 : 10;
  if (round === 10) {
    round = 1;
    exponent++;
  }
  return { step: round * 10 ** exponent, places: Math.max(0, -exponent + (round === 2.5 ? 1 : 0)) };
}

/** Multiples of a step within a scale, at most 100. `finest` is the fewest that a step may be, such as a market's tick. */
export function ticksOf({ low, high }: Scale, most: number, finest = 0): { readonly values: readonly number[]; readonly places: number } {
  const nice = stepOf(high - low, most);
  const { step, places } = nice.step < finest ? stepOf(finest, 1) : nice;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  const count = Math.min(100, last - first + 1);
  return { values: Array.from({ length: Math.max(0, count) }, (_, i) => (first + i) * step), places };
}
