import type { Timer } from '#src/domain/clock.ts';
import { add, type Decimal, isLess, isMore } from '#src/domain/decimal.ts';
import { isOver, type Order } from '#src/domain/order.ts';
import type { StopList, VenueFill, VenueOrder } from '#src/venue/port.ts';
import { Aside } from './aside.ts';
import { bookedAs } from './booked.ts';
import type { Parts } from './deps.ts';
import { FillCursor } from './fillCursor.ts';
import { lookSince } from './lookUp.ts';
import { mine } from './mine.ts';
import { ReadPace, SOON_MS } from './readPace.ts';

/** What the venue said about itself in one round. */
export interface Round {
  readonly openOrders: readonly VenueOrder[];
}

/**
 * Reads what became of open orders and hands it to the sink: fills, each once by the venue's id of it, then the end of an order when all its fills are
 * there. What the venue pushes is a hint to read now; what is read is the truth, and a read that failed teaches nothing.
 */
export class Follower {
  /** Fills that belong to no order of ours that could take them, by market and the venue's id. */
  readonly strays = new Map<string, VenueFill>();
  /** Open in the ledger, and shown nowhere at the venue in the last round. */
  readonly vanished = new Set<string>();
  /** Open in the ledger, not where the venue shows such orders, and what became of them could not be read: they may protect nothing any more. */
  readonly unseen = new Set<string>();
  /** The venue counts more of them as filled than it showed fills of in the last round. */
  readonly lacking = new Set<string>();
  /** What became of them could not be read in the last round. */
  readonly unread = new Set<string>();
  readonly #deps: Parts;
  readonly #looked: () => void;
  readonly #aside = new Aside();
  readonly #cursor: FillCursor;
  readonly #pace: ReadPace;
  #timer: Timer | undefined;
  #dueAt = Number.POSITIVE_INFINITY;
  #running: Promise<Round> | undefined;
  #again = false;
  #ends: (() => void)[] = [];

  /** `looked` hears whenever it was read which orders are open, and of the end of each round. */
  constructor(deps: Parts, looked: () => void = () => undefined) {
    this.#deps = deps;
    this.#looked = looked;
    this.#cursor = new FillCursor(deps);
    this.#pace = new ReadPace(deps);
  }

