import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Instant, later, parseInstant, VirtualClock } from '#src/domain/clock.ts';
import { findDifferences } from './compare.ts';
import type { EventRow } from './event.ts';
import { Ledger } from './ledger.ts';
import { areOpinionsDue } from './openOpinions.ts';
import { type AnalystRow, type Direction, lastOpinions, recordOf } from './opinions.ts';
import { rebuild } from './rebuild.ts';

const START = parseInstant('2026-01-05T08:00:00Z');
const HOUR_MS = 3_600_000;
const BTC = 'BTC/USDT';

interface Held {
  readonly analyst?: string;
  readonly direction: Direction;
  readonly strength?: number;
  readonly hours?: number;
}

class Desk implements Disposable {
  readonly clock = new VirtualClock(START);
  readonly ledger = new Ledger({ path: ':memory:', clock: this.clock });

  /** Somebody says something at a price, so many hours after the start. */
  says(atHours: number, price: number, held: readonly Held[], market = BTC): void {
    this.clock.advanceTo(this.at(atHours));
    const opinions = held.map(({ analyst = 'trend', direction, strength = 0.6, hours = 4 }) => ({
      analyst,
      direction,
      strength,
      horizonMinutes: hours * 60,
    }));
    this.ledger.transact((tx) => tx.append({ kind: 'opinions.given', subject: market, actor: 'analysts', data: { price, opinions } }));
  }

  at(hours: number): Instant {
    return later(START, hours * HOUR_MS);
  }

  statuses(): string[] {
    return this.ledger.all<{ status: string }>('select status from opinion order by seq, analyst').map(({ status }) => status);
  }

  record(analyst = 'trend'): AnalystRow {
    return this.ledger.memory.analysts.get(analyst) as AnalystRow;
  }

  [Symbol.dispose](): void {
    this.ledger.close();
  }
}

describe('an opinion', () => {
  it.each([
    ['up', 101, 'right', 1],
    ['up', 99, 'wrong', -1],
    ['down', 99, 'right', 1],
    ['down', 101, 'wrong', -1],
  ] as const)('%s that is looked at at %d is %s', (direction, price, status, movePct) => {
    using desk = new Desk();
    desk.says(0, 100, [{ direction, strength: 0.6 }]);
    desk.says(4, price, []);
    expect(desk.statuses()).toEqual([status]);
    const right = status === 'right' ? 1 : 0;
    expect(desk.record()).toMatchObject({ given: 1, resolved: 1, right_count: right });
    expect(desk.record().brier_sum).toBeCloseTo((0.6 - right) ** 2, 12);
    expect(desk.record().move_sum).toBeCloseTo(movePct, 9);
    expect(recordOf(desk.record()).buckets[6]).toEqual([1, right]);
  });

  it('is measured at the first look after its horizon, and not before', () => {
    using desk = new Desk();
    desk.says(0, 100, [{ direction: 'up' }]);
    desk.says(3, 90, []);
    desk.says(3.9, 90, []);
    expect(desk.statuses()).toEqual(['open']);
    expect(areOpinionsDue(desk.ledger, BTC, later(desk.at(4), -5 * 60_000 - 1))).toBe(false);
    expect(areOpinionsDue(desk.ledger, BTC, desk.at(4))).toBe(true);
    expect(areOpinionsDue(desk.ledger, 'ETH/USDT', desk.at(4))).toBe(false);
    desk.says(4, 110, []);
    desk.says(5, 90, []);
    expect(desk.ledger.all('select status, outcome_price from opinion')).toEqual([{ status: 'right', outcome_price: 110 }]);
  });

  it('that came a little after the hour is measured on the hour', () => {
    using desk = new Desk();
    desk.says(0.08, 100, [{ analyst: 'model', direction: 'up' }]);
    desk.says(4, 101, []);
    desk.says(5, 90, []);
    expect(desk.ledger.all('select status, outcome_price from opinion')).toEqual([{ status: 'right', outcome_price: 101 }]);
  });

  it('is void when nobody looked within two hours of its horizon', () => {
    using desk = new Desk();
    desk.says(0, 100, [{ direction: 'up' }, { analyst: 'momentum', direction: 'up', hours: 5 }]);
    desk.says(6 + 1 / 60, 110, []);
    expect(desk.ledger.all('select analyst, status from opinion order by analyst')).toEqual([
      { analyst: 'momentum', status: 'right' },
      { analyst: 'trend', status: 'void' },
    ]);
    expect(desk.record()).toMatchObject({ given: 1, resolved: 0, brier_sum: 0, move_sum: 0 });
  });

  it('is void when it held no direction, or when the price is where it was', () => {
    using desk = new Desk();
    desk.says(0, 100, [
      { direction: 'flat', strength: 0.5 },
      { analyst: 'momentum', direction: 'down' },
    ]);
    desk.says(4, 100, []);
    expect(desk.statuses()).toEqual(['void', 'void']);
    expect(desk.record('momentum')).toMatchObject({ given: 1, resolved: 0 });
  });

  it('is measured with the price of its own market alone', () => {
    using desk = new Desk();
    desk.says(0, 100, [{ direction: 'up' }]);
    desk.says(4, 50, [], 'ETH/USDT');
    expect(desk.statuses()).toEqual(['open']);
  });

  it('of a transaction that failed never was, and those before it are measured all the same', () => {
    using desk = new Desk();
    desk.says(0, 100, [{ direction: 'up' }]);
    expect(() =>
      desk.ledger.transact((tx) => {
        const opinions = [{ analyst: 'trend', direction: 'down' as const, strength: 0.6, horizonMinutes: 60 }];
        tx.append({ kind: 'opinions.given', subject: BTC, actor: 'analysts', data: { price: 100, opinions } });
        throw new Error('something else failed');
      }),
    ).toThrow('something else failed');
    desk.says(4, 101, []);
    expect(desk.statuses()).toEqual(['right']);
    expect(desk.record()).toMatchObject({ given: 1, resolved: 1, right_count: 1 });
  });

  it('is the newest of each analyst, whoever spoke last', () => {
    using desk = new Desk();
    desk.says(0, 100, [{ direction: 'up' }, { analyst: 'momentum', direction: 'flat' }]);
    desk.says(1, 101, [{ direction: 'down' }, { analyst: 'momentum', direction: 'up' }]);
    desk.says(1, 101, [{ analyst: 'model', direction: 'up', strength: 0.7 }]);
    desk.says(2, 7, [{ direction: 'up' }], 'ETH/USDT');
    expect(lastOpinions(desk.ledger, BTC).map(({ analyst, direction }) => [analyst, direction])).toEqual([
      ['model', 'up'],
      ['momentum', 'up'],
      ['trend', 'down'],
    ]);
  });
});

