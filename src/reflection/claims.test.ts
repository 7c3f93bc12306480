import { describe, expect, it } from 'vitest';
import { type Claim, claimSchema, evidenceOf, stillHolds } from './claims.ts';
import { sampleFact } from './sample.ts';
import { numbersAgree, sentenceOfClaim } from './templates.ts';

const CLAIM: Claim = { kind: 'mean_r', dimension: 'hour', key: '14', direction: 'worse' };
/** Twelve results at 14:00, eleven of them losses; sixty others, half and half. */
const FACTS = [
  ...Array.from({ length: 12 }, (_, i) => sampleFact(i === 0 ? 1.5 : -1.1, i, { hour: '14' })),
  ...Array.from({ length: 60 }, (_, i) => sampleFact(i % 2 === 0 ? 1.5 : -1.1, 12 + i, { hour: '09' })),
  sampleFact(-1, 99),
];

describe('a claim', () => {
  it('is recomputed from the facts: counts, means, interval; what has no hour is not among the others', () => {
    const evidence = evidenceOf(CLAIM, FACTS, 95);
    expect(evidence).toMatchObject({ n: 12, restN: 60, restMeanR: 0.2 });
    expect(evidence?.meanR).toBeCloseTo((1.5 - 11 * 1.1) / 12, 4);
    expect(evidence?.lowR).toBeLessThan(evidence?.meanR as number);
    expect(evidence?.p).toBeGreaterThan(0.001);
    expect(evidence?.p).toBeLessThan(0.02);
    expect(stillHolds(evidence, 95)).toBe(true);
    expect(stillHolds(evidence, 99.9)).toBe(false);
  });

  it('of the opposite does not hold', () => {
    expect(stillHolds(evidenceOf({ ...CLAIM, direction: 'better' }, FACTS, 95), 95)).toBe(false);
  });

  it('about nothing has no evidence', () => {
    expect(evidenceOf({ ...CLAIM, key: '03' }, FACTS, 95)).toBeUndefined();
    expect(stillHolds(undefined, 95)).toBe(false);
  });

  it('about ends counts trades, and a bare majority is no proof', () => {
    const claim: Claim = { kind: 'exit_share', exit: 'stop' };
    expect(evidenceOf(claim, FACTS, 95)).toMatchObject({ n: 42, restN: 31 });
    expect(evidenceOf(claim, FACTS, 95)?.p).toBeCloseTo(0.121, 2);
  });

  it('that says more than can be recomputed is none (LRN-2)', () => {
    expect(claimSchema.safeParse({ ...CLAIM, because: 'the Fed' }).success).toBe(false);
    expect(claimSchema.safeParse({ ...CLAIM, dimension: 'moon' }).success).toBe(false);
  });

  it('is said with its own figures, and a text with another number is not taken', () => {
    const evidence = evidenceOf(CLAIM, FACTS, 95);
    if (evidence === undefined) throw new Error('there is evidence');
    expect(sentenceOfClaim(CLAIM, evidence)).toBe(
      'Entries at 14:00–14:59 UTC: 12 trades brought -0.88 R each on average, the other 60 +0.2 R.',
    );
    expect(numbersAgree('At 14:00 you lost 0.88 R a trade, in 12 trades; the other 60 earned 0.2 R.', CLAIM, evidence)).toBe(true);
    expect(numbersAgree('At 14:00 you lost 0.9 R a trade.', CLAIM, evidence)).toBe(true);
    expect(numbersAgree('At 14:00 you lost 1.88 R a trade.', CLAIM, evidence)).toBe(false);
    expect(numbersAgree('At 15:00 you lost 0.88 R a trade.', CLAIM, evidence)).toBe(false);
    expect(numbersAgree('At 14:00 you lose 92 % of the time.', CLAIM, evidence)).toBe(false);
  });
});
