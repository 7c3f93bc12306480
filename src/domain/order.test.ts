import { describe, expect, it } from 'vitest';
import { isInDoubt, isOver, moveOf, ORDER_MOVES, type OrderReport, type OrderStatus } from './order.ts';

const STATUSES = Object.keys(ORDER_MOVES) as OrderStatus[];

/** What each report makes of an order in each state; a dash where it changes nothing. Rows as in reliability.md, order state machine. */
const TABLE: Record<OrderStatus, Record<OrderReport, string>> = {
  submitting: {
    accepted: 'open',
    rejected: 'rejected',
    unknown: 'unknown',
    filled: 'filled',
    canceled: 'canceled',
    expired: 'expired',
    absent: 'absent',
    lost: '-',
  },
  unknown: {
    accepted: 'open',
    rejected: 'rejected',
    unknown: '-',
    filled: 'filled',
    canceled: 'canceled',
    expired: 'expired',
    absent: 'absent',
    lost: 'needs_human',
  },
  needs_human: {
    accepted: 'open',
    rejected: 'rejected',
    unknown: '-',
    filled: 'filled',
    canceled: 'canceled',
    expired: 'expired',
    absent: 'absent',
    lost: '-',
  },
  open: {
    accepted: '-',
    rejected: 'rejected',
    unknown: '-',
    filled: 'filled',
    canceled: 'canceled',
    expired: 'expired',
    absent: '-',
    lost: '-',
  },
  absent: { accepted: 'open', rejected: '-', unknown: '-', filled: 'filled', canceled: '-', expired: '-', absent: '-', lost: '-' },
  filled: { accepted: '-', rejected: '-', unknown: '-', filled: '-', canceled: '-', expired: '-', absent: '-', lost: '-' },
  canceled: { accepted: '-', rejected: '-', unknown: '-', filled: '-', canceled: '-', expired: '-', absent: '-', lost: '-' },
  expired: { accepted: '-', rejected: '-', unknown: '-', filled: '-', canceled: '-', expired: '-', absent: '-', lost: '-' },
  rejected: { accepted: '-', rejected: '-', unknown: '-', filled: '-', canceled: '-', expired: '-', absent: '-', lost: '-' },
};

describe('an order', () => {
  const cells = STATUSES.flatMap((status) =>
    (Object.keys(TABLE[status]) as OrderReport[]).map((report) => [status, report, TABLE[status][report]] as const),
  );

  it.each(cells)('that is %s and is said to be %s becomes %s', (status, report, next) => {
    expect(moveOf(status, report) ?? '-').toBe(next);
  });

  it('has a row in the table for each state, and moves nowhere else', () => {
    expect(STATUSES.sort()).toEqual(Object.keys(TABLE).sort());
    for (const status of STATUSES) {
      const reached = new Set(Object.values(TABLE[status]).filter((next) => next !== '-'));
      expect([...ORDER_MOVES[status]].sort()).toEqual([...reached].sort());
    }
  });

  it('that is over stays so, unless it was given up and the venue had it after all', () => {
    expect(STATUSES.filter(isOver).sort()).toEqual(['absent', 'canceled', 'expired', 'filled', 'rejected']);
    for (const status of STATUSES.filter(isOver)) expect(ORDER_MOVES[status]).toEqual(status === 'absent' ? ['open', 'filled'] : []);
  });

  it('is in doubt when its answer never came, and not while it is under way', () => {
    expect(STATUSES.filter(isInDoubt).sort()).toEqual(['needs_human', 'unknown']);
  });
});
