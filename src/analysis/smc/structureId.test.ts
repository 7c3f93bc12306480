import { expect, it } from 'vitest';
import { parseInstant } from '#src/domain/clock.ts';
import { structureId } from './structureId.ts';

it('a structure is named by kind, timeframe and the start of its candle', () => {
  expect(structureId('ob', '1h', parseInstant('2023-03-02T10:00:00Z'))).toBe('ob:1h:2023-03-02T10:00');
});
