import { expect, it } from 'vitest';
import { instant } from '#src/domain/clock.ts';
import type { CcxtRecord } from './exchangeClient.ts';
import { everyPage, olderOn, type Window } from './pages.ts';

const all: readonly CcxtRecord[] = Array.from({ length: 730 }, (_, id) => ({ id: String(id), timestamp: 1_000 + Math.floor(id / 3) * 10 }));
const SIZE = 100;

/** A venue that gives the oldest first from `since`, the newest first up to `until`, or the newest first by offset. */
const VENUES: Readonly<Record<string, (window: Window) => CcxtRecord[]>> = {
  'the oldest first': ({ from, params }) => within(from, params.until).slice(0, SIZE),
  'the newest first': ({ from, params }) => within(from, params.until).slice(-SIZE),
  'the newest first, by offset': ({ from, params }) => {
    const offset = Number(params.ofs ?? 0);
    return within(from, undefined)
      .toReversed()
      .slice(offset, offset + SIZE);
  },
};

const within = (from: number, until: unknown): CcxtRecord[] =>
  all.filter(({ timestamp }) => Number(timestamp) >= from && (until === undefined || Number(timestamp) <= Number(until)));

it.each(Object.entries(VENUES))('turns all pages of a venue that gives %s, each entry once, oldest first', async (name, give) => {
  const found = await everyPage({
    since: instant(1_200),
    now: instant(10_000),
    maxSpanMs: undefined,
    older: olderOn(name.includes('offset') ? 'kraken' : 'binance'),
    keyOf: ({ id }) => String(id),
    ask: async (window) => give(window),
  });
  expect(found.map(({ id }) => Number(id)).toSorted((a, b) => a - b)).toEqual(within(1_200, undefined).map(({ id }) => Number(id)));
  expect(found.map(({ timestamp }) => Number(timestamp))).toEqual(
    found.map(({ timestamp }) => Number(timestamp)).toSorted((a, b) => a - b),
  );
});

it('asks span by span where one call may cover only so much', async () => {
  const asked: number[] = [];
  const found = await everyPage({
    since: instant(1_000),
    now: instant(4_000),
    maxSpanMs: 500,
    older: olderOn('binance'),
    keyOf: ({ id }) => String(id),
    ask: async ({ from, params }) => {
      asked.push(Number(params.until ?? 4_000) - from);
      return within(from, params.until).slice(0, SIZE);
    },
  });
  expect(found).toHaveLength(730);
  expect(Math.max(...asked)).toBeLessThanOrEqual(501);
});

it('ends when a venue gives the same page for ever', async () => {
  const page = all.slice(0, SIZE);
  const found = await everyPage({
    since: instant(1_000),
    now: instant(4_000),
    maxSpanMs: undefined,
    older: olderOn('binance'),
    keyOf: ({ id }) => String(id),
    ask: async () => page,
  });
  expect(found).toHaveLength(SIZE);
});
