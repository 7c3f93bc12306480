import type { Instant } from './clock.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;
export const TRENDS = ['up', 'down', 'flat'] as const;
export const VOLATILITIES = ['low', 'normal', 'high'] as const;
export const SESSIONS = ['asia', 'europe', 'america'] as const;

export type Trend = (typeof TRENDS)[number];
export type Volatility = (typeof VOLATILITIES)[number];
export type Session = (typeof SESSIONS)[number];
export type Weekday = (typeof WEEKDAYS)[number];

/** What a market is like at a moment, as far as closed candles tell; `undefined` where they do not reach. Hours and days are UTC. */
export interface MarketState {
  readonly trend: Trend | undefined;
  readonly volatility: Volatility | undefined;
  readonly session: Session;
  readonly weekday: Weekday;
  readonly hour: number;
}

/** 1970-01-01 was a Thursday. */
export const weekdayOf = (at: Instant): Weekday => WEEKDAYS[(Math.floor(at / DAY_MS) + 3) % 7] as Weekday;

/** 0–23, UTC. */
export const hourOf = (at: Instant): number => Math.floor((at % DAY_MS) / HOUR_MS);

/** The day in three parts, UTC: Asia 0–8, Europe 8–16, America 16–24. */
export const sessionOf = (at: Instant): Session => SESSIONS[Math.floor(hourOf(at) / 8)] as Session;
