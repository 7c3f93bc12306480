import { describe, expect, it } from 'vitest';
import { Legs, priceAt, retracementOf } from './legs.ts';
import { candlesOf, sampleAt } from './sample.ts';
import type { Swing } from './swings.ts';

const swing = (kind: Swing['kind'], price: number, index: number): Swing => ({ kind, price, index, openedAt: sampleAt('1h', index) });
const closeAt = (close: number) => candlesOf('1h', [[close, close, close, close]])[0] as ReturnType<typeof candlesOf>[number];

describe('Legs', () => {
  it('run from a low to the next high, and from that high to the next low', () => {
    const legs = new Legs();
    legs.swing(swing('low', 100, 1));
    expect(legs.of('long')).toBeUndefined();
    legs.swing(swing('high', 120, 4));
    legs.swing(swing('low', 110, 7));
    expect(legs.of('long')).toMatchObject({ side: 'long', from: { price: 100 }, to: { price: 120 } });
    expect(legs.of('short')).toMatchObject({ side: 'short', from: { price: 120 }, to: { price: 110 } });
  });

  it('grow when a second high without a low between lies farther, and only then', () => {
    const legs = new Legs();
    for (const one of [swing('low', 100, 1), swing('high', 120, 4), swing('high', 118, 7)]) legs.swing(one);
    expect(legs.of('long')?.to.price).toBe(120);
    legs.swing(swing('high', 130, 9));
    expect(legs.of('long')).toMatchObject({ from: { price: 100 }, to: { price: 130 } });
  });

  it('fail when a candle closes beyond their start, not when only its wick goes there', () => {
    const legs = new Legs();
    for (const one of [swing('low', 100, 1), swing('high', 120, 4)]) legs.swing(one);
    legs.update({ ...closeAt(100), low: 90 });
    expect(legs.of('long')).toBeDefined();
    legs.update(closeAt(99.9));
    expect(legs.of('long')).toBeUndefined();
  });

  it('are not made of a low that lies above the high before it', () => {
    const legs = new Legs();
    for (const one of [swing('high', 100, 1), swing('low', 110, 5)]) legs.swing(one);
    expect(legs.of('short')).toBeUndefined();
  });

  it('measure how much was given back, the same way up and down', () => {
    const legs = new Legs();
    for (const one of [swing('low', 100, 1), swing('high', 200, 4), swing('low', 150, 7)]) legs.swing(one);
    const up = legs.of('long');
    const down = legs.of('short');
    if (up === undefined || down === undefined) throw new Error('two legs were expected');
    expect(retracementOf(up, 138.2)).toBeCloseTo(0.618);
    expect(priceAt(up, 0.618)).toBeCloseTo(138.2);
    expect(priceAt(up, 1 - 1.272)).toBeCloseTo(227.2);
    expect(retracementOf(down, 175)).toBeCloseTo(0.5);
    expect(priceAt(down, 1 - 1.272)).toBeCloseTo(136.4);
  });
});
