import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal } from '#src/domain/decimal.ts';
import { bareMoney, coins, grouped, inR, money, percent, price } from './money.ts';

describe('money', () => {
  it('shows two places, thousands apart, and a plus only where it was asked for', () => {
    expect(money(decimal('10024.5'), 'USDT')).toBe('10,024.50 USDT');
    expect(money(decimal('12.345'), 'USDT', 'signed')).toBe('+12.34 USDT');
    expect(money(decimal('-12.346'), 'USDT', 'signed')).toBe('-12.35 USDT');
    expect(bareMoney(decimal('0'), 'signed')).toBe('0.00');
  });

  it('does not make a small amount a nothing', () => {
    expect(money(decimal('0.00321'), 'USDT')).toBe('0.0032 USDT');
    expect(money(decimal('-0.0000049'), 'USDT')).toBe('-0.0000049 USDT');
  });

  it('never shows an amount that is not zero as zero', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 ** 9 }), fc.integer({ min: 0, max: 17 }), (units, places) => {
        expect(money(decimal(`${units}e-${places}`), 'X')).toMatch(/[1-9]/);
      }),
    );
  });

  it('keeps every digit of a price', () => {
    expect(price('64000.50')).toBe('64,000.5');
    expect(price(0.00001234)).toBe('0.00001234');
    expect(price(decimal('1234567.25'))).toBe('1,234,567.25');
    expect(grouped('-1234.5')).toBe('-1,234.5');
  });

  it('shows coins with six significant digits', () => {
    expect(coins(decimal('0.0456123456789'), 'BTC')).toBe('0.0456123 BTC');
    expect(coins(decimal('123456.789'), 'DOGE')).toBe('123,457 DOGE');
    expect(coins(decimal('0'), '')).toBe('0');
  });

  it('shows percents and multiples of risk with what matters', () => {
    expect(percent(0.25)).toBe('0.25 %');
    expect(percent(0.0012)).toBe('0.0012 %');
    expect(percent(1.2, 'signed')).toBe('+1.2 %');
    expect(inR(1.254)).toBe('+1.25 R');
    expect(inR(-1)).toBe('-1 R');
  });
});
