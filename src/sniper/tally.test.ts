import { describe, expect, it } from 'vitest';
import { later, parseInstant } from '#src/domain/clock.ts';
import type { Reader } from '#src/ledger/core.ts';
import { openLedgerWorld, playHistory } from '#test/ledgerWorld.ts';
import { Tally } from './tally.ts';

const START = parseInstant('2026-01-05T08:00:00Z');
const EMPTY: Reader = { get: () => undefined, all: () => [] } as unknown as Reader;
const HOUR_MS = 3_600_000;

describe('Tally', () => {
  it('counts orders of the last minute and of the last 24 hours, and errors of the last hour', () => {
    const tally = new Tally(EMPTY, START);
    tally.sent('main', START);
    tally.sent('other', later(START, 30_000));
    tally.failed(START);
    expect(tally.counts('main', later(START, 60_000))).toEqual({ lastMinute: 2, todayDesk: 1, todayVenue: 2, errorsLastHour: 1 });
    expect(tally.counts('main', later(START, 60_001))).toMatchObject({ lastMinute: 1 });
    expect(tally.counts('main', later(START, HOUR_MS + 1))).toMatchObject({ errorsLastHour: 0, todayDesk: 1, todayVenue: 2 });
    expect(tally.counts('main', later(START, 24 * HOUR_MS + 1))).toMatchObject({ todayDesk: 0, todayVenue: 1 });
    expect(tally.counts('other', later(START, 25 * HOUR_MS))).toMatchObject({ todayDesk: 0, todayVenue: 0 });
  });

  it('begins with what the ledger holds, so that a restart is no way around a limit', () => {
    const world = openLedgerWorld({ seed: 3 });
    playHistory(world, 20);
    const now = world.clock.now();
    const since = (ms: number): string => new Date(now - ms).toISOString();
    const orders = world.ledger.get<{ n: number }>('select count(*) as n from "order" where created_at >= ?', since(24 * HOUR_MS))?.n;
    const errors = world.ledger.get<{ n: number }>(
      "select count(*) as n from event where kind in ('order.rejected', 'order.unknown') and at >= ?",
      since(HOUR_MS),
    )?.n;
    expect(orders).toBeGreaterThan(0);
    expect(new Tally(world.ledger, now).counts('main', now)).toMatchObject({
      todayDesk: orders,
      todayVenue: orders,
      errorsLastHour: errors,
    });
    world.ledger.close();
  });
});