describe('the record of every analyst', () => {
  const said = fc.record({
    afterHours: fc.constantFrom(0, 1, 1, 1, 3, 8),
    market: fc.constantFrom(BTC, 'ETH/USDT'),
    price: fc.integer({ min: 90, max: 110 }),
    held: fc.uniqueArray(
      fc.record({
        analyst: fc.constantFrom('trend', 'momentum', 'model'),
        direction: fc.constantFrom<Direction>('up', 'down', 'flat'),
        strength: fc.constantFrom(0, 0.5, 0.55, 0.61, 0.99, 1),
        hours: fc.constantFrom(1, 2, 4),
      }),
      { selector: ({ analyst }) => analyst },
    ),
  });

  it('is what SQL finds in the opinions, and what a rebuild from the events finds, whatever was said', () => {
    fc.assert(
      fc.property(fc.array(said, { minLength: 5, maxLength: 40 }), (all) => {
        using desk = new Desk();
        let at = 0;
        for (const { afterHours, market, price, held } of all) {
          at += afterHours;
          desk.says(at, price, held, market);
          expect(areOpinionsDue(desk.ledger, market, desk.clock.now())).toBe(false);
        }
        const found = desk.ledger.all<Omit<AnalystRow, 'buckets'>>(
          `select analyst as name, count(*) as given, sum(is_in) as resolved, sum(status = 'right') as right_count,
             sum(case when is_in then (strength - (status = 'right')) * (strength - (status = 'right')) else 0 end) as brier_sum,
             sum(case when is_in then move else 0 end) as move_sum, sum(case when is_in then move * move else 0 end) as move_squares
           from (select *, status in ('right', 'wrong') as is_in,
             (outcome_price / price - 1) * 100 * (case direction when 'up' then 1 else -1 end) as move from opinion)
           group by analyst order by analyst`,
        );
        const kept = [...desk.ledger.memory.analysts.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
        expect(kept.map(({ name, given, resolved, right_count }) => [name, given, resolved, right_count])).toEqual(
          found.map(({ name, given, resolved, right_count }) => [name, given, resolved, right_count]),
        );
        kept.forEach((row, index) => {
          const should = found[index] as Omit<AnalystRow, 'buckets'>;
          for (const sum of ['brier_sum', 'move_sum', 'move_squares'] as const) expect(row[sum]).toBeCloseTo(should[sum], 8);
          const { buckets, resolved, right } = recordOf(row);
          expect(buckets.reduce((total, [count]) => total + count, 0)).toBe(resolved);
          expect(buckets.reduce((total, [, count]) => total + count, 0)).toBe(right);
        });
        using again = rebuild(desk.ledger.all<EventRow>('select * from event order by seq'));
        const tables = findDifferences(again, desk.ledger).differences.filter(({ table }) => table === 'opinion' || table === 'analyst');
        expect([again.stopped, tables]).toEqual([undefined, []]);
      }),
      { numRuns: 60 },
    );
  });
});
