import { describe, expect, it } from 'vitest';
import { figure, percent, placesOfAll, signed } from './figures.ts';

describe('figures', () => {
  it.each([
    [62_380.5, 1, '62,380.5'],
    [62_380.5, 0, '62,381'],
    [1_000_000, 2, '1,000,000.00'],
    [0.000001, 8, '0.00000100'],
    [999.999, 2, '1,000.00'],
    [-4.93, 1, '−4.9'],
    [-0.001, 2, '0.00'],
  ])('writes %d with %d places as %s', (value, places, text) => {
    expect(figure(value, places)).toBe(text);
  });

  it('writes no more than twelve digits, whatever the places', () => {
    expect(figure(123_456.123456789, 9)).toBe('123,456.123457');
  });

  it('gives a gain its plus and nothing its none', () => {
    expect([signed(1.2, 2), signed(-0.35, 2), signed(0.001, 2)]).toEqual(['+1.20', '−0.35', '0.00']);
    expect(percent(-4.93)).toBe('−4.9 %');
  });

  it('needs as few places as show all prices in full', () => {
    expect(placesOfAll([64_000, 63_000], 2)).toBe(0);
    expect(placesOfAll([64_000, 63_000.5], 2)).toBe(1);
    expect(placesOfAll([64_000, 63_000.123456], 2)).toBe(2);
    expect(placesOfAll([0.0000123, 0.00001234], 10)).toBe(8);
  });
});
