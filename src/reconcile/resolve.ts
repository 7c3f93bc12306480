import { later, parseInstant, type Timer } from '#src/domain/clock.ts';
import { isInDoubt, type Order } from '#src/domain/order.ts';
import { lastEvent } from '#src/ledger/events.ts';
import type { Parts } from './deps.ts';
import type { KnownDrift } from './drift.ts';
import { FIRST_LOOKS, lookAt } from './lookTimes.ts';
import { type Endpoint, type Looked, lookUp } from './lookUp.ts';

const GIVE_UP_MS = 15 * 60_000;
/** What may lie between the deadline that the venue enforces and the one that is written here. */
const MARGIN_MS = 1_000;
/** A look in which too little could be read is repeated so soon; the looks of the plan go on beside it. */
const RETRY_MS = 10_000;
const LOOKUPS = 3;
const ENDPOINTS = 2;

interface Doubt {
  readonly began: number;
  looks: number;
  /** Endpoints that answered "not here" after the order could no longer arrive, one entry for each answer. */
  readonly misses: Endpoint[];
  /** The last look could prove nothing, because too little could be read. */
  isUnread: boolean;
  timer: Timer | undefined;
}

/**
 * Finds out what became of orders whose answer never came. An order is looked for by every way that the venue has; the first that shows it wins. That it
 * never arrived is proven only when the venue would refuse it by now and would show it by now, at least three answers from at least two ways did not,
 * and nothing moved in the account. What cannot be decided is a person's to decide. Nothing is sent again from here.
 */
export class Resolver {
  readonly #deps: Parts;
  readonly #known: KnownDrift;
  readonly #settled: (order: Order) => void;
  readonly #doubts = new Map<string, Doubt>();
  #stopListening: (() => void) | undefined;

  /** `settled` hears of each order that is in doubt no more. */
  constructor(deps: Parts, known: KnownDrift, settled: (order: Order) => void) {
    this.#deps = deps;
    this.#known = known;
    this.#settled = settled;
  }