  /** From now on by itself. */
  start(): void {
    const { venue, ledger } = this.#deps;
    this.#ends = [
      venue.onHint(() => this.soon()),
      ledger.listen(({ kind }) => {
        if (kind === 'order.absent') this.#pace.absent();
        if (kind === 'order.accepted' || kind === 'order.cancel_asked' || kind === 'order.absent') this.soon();
      }),
    ];
    this.#wait(this.#pace.next(false));
  }

  stop(): void {
    for (const end of this.#ends) end();
    this.#ends = [];
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  /** Reads in a moment; what is asked for while it reads is read after it. */
  soon(): void {
    if (this.#running !== undefined) this.#again = true;
    else if (this.#ends.length > 0) this.#wait(SOON_MS);
  }

  /** Reads now, or joins the round that is under way. Rejects when the venue could not be read. */
  round(): Promise<Round> {
    this.#running ??= this.#counted().finally(() => {
      this.#running = undefined;
      this.#dueAt = Number.POSITIVE_INFINITY;
      if (this.#ends.length > 0) this.#wait(this.#pace.next(this.#again));
      this.#again = false;
      if (this.#deps.alive()) this.#looked();
    });
    return this.#running;
  }

  #wait(ms: number): void {
    const { clock, report } = this.#deps;
    const at = clock.mono() + ms;
    if (at >= this.#dueAt) return;
    this.#timer?.cancel();
    this.#dueAt = at;
    this.#timer = clock.after(ms, () => {
      this.#dueAt = Number.POSITIVE_INFINITY;
      this.round().catch(report);
    });
  }

  async #counted(): Promise<Round> {
    try {
      const round = await this.#read();
      this.#pace.read(this.lacking.size > 0);
      return round;
    } catch (error) {
      this.#pace.failed();
      throw error;
    }
  }

  async #read(): Promise<Round> {
    const { venue, ledger, sniper } = this.#deps;
    const asked = this.#cursor.now();
    // Fills that cannot be read hide no order that has ended without one: the rest is read all the same, and the round has failed.
    const fills = await venue.fillsSince(this.#cursor.at).catch((error: unknown) => ({ error }));
    if (!this.#deps.alive()) return { openOrders: [] };
    if (!('error' in fills)) {
      this.#take(fills);
      this.#cursor.readAt(asked);
    }
    // Only what was open before the question can have ended by the answer.
    const before = openOrders(this.#deps);
    const openThere = await venue.openOrders((list) => this.#seeStops(before, list));
    if (!this.#deps.alive()) return { openOrders: openThere };
    this.lacking.clear();
    const shown = new Set<string>();
    for (const one of openThere) {
      const order = mine(ledger, one);
      if (order === undefined) continue;
      shown.add(order.id);
      this.#link(order, one);
      if (isMore(one.filled, this.#known(order) ?? one.filled)) this.#missFills(order);
    }
    await this.#findEnds(before.filter(({ id }) => !shown.has(id)));
    if (this.#deps.alive()) sniper.mend();
    if ('error' in fills) throw fills.error;
    return { openOrders: openThere };
  }

  /** A stop that waits no more may protect nothing any more, also while another list cannot be read. */
  #seeStops(before: readonly Order[], { orders, isAbout }: StopList): void {
    if (!this.#deps.alive()) return;
    const shown = new Set(orders.map((one) => mine(this.#deps.ledger, one)?.id));
    for (const { id, type, market } of before) {
      if (type !== 'stop' || !isAbout(market)) continue;
      if (shown.has(id)) this.unseen.delete(id);
      else this.unseen.add(id);
    }
    this.#looked();
  }

  /** An order whose answer is still under way, or was given up, rests at the venue. */
  #link({ clientOrderId, status }: Order, { venueOrderId }: VenueOrder): void {
    if (status === 'open' || (isOver(status) && status !== 'absent')) return;
    this.#deps.sink.accepted({ clientOrderId, venueOrderId, at: this.#deps.clock.now() });
  }

  #take(fills: readonly VenueFill[]): void {
    const { report } = this.#deps;
    if (!this.#deps.alive()) return;
    for (const fill of [...fills].sort((a, b) => a.at - b.at || (a.venueFillId < b.venueFillId ? -1 : 1))) {
      const key = `${fill.market} ${fill.venueFillId}`;
      this.#aside.forget(key);
      const booked = bookedAs(this.#deps, fill);
      if (booked !== undefined) {
        this.strays.delete(key);
        if (booked === 'aside') this.#aside.note(key, fill);
        continue;
      }
      try {
        if (this.#deps.sink.fill(fill) || this.#forced(fill)) {
          this.strays.delete(key);
          continue;
        }
      } catch (error) {
        // What cannot be booked moved money all the same: it is a difference, and everything else goes on.
        report(error);
      }
      this.strays.set(key, fill);
      this.#aside.note(key, fill);
    }
  }

  /** The venue closed a position by force and says so in the id of its own order. */
  #forced(fill: VenueFill): boolean {
    if (!/^(?:autoclose|adl|liquidat)/i.test(fill.clientOrderId)) return false;
    const { sink, ledger } = this.#deps;
    const open = [...ledger.memory.positions.values()].find(({ market }) => market === fill.market);
    if (open === undefined || isLess(open.amount, fill.amount) || (open.side === 'long') !== (fill.side === 'sell')) return false;
    const { market, clientOrderId, side, amount, at, venueFillId } = fill;
    // One forced order can have several fills; each is an order of its own here.
    const id = `${clientOrderId}-${venueFillId}`;
    sink.liquidated({ market, clientOrderId: id, venueOrderId: clientOrderId, side, amount, at });
    return sink.fill({ ...fill, clientOrderId: id });
  }

  async #findEnds(gone: readonly Order[]): Promise<void> {
    const { venue, ledger } = this.#deps;
    let closed: readonly VenueOrder[] | undefined;
    this.unseen.clear();
    this.unread.clear();
    for (const { id } of gone) {
      this.unseen.add(id);
      this.unread.add(id);
    }
    this.#looked();
    for (const order of gone) {
      // Some answer a question about an order that they have forgotten with an error of their own: then the lists decide.
      let end = await venue.orderById(order.clientOrderId, order.market).catch(() => undefined);
      if (end === undefined) {
        const oldest = gone.reduce((old, one) => (one.createdAt < old.createdAt ? one : old), order);
        closed ??= await venue.closedOrders(lookSince(oldest));
        end = closed.find((one) => mine(ledger, one)?.id === order.id);
      }
      if (!this.#deps.alive()) return;
      if (end === undefined) this.vanished.add(order.id);
      else {
        this.vanished.delete(order.id);
        if (end.status === 'open') this.unseen.delete(order.id);
        await this.#end(order, end);
      }
      this.unread.delete(order.id);
    }
    const { orders } = ledger.memory;
    this.#pace.isOdd = gone.some(({ id }) => orders.has(id));
    for (const id of this.vanished) if (!gone.some((one) => one.id === id) || !orders.has(id)) this.vanished.delete(id);
  }

  /** An end counts when its fills are complete; a snapshot that knows of less than the ledger is an old one (FI-29). */
  async #end(order: Order, end: VenueOrder): Promise<void> {
    const { venue, sink, clock } = this.#deps;
    if (end.status === 'open') return;
    if (isMore(end.filled, this.#known(order) ?? end.filled)) this.#take(await venue.fillsSince(lookSince(order)));
    const known = this.#known(order);
    if (known === undefined || isMore(known, end.filled)) return;
    if (isMore(end.filled, known)) {
      this.#missFills(order);
      return;
    }
    const { clientOrderId } = order;
    // Somebody is asked about what no position could take; until they have answered it stays.
    const isAsked = (fill: VenueFill): boolean =>
      fill.clientOrderId === clientOrderId && fill.market === order.market && bookedAs(this.#deps, fill) === undefined;
    if ([...this.strays.values()].some(isAsked)) return;
    const at = clock.now();
    if (end.status === 'expired') sink.expired({ clientOrderId, reason: 'nothing more of it could be filled', at });
    else if (end.status === 'rejected') sink.rejected({ clientOrderId, reason: 'the venue refused it after it had taken it', at });
    else sink.canceled({ clientOrderId, reason: end.status === 'filled' ? 'the venue counts it as filled' : 'canceled at the venue', at });
  }

  /** The venue counts more as filled than it shows fills of: they come late, or were shown while nobody read so far back. */
  #missFills(order: Order): void {
    this.lacking.add(order.id);
    this.#cursor.backTo(lookSince(order));
  }

  /** What is known to be filled, by the ledger or aside of it; undefined when the order is over there. */
  #known(order: Order): Decimal | undefined {
    const filled = this.#deps.ledger.memory.orders.get(order.id)?.filled;
    return filled && add(filled, this.#aside.amountOf(order));
  }
}

const openOrders = ({ ledger }: Parts): Order[] =>
  [...ledger.memory.orders.values()].flatMap(({ order }) => (order.status === 'open' ? [order] : []));
