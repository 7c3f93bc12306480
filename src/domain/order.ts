import type { Instant } from './clock.ts';
import type { Decimal } from './decimal.ts';

export type OrderSide = 'buy' | 'sell';
export type OrderType = 'market' | 'limit' | 'stop';

/** Why an order exists. A protective stop changes its reason when it is moved: a hit after that is break-even or trailing. */
export type Purpose = 'entry' | 'stop' | 'break_even' | 'trailing' | 'target' | 'abandoned' | 'time' | 'manual' | 'halted' | 'liquidated';

/** The reasons for which a trade can end. */
export const EXIT_REASONS = ['target', 'stop', 'break_even', 'trailing', 'time', 'abandoned', 'manual', 'halted', 'liquidated'] as const;
export type ExitReason = (typeof EXIT_REASONS)[number];

/** The order we would like to send. */
export interface OrderIntent {
  readonly deskId: string;
  readonly accountId: string;
  readonly conditionId: string;
  /** The round trip that it opens or belongs to. */
  readonly tradeId: string;
  readonly market: string;
  readonly purpose: Purpose;
  readonly side: OrderSide;
  readonly type: OrderType;
  readonly amount: Decimal;
  /** Limit price; absent for market and stop (a stop becomes a market order). */
  readonly price?: Decimal | undefined;
  /** Last price at which a stop order goes to the market. */
  readonly stopPrice?: Decimal | undefined;
  /** Can only make a position smaller. */
  readonly reduceOnly: boolean;
  readonly leverage: number;
  /** Which approval allows it; absent for orders that only reduce. */
  readonly approvalId?: string | undefined;
}

declare const cleared: unique symbol;
/** An intent that every guard has let pass. Only `guards/review.ts` makes one; a venue takes nothing else. */
export type Cleared<T> = T & { readonly [cleared]: true };

const ORDER_STATUSES = [
  'submitting', // written, perhaps sent; after a crash this means unknown
  'open',
  'filled',
  'canceled',
  'expired',
  'rejected', // the venue's definite no
  'unknown', // the venue's answer never came
  'absent', // proven never to have reached the venue
  'needs_human',
] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

/** Terminal states absorb. What was filled is a sum of fills beside it, and asking to cancel is a flag: neither is a status. */
export const ORDER_MOVES: Record<OrderStatus, readonly OrderStatus[]> = {
  submitting: ['open', 'filled', 'canceled', 'rejected', 'unknown', 'absent', 'expired'],
  open: ['filled', 'canceled', 'expired', 'rejected'],
  filled: [],
  canceled: [],
  expired: [],
  rejected: [],
  unknown: ['open', 'filled', 'canceled', 'rejected', 'absent', 'expired', 'needs_human'],
  absent: ['open', 'filled'], // late acceptance is adopted, never ignored
  needs_human: ['open', 'filled', 'canceled', 'rejected', 'absent', 'expired'],
};

/** What can be said about an order: by the venue, by a proof that it never got there (`absent`), or that nobody can tell (`lost`). */
export type OrderReport = 'accepted' | 'rejected' | 'unknown' | 'filled' | 'canceled' | 'expired' | 'absent' | 'lost';

const MEANS: Record<OrderReport, OrderStatus> = {
  accepted: 'open',
  rejected: 'rejected',
  unknown: 'unknown',
  filled: 'filled',
  canceled: 'canceled',
  expired: 'expired',
  absent: 'absent',
  lost: 'needs_human',
};

/**
 * What a report makes of an order; undefined when it changes nothing, because it comes late, twice or out of order: a venue answers when it likes
 * (reliability.md, order state machine).
 */
export const moveOf = (status: OrderStatus, report: OrderReport): OrderStatus | undefined =>
  ORDER_MOVES[status].includes(MEANS[report]) ? MEANS[report] : undefined;

/** Nobody can say yet whether the venue has it. A written order whose answer is still under way is not among them. */
export const isInDoubt = (status: OrderStatus): boolean => status === 'unknown' || status === 'needs_human';

/** True when nothing more can come of it. */
export const isOver = (status: OrderStatus): boolean =>
  status === 'filled' || status === 'canceled' || status === 'expired' || status === 'rejected' || status === 'absent';

export interface Order extends OrderIntent {
  /** Ours, short, for people: `o12`. */
  readonly id: string;
  /** 32 lower-case hex characters, derived, never random: what the venue knows the order by. */
  readonly clientOrderId: string;
  readonly venueOrderId?: string | undefined;
  readonly attempt: number;
  readonly status: OrderStatus;
  /** Hash of the condition's parameters that the approval was given for. */
  readonly paramsHash: string;
  /** The venue must not accept it after this moment. */
  readonly deadline: Instant;
  readonly createdAt: Instant;
}
