import { type Instant, later, parseInstant, toIso } from '#src/domain/clock.ts';
import type { Reader } from '#src/ledger/core.ts';
import { orderTimesSince, refusalTimesSince } from '#src/ledger/orderTimes.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How many orders were sent and refused lately; counted from the ledger at start, then along. */
export class Tally {
  readonly #orders: { at: number; deskId: string }[];
  readonly #errors: number[];
  /** Of `#orders`, by desk. */
  readonly #byDesk = new Map<string, number>();

  constructor(ledger: Reader, now: Instant) {
    this.#orders = orderTimesSince(ledger, toIso(later(now, -DAY_MS))).map(({ at, deskId }) => ({ at: parseInstant(at), deskId }));
    for (const { deskId } of this.#orders) this.#count(deskId, 1);
    this.#errors = refusalTimesSince(ledger, toIso(later(now, -HOUR_MS))).map(parseInstant);
  }

  sent(deskId: string, at: Instant): void {
    this.#orders.push({ at, deskId });
    this.#count(deskId, 1);
  }

  failed(at: Instant): void {
    this.#errors.push(at);
  }

  #count(deskId: string, by: 1 | -1): void {
    this.#byDesk.set(deskId, (this.#byDesk.get(deskId) ?? 0) + by);
  }

  /** Rolling windows: the last minute, the last 24 hours, the last hour. */
  counts(deskId: string, now: Instant): { lastMinute: number; todayDesk: number; todayVenue: number; errorsLastHour: number } {
    for (const { deskId: ofDesk } of drop(this.#orders, (one) => one.at < now - DAY_MS)) this.#count(ofDesk, -1);
    drop(this.#errors, (at) => at < now - HOUR_MS);
    let lastMinute = 0;
    for (let i = this.#orders.length - 1; i >= 0 && (this.#orders[i] as { at: number }).at >= now - MINUTE_MS; i--) lastMinute++;
    return { lastMinute, todayDesk: this.#byDesk.get(deskId) ?? 0, todayVenue: this.#orders.length, errorsLastHour: this.#errors.length };
  }
}

/** Takes from the front what is old. */
function drop<T>(list: T[], isOld: (one: T) => boolean): T[] {
  let old = 0;
  while (old < list.length && isOld(list[old] as T)) old++;
  return old > 0 ? list.splice(0, old) : [];
}
