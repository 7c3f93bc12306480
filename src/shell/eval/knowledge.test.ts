import { describe, expect, it } from 'vitest';
import { parseInstant } from '#src/domain/clock.ts';
import { knowledgeOf } from './knowledge.ts';

const at = (text: string) => parseInstant(`${text}:00Z`);

describe('what the model may remember', () => {
  it('is told from the dates of the data and the day of the cutoff, which the model still knows', () => {
    const data = (cutoff: string | undefined, from: string, to: string) => knowledgeOf(cutoff, at(from), at(to)).data;
    expect(data('2025-06-30', '2025-06-01T00:00', '2025-06-30T23:59')).toBe('before');
    expect(data('2025-06-30', '2025-06-01T00:00', '2025-07-01T00:00')).toBe('across');
    expect(data('2025-06-30', '2025-07-01T00:00', '2025-08-01T00:00')).toBe('after');
    expect(data('', '2025-07-01T00:00', '2025-08-01T00:00')).toBe('unknown');
    expect(data(undefined, '2025-07-01T00:00', '2025-08-01T00:00')).toBe('none');
  });
});