  start(): void {
    const { ledger } = this.#deps;
    for (const { order } of ledger.memory.orders.values()) if (isInDoubt(order.status)) this.#begin(order.id);
    this.#stopListening = ledger.listen(({ kind, subject }) => {
      if (kind === 'order.unknown') this.#begin(subject);
    });
  }

  stop(): void {
    this.#stopListening?.();
    for (const { timer } of this.#doubts.values()) timer?.cancel();
    this.#doubts.clear();
  }

  /** Orders that are being looked for. */
  get open(): readonly string[] {
    return [...this.#doubts.keys()];
  }

  #begin(id: string): void {
    if (this.#doubts.has(id)) return;
    const doubt: Doubt = { began: this.#deps.clock.mono(), looks: 0, misses: [], isUnread: false, timer: undefined };
    this.#doubts.set(id, doubt);
    this.#wait(id, doubt);
  }

  #wait(id: string, doubt: Doubt): void {
    const { clock } = this.#deps;
    const elapsed = clock.mono() - doubt.began;
    const due = lookAt(doubt.looks) - elapsed;
    // As soon as absence can be proven, it is asked for: an exit may be waiting.
    const provable = this.#provableIn(id, doubt);
    const planned = provable > 0 && provable < due ? provable : due;
    const delay = doubt.isUnread ? Math.min(planned, RETRY_MS) : planned;
    doubt.timer = clock.after(Math.max(1, delay), () => {
      this.#look(id, doubt).catch((error) => {
        // Whatever went wrong, the order is still in doubt: it is looked for again, and becomes a person's question in time.
        this.#deps.report(error);
        this.#goOn(id, doubt);
      });
    });
  }

  async #look(id: string, doubt: Doubt): Promise<void> {
    const { venue } = this.#deps;
    const order = this.#inDoubt(id);
    if (order === undefined) return this.#end(id);
    const isProvable = this.#provableIn(id, doubt) <= 0;
    if (this.#deps.clock.mono() - doubt.began >= lookAt(doubt.looks)) doubt.looks++;
    const looked = await lookUp(venue, order);
    if (this.#doubts.get(id) !== doubt || !this.#deps.alive()) return;
    this.#tell(order, looked);
    doubt.isUnread = looked.answered.length < LOOKUPS;
    if (isProvable && looked.found === undefined && looked.fills.length === 0) {
      doubt.misses.push(...looked.answered);
      await this.#proveAbsence(order, doubt).catch(() => {
        doubt.isUnread = true; // a read that failed teaches nothing
      });
    }
    if (this.#doubts.get(id) === doubt && this.#deps.alive() && this.#inDoubt(id) === undefined) this.#end(id, order);
    this.#goOn(id, doubt);
  }

  #goOn(id: string, doubt: Doubt): void {
    if (this.#doubts.get(id) !== doubt || !this.#deps.alive()) return;
    const order = this.#inDoubt(id);
    try {
      if (order !== undefined) this.#askPerson(order, doubt);
    } catch (error) {
      // It could not be written down, and is asked after the next look.
      this.#deps.report(error);
    }
    this.#wait(id, doubt);
  }

  /** The venue shows it. Its fills and its end are read by whoever follows orders. */
  #tell({ clientOrderId, market }: Order, { found, fills }: Looked): void {
    const { sink, clock } = this.#deps;
    if (found?.status === 'rejected') sink.rejected({ clientOrderId, reason: 'the venue refused it', at: found.at });
    else if (found !== undefined) sink.accepted({ clientOrderId, venueOrderId: found.venueOrderId, at: clock.now() });
    for (const fill of fills) if (fill.market === market) sink.fill(fill);
  }

  async #proveAbsence(order: Order, { misses }: Doubt): Promise<void> {
    const { venue, ledger, accountId, clock, sink } = this.#deps;
    if (misses.length < LOOKUPS || new Set(misses).size < ENDPOINTS) return;
    const market = ledger.memory.markets.get(order.market);
    if (market === undefined || !(await this.#known.isUnchanged(venue, () => ledger.memory, accountId, market))) return;
    if (this.#inDoubt(order.id) === undefined) return;
    const reason = `its deadline has passed, ${misses.length} lookups did not show it, and nothing moved in the account`;
    sink.absent({ clientOrderId: order.clientOrderId, reason, at: clock.now() });
  }

  #askPerson(order: Order, doubt: Doubt): void {
    const { venue, clock, sink } = this.#deps;
    const { began, looks } = doubt;
    const { clientOrderId, status } = order;
    if (status !== 'unknown') return;
    const at = clock.now();
    const lost = (reason: string): void => sink.lost({ clientOrderId, reason, at });
    const hasLooked = looks >= FIRST_LOOKS;
    if (venue.profile.deadlineMs === 0 && hasLooked) lost(`${venue.name} may still take it: orders have no deadline there`);
    else if (this.#isForgotten(order) && hasLooked) lost(`${venue.name} tells nothing any more of orders that are so old`);
    // Sent with a date that was wrong: no answer before the quarter of an hour is over could prove anything.
    else if (hasLooked && clock.mono() - began + this.#provableIn(order.id, doubt) >= GIVE_UP_MS)
      lost(`this machine's clock was ahead when it was sent, so ${venue.name} may still take it`);
    // Restarts do not begin the quarter of an hour anew.
    else if (clock.mono() - began >= GIVE_UP_MS || (hasLooked && at - this.#unknownSince(order) >= GIVE_UP_MS))
      lost('it could not be decided in 15 minutes');
  }

  #unknownSince({ id, createdAt }: Order): number {
    const event = lastEvent(this.#deps.ledger, 'order.unknown', id);
    return event === undefined ? createdAt : parseInstant(event.at);
  }

  /** Too old for the venue to be asked about: that it shows nothing says nothing. */
  #isForgotten({ createdAt }: Order): boolean {
    const { venue, clock } = this.#deps;
    return clock.now() - createdAt > (venue.profile.lookupHorizonMs ?? Number.POSITIVE_INFINITY);
  }

  /** Milliseconds until the venue would neither take it any more nor hide it; Infinity where it may come at any time. */
  #provableIn(id: string, { began }: Doubt): number {
    const { venue, clock } = this.#deps;
    const { deadlineMs, readLagMs } = venue.profile;
    const order = this.#inDoubt(id);
    if (order === undefined || deadlineMs === 0 || this.#isForgotten(order)) return Number.POSITIVE_INFINITY;
    const byVenue = later(clock.now(), -venue.clockAheadMs());
    const byWall = order.deadline + readLagMs + MARGIN_MS - byVenue;
    // A wall clock can be set; the time that has really passed cannot.
    const byMono = began + deadlineMs + readLagMs + MARGIN_MS - clock.mono();
    return Math.max(byWall, byMono);
  }

  #inDoubt(id: string): Order | undefined {
    const order = this.#deps.ledger.memory.orders.get(id)?.order;
    return order !== undefined && isInDoubt(order.status) ? order : undefined;
  }

  #end(id: string, order?: Order): void {
    this.#doubts.get(id)?.timer?.cancel();
    this.#doubts.delete(id);
    if (order !== undefined) this.#settled(order);
  }
}
