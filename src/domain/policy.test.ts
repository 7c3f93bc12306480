import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal } from './decimal.ts';
import { type ApprovalPolicy, type Band, bandOf } from './policy.ts';

const POLICY: ApprovalPolicy = { autoUpToPct: 0.25, neverAbovePct: 1, autopilot: false };
const AUTOPILOT: ApprovalPolicy = { ...POLICY, autopilot: true };
const band = (risk: string, equity = '10000', policy = POLICY, mode: 'paper' | 'live' = 'paper'): Band =>
  bandOf(decimal(risk), decimal(equity), policy, mode);

describe('bandOf', () => {
  it.each<[string, Band]>([
    ['0.00000001', 'auto'],
    ['25', 'auto'], // exactly the limit is within it
    ['25.000000000000000001', 'ask'],
    ['100', 'ask'],
    ['100.000000000000000001', 'never'],
    ['1000000', 'never'],
  ])('a risk of %s of 10,000 on paper is %s', (risk, expected) => {
    expect(band(risk)).toBe(expected);
  });

  it.each<[string, Band]>([
    ['0.01', 'ask'],
    ['25', 'ask'],
    ['100', 'ask'],
    ['100.01', 'never'],
  ])('a risk of %s of 10,000 live is %s, autopilot or not', (risk, expected) => {
    expect(band(risk, '10000', POLICY, 'live')).toBe(expected);
    expect(band(risk, '10000', AUTOPILOT, 'live')).toBe(expected);
  });

  it('on autopilot asks nothing on paper, and still never goes above never', () => {
    expect(band('25.01', '10000', AUTOPILOT)).toBe('auto');
    expect(band('100', '10000', AUTOPILOT)).toBe('auto');
    expect(band('100.01', '10000', AUTOPILOT)).toBe('never');
  });

  it.each([
    ['25', '0'],
    ['25', '-10000'],
    ['0', '10000'],
    ['-25', '10000'],
    ['-25', '-10000'],
    ['0', '0'],
  ])('a risk of %s of an equity of %s is never, whatever the policy', (risk, equity) => {
    for (const mode of ['paper', 'live'] as const) {
      expect(band(risk, equity, POLICY, mode)).toBe('never');
      expect(band(risk, equity, AUTOPILOT, mode)).toBe('never');
      expect(band(risk, equity, { autoUpToPct: 100, neverAbovePct: 100, autopilot: true }, mode)).toBe('never');
    }
  });

  it('asks always with auto up to 0, and allows nothing with never above 0', () => {
    expect(band('0.00000001', '10000', { ...POLICY, autoUpToPct: 0 })).toBe('ask');
    expect(band('0.00000001', '10000', { ...AUTOPILOT, neverAbovePct: 0 })).toBe('never');
  });

  it('takes never for the stronger word when the limits contradict each other', () => {
    expect(band('50', '10000', { autoUpToPct: 1, neverAbovePct: 0.25, autopilot: false })).toBe('never');
  });

  it('never becomes more generous when more is at risk', () => {
    const order: Band[] = ['auto', 'ask', 'never'];
    const cents = fc.integer({ min: 1, max: 20_000 });
    fc.assert(
      fc.property(cents, cents, fc.boolean(), fc.constantFrom('paper' as const, 'live' as const), (a, b, autopilot, mode) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)].map((one) =>
          order.indexOf(band(`${one}e-2`, '10000', { ...POLICY, autopilot }, mode)),
        ) as [number, number];
        expect(less).toBeLessThanOrEqual(more);
      }),
    );
  });
});
