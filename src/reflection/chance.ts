/** Beyond this, in spans of the values, the tilt is as good as infinite: the sample holds the smallest (or largest) values that there are. */
const MOST_TILT = 80;
const MOST_STEPS = 60;

/**
 * Probability that `n` of the values, drawn without putting back, have a sum as low as `sum` or lower: how often chance alone makes a group of trades as
 * bad as this one, whatever the results are distributed like. It is the permutation test of the difference between the group and the rest, by the
 * double saddlepoint approximation (Skovgaard 1987, "Saddlepoint expansions for conditional distributions"; Robinson 1982 for permutations), whose
 * error is relative, so that it also holds far out. Results cluster at stop and target: the sum is corrected for continuity by half of the widest gap
 * between neighboring values, as for a lattice (Daniels 1987), which for results without clusters is hardly anything.
 */
export function chanceBelow(values: readonly number[], n: number, sum: number): number {
  const count = values.length;
  if (n <= 0 || n >= count) return 1;
  const mean = values.reduce((total, one) => total + one, 0) / count;
  const sorted = [...values].sort((a, b) => a - b);
  const span = (sorted[count - 1] as number) - (sorted[0] as number);
  if (!(span > 0)) return 1;
  const gap = sorted.reduce((widest, one, i) => Math.max(widest, one - (sorted[i - 1] ?? one)), 0);
  const scaled = values.map((one) => (one - mean) / span);
  const wanted = (sum + gap / 2 - n * mean) / span;
  if (wanted >= 0) return 1;
  const share = n / count;
  const { s, t, k, kss, kst, ktt } = tilt(scaled, share, n, wanted);
  const exponent = s * n + t * wanted - k;
  const r = -Math.sqrt(2 * Math.max(0, exponent));
  // All of the smallest: what is left is the leading term.
  if (t <= -MOST_TILT) return Math.min(1, Math.exp(-exponent));
  const u = t * Math.sqrt(Math.max(0, kss * ktt - kst * kst) / (count * share * (1 - share)));
  if (r > -0.05 || !(u < 0)) return 1;
  return Math.min(1, Math.max(Number.MIN_VALUE, normalBelow(r) + density(r) * (1 / r - 1 / u)));
}

/** The same for a sum as high or higher. */
export const chanceAbove = (values: readonly number[], n: number, sum: number): number =>
  chanceBelow(
    values.map((one) => -one),
    n,
    -sum,
  );

interface Tilted {
  readonly s: number;
  readonly t: number;
  /** Cumulant generating function there, and its second derivatives. */
  readonly k: number;
  readonly kss: number;
  readonly kst: number;
  readonly ktt: number;
}

/** Where a draw of each value by itself, with odds tilted by e^(s + t·value), has `n` values and their sum in the mean. Newton's steps, damped. */
function tilt(values: readonly number[], share: number, n: number, wanted: number): Tilted {
  let s = 0;
  let t = 0;
  let best = at(values, share, s, t);
  for (let step = 0; step < MOST_STEPS; step++) {
    const { ks, kt, kss, kst, ktt } = best;
    const determinant = kss * ktt - kst * kst;
    const ds = n - ks;
    const dt = wanted - kt;
    if (Math.abs(ds) + Math.abs(dt) < 1e-9 * n || !(determinant > 1e-14)) break;
    const us = (ktt * ds - kst * dt) / determinant;
    const ut = (kss * dt - kst * ds) / determinant;
    const loss = best.k - s * n - t * wanted;
    let length = 1;
    let next = at(values, share, s + us, t + ut);
    while (next.k - (s + us * length) * n - (t + ut * length) * wanted > loss && length > 1e-6) {
      length /= 2;
      next = at(values, share, s + us * length, t + ut * length);
    }
    s += us * length;
    t += ut * length;
    best = next;
    if (t < -MOST_TILT) break;
  }
  return { ...best, s, t };
}

function at(
  values: readonly number[],
  share: number,
  s: number,
  t: number,
): { k: number; ks: number; kt: number; kss: number; kst: number; ktt: number } {
  let k = 0;
  let ks = 0;
  let kt = 0;
  let kss = 0;
  let kst = 0;
  let ktt = 0;
  for (const value of values) {
    const odds = share * Math.exp(s + t * value);
    const all = 1 - share + odds;
    const p = odds / all;
    const w = p * (1 - p);
    k += Math.log(all);
    ks += p;
    kt += p * value;
    kss += w;
    kst += w * value;
    ktt += w * value * value;
  }
  return { k, ks, kt, kss, kst, ktt };
}

const density = (x: number): number => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);

/** Standard normal below x ≤ 0: continued fraction far out, series near zero (Abramowitz & Stegun 26.2.14 and 26.2.10). */
export function normalBelow(x: number): number {
  if (x > 0) return 1 - normalBelow(-x);
  if (x < -2.5) {
    const z = -x;
    let fraction = 0;
    for (let i = 60; i >= 1; i--) fraction = i / (z + fraction);
    return density(x) / (z + fraction);
  }
  let term = x;
  let series = x;
  for (let i = 1; Math.abs(term) > 1e-16; i++) {
    term *= (-x * x) / (2 * i);
    series += term / (2 * i + 1);
  }
  return 0.5 + series / Math.sqrt(2 * Math.PI);
}
