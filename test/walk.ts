import { seededRng } from '#src/domain/rng.ts';

/** CSV of one-minute candles from an instant on: a price that trends and turns, so that there is something to trade. */
export function walkCsv(fromMs: number, minutes: number, seed = 11): string {
  const rng = seededRng(seed);
  const lines = ['open_time,open,high,low,close,volume'];
  let price = 60_000;
  for (let i = 0; i < minutes; i++) {
    const open = price;
    price *= 1 + Math.sin(i / 700) * 0.00007 + Math.sin(i / 170) * 0.00008 + rng.normal() * 0.0005;
    const [high, low] = [Math.max(open, price) * 1.0002, Math.min(open, price) * 0.9998];
    const prices = [open, high, low, price].map((one) => one.toFixed(2));
    lines.push([fromMs + i * 60_000, ...prices, (5 + rng.next() * 20).toFixed(3)].join(','));
  }
  return `${lines.join('\n')}\n`;
}
