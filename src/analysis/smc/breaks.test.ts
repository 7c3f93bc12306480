import { describe, expect, it } from 'vitest';
import { Breaks } from './breaks.ts';
import { candlesOf, sampleAt } from './sample.ts';
import type { Swing } from './swings.ts';

const swing = (kind: Swing['kind'], price: number, index: number): Swing => ({ kind, price, index, openedAt: sampleAt('1h', index) });
const closes = (...prices: number[]) =>
  candlesOf(
    '1h',
    prices.map((close) => [close, close + 1, close - 1, close] as const),
  );
const HIGH = swing('high', 100, 0);
const LOW = swing('low', 80, 1);

/** What is in force after each close. */
function kindsIn(
  breaks: Breaks,
  prices: readonly number[],
  high: Swing | undefined = HIGH,
  low: Swing | undefined = LOW,
): (string | undefined)[] {
  return closes(...prices).map((candle) => {
    breaks.update(candle, high, low);
    return breaks.last && `${breaks.last.kind} ${breaks.last.side}`;
  });
}

describe('Breaks', () => {
  it('are confirmed by the third close in a row beyond the swing', () => {
    const breaks = new Breaks(3);
    expect(kindsIn(breaks, [99, 101, 102, 103])).toEqual([undefined, undefined, undefined, 'bos long']);
    expect(breaks.last).toEqual({ kind: 'bos', side: 'long', level: 100, openedAt: sampleAt('1h', 3), index: 3, extreme: 104 });
  });

  it('start over after a close back inside', () => {
    expect(kindsIn(new Breaks(3), [101, 102, 100, 101, 102, 103])).toEqual([...Array(5).fill(undefined), 'bos long']);
  });

  it('take as many closes as the setting says', () => {
    expect(kindsIn(new Breaks(1), [101])).toEqual(['bos long']);
    expect(kindsIn(new Breaks(2), [101, 102])).toEqual([undefined, 'bos long']);
  });

  it('stay with the swing that they began with when a newer one comes up meanwhile', () => {
    const breaks = new Breaks(3);
    const [first, second, third] = closes(101, 102, 103);
    if (!first || !second || !third) throw new Error('three candles');
    breaks.update(first, HIGH, undefined);
    breaks.update(second, swing('high', 110, 3), undefined);
    breaks.update(third, swing('high', 110, 3), undefined);
    expect(breaks.last?.level).toBe(100);
  });

  it('happen once to a swing, and again to a newer one', () => {
    const breaks = new Breaks(1);
    kindsIn(breaks, [101, 99, 101]);
    expect(breaks.last?.index).toBe(0);
    kindsIn(breaks, [111], swing('high', 110, 9));
    expect(breaks.last).toMatchObject({ level: 110, kind: 'bos' });
  });

  it('change the character when they go against the break before', () => {
    const breaks = new Breaks(2);
    expect(kindsIn(breaks, [101, 102, 79, 78])).toEqual([undefined, 'bos long', 'bos long', 'choch short']);
    expect(breaks.last).toMatchObject({ level: 80, extreme: 77 });
    expect(kindsIn(breaks, [69, 68], HIGH, swing('low', 70, 20)).at(-1)).toBe('bos short');
  });

  it('know how far price went since the first close beyond the level', () => {
    const breaks = new Breaks(2);
    kindsIn(breaks, [120, 101, 115, 130, 105]);
    expect(breaks.last?.extreme).toBe(131);
  });
});
