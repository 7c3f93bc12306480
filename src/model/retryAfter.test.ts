import { describe, expect, it } from 'vitest';
import { parseInstant } from '#src/domain/clock.ts';
import { retryAfterMs } from './retryAfter.ts';

describe('how long a server wants to be left alone', () => {
  it.each<[Record<string, string>, number | undefined]>([
    [{}, undefined],
    [{ 'retry-after': '3' }, 3_000],
    [{ 'retry-after': '0.25' }, 250],
    [{ 'retry-after-ms': '40', 'retry-after': '3' }, 40],
    [{ 'retry-after': 'Mon, 05 Jan 2026 08:00:20 GMT' }, 20_000],
    [{ 'retry-after': 'Mon, 05 Jan 2026 07:00:00 GMT' }, 0],
    [{ 'retry-after': '-1' }, undefined],
    [{ 'retry-after': '1e9' }, undefined],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'retry-after': 'Mon, 45 Jan 2026 08:00:20 GMT' }, undefined],
  ])('is read from %o', (headers, ms) => expect(retryAfterMs(new Headers(headers), parseInstant('2026-01-05T08:00:00Z'))).toBe(ms));
});
