import { type Instant, toIso } from '#src/domain/clock.ts';
import { placesOf } from '#src/domain/decimal.ts';
import type { Market } from '#src/domain/market.ts';

/** A level on the market's tick, without grouping and without idle zeros: `64012.5`. */
export const level = (price: number, market: Market): string => idle(price.toFixed(placesOf(market.tick)));

/** A price of a candle, five figures of it where the tick has more: `64013`. */
export const rough = (price: number, market: Market): string => level(Number(price.toPrecision(5)), market);

/** `+0.21`, `−0.4`: two decimals at most. */
export const signed = (value: number): string => `${value < 0 ? '-' : '+'}${idle(Math.abs(value).toFixed(2))}`;

/** `0.58`, `12`: at most so many decimals. */
export const short = (value: number, places = 2): string => idle(value.toFixed(places));

/** `2026-01-05T08:00Z` */
export const minute = (at: Instant): string => `${toIso(at).slice(0, 16)}Z`;

/** `08:00` */
export const hour = (at: Instant): string => toIso(at).slice(11, 16);

const idle = (text: string): string => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);
