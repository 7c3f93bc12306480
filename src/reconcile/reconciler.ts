import type { Timer } from '#src/domain/clock.ts';
import { findingById } from '#src/ledger/findings.ts';
import { orderById } from '#src/ledger/orders.ts';
import { type AdoptionPlan, adopt, adoptionOf, type NoAdoption, no } from './adopt.ts';
import { Comparer, type Report } from './compare.ts';
import { CONFIRM_MS } from './confirm.ts';
import type { Parts, ReconcileDeps } from './deps.ts';
import { KnownDrift } from './drift.ts';
import { Follower } from './follow.ts';
import { lookSince } from './lookUp.ts';
import { NakedWatch } from './naked.ts';
import { orderBehind } from './orderBehind.ts';
import { Resolver } from './resolve.ts';

/** From the beginning of one comparison to the next: with the look that confirms a difference, two minutes after it came about it is known. */
const EVERY_MS = 90_000;

/** What became of something that a person said. */
export type Settled = { readonly ok: true; readonly text: string } | NoAdoption;

/** What can be said to the reconciler. */
export interface ReconcileVerbs {
  /** What the newest comparison came to; undefined before the first one. */
  readonly newest: Report | undefined;
  /** Compares once, now. */
  now(): Promise<Report>;
  /** A person found an order at the venue, under the venue's own id. */
  found(orderId: string, venueOrderId: string): Promise<Settled>;
  /** A person looked, and it is not there. */
  notThere(orderId: string, actor: string): Settled;
  /** What the ledger would take over from the venue because of a difference. */
  plan(findingId: string): AdoptionPlan | NoAdoption;
  /** Takes it over, if the venue, asked once more, still shows what `hash` stands for. */
  adopt(findingId: string, hash: string, actor: string): Promise<AdoptionPlan | NoAdoption>;
}

/**
 * Sees to it that what the ledger says is what the venue says, whatever the network does: it finds out what became of orders whose answer never came,
 * reads fills and ends of the others, and compares everything at the start, every 90 seconds and after each doubt.
 */
export class Reconciler implements ReconcileVerbs {
  readonly #deps: Parts;
  readonly #known = new KnownDrift();
  readonly #follower: Follower;
  readonly #resolver: Resolver;
  readonly #comparer: Comparer;
  readonly #naked: NakedWatch;
  #timer: Timer | undefined;
  #isStarted = false;
  #isStopped = false;
  #pass: Promise<Report> | undefined;
  #newest: Report | undefined;

  constructor(deps: ReconcileDeps) {
    const parts: Parts = { ...deps, alive: () => !this.#isStopped && deps.ledger.isOpen };
    this.#deps = parts;
    this.#follower = new Follower(parts, () => this.#naked.note());
    this.#naked = new NakedWatch(
      parts,
      () => this.#comparer.note(),
      () => this.#follower.unseen,
    );
    this.#comparer = new Comparer(parts, this.#follower, this.#known, () => this.#naked.sightings());
    this.#resolver = new Resolver(parts, this.#known, () => this.#wait(1));
  }

  /**
   * Call it after the sniper has taken up the ledger and before the first price: what happened while nobody ran is read, orders in doubt are looked for,
   * and positions without a stop get one. From then on it goes on by itself. A venue that cannot be read makes an incomplete report, and is asked again.
   */
  async start(): Promise<Report> {
    this.#isStarted = true;
    this.#resolver.start();
    const report = await this.now();
    if (!this.#isStarted) return report;
    this.#follower.start();
    this.#naked.start();
    if (report.complete) this.#deps.sniper.mend();
    return report;
  }

  stop(): void {
    this.#isStarted = false;
    this.#isStopped = true;
    this.#timer?.cancel();
    this.#resolver.stop();
    this.#follower.stop();
    this.#naked.stop();
  }

  get newest(): Report | undefined {
    return this.#newest;
  }

  now(): Promise<Report> {
    if (this.#pass !== undefined) return this.#pass;
    const { clock } = this.#deps;
    const began = clock.mono();
    this.#pass = this.#comparer.pass().then((report) => {
      this.#pass = undefined;
      this.#newest = report;
      // What it says is as old as its first question: a machine that stood still meanwhile looks again.
      const isOpen = report.waiting > 0 || !report.complete;
      this.#wait(isOpen ? CONFIRM_MS : Math.max(CONFIRM_MS, EVERY_MS - (clock.mono() - began)));
      return report;
    });
    return this.#pass;
  }

  async found(orderId: string, venueOrderId: string): Promise<Settled> {
    const { ledger, venue, sink, clock } = this.#deps;
    const order = ledger.memory.orders.get(orderId)?.order;
    if (order === undefined) return notOpen(this.#deps, orderId);
    const lists = await Promise.all([venue.openOrders(), venue.closedOrders(lookSince(order))]).catch(() => undefined);
    if (lists === undefined) return no(`${venue.name} could not be read, so nothing was changed.`, 'Say it again in a minute.');
    const there = lists.flat().find((one) => one.venueOrderId === venueOrderId);
    if (there === undefined)
      return no(
        `${venue.name} does not show an order ${venueOrderId}: nothing was changed.`,
        'Look at the id once more, letter by letter.',
      );
    if (there.market !== order.market || there.side !== order.side)
      return no(
        `${venueOrderId} is a ${there.side} of ${there.market}, so it is not ${orderId}: nothing was changed.`,
        'Look for another one.',
      );
    sink.accepted({ clientOrderId: order.clientOrderId, venueOrderId, at: clock.now() });
    this.#follower.soon();
    return { ok: true, text: `${orderId} is ${venueOrderId} at ${venue.name}. Its fills are read now.` };
  }

  notThere(orderId: string, actor: string): Settled {
    const { ledger, sink, clock, venue } = this.#deps;
    const live = ledger.memory.orders.get(orderId);
    if (live === undefined) return notOpen(this.#deps, orderId);
    if (live.order.status !== 'needs_human')
      return no(`${orderId} is ${live.order.status}: Heron is not waiting for an answer about it.`, '/orders shows every order at work.');
    const { clientOrderId } = live.order;
    sink.absent({ clientOrderId, reason: `somebody looked at ${venue.name}, and it is not there`, at: clock.now(), actor });
    const isAbsent = ledger.memory.orders.get(orderId) === undefined;
    if (!isAbsent)
      return no(`${orderId} was filled in part, so it cannot have been absent: nothing was changed.`, `/settle ${orderId} found ID`);
    this.#wait(1);
    return { ok: true, text: `${orderId} never reached ${venue.name}. Its amount is free again; nothing was sent in its place.` };
  }

  plan(findingId: string): AdoptionPlan | NoAdoption {
    const finding = this.#deps.ledger.memory.findings.get(findingId);
    if (finding === undefined) {
      const known = findingById(this.#deps.ledger, findingId);
      return no(
        known === undefined ? `There is no finding ${findingId}.` : `${findingId} is ${known.status} already.`,
        '/drift lists what stands.',
      );
    }
    const remedy = this.#comparer.remedyOf(finding);
    const busy = remedy && orderBehind(remedy, this.#deps.ledger.memory, this.#follower);
    if (busy !== undefined)
      return no(
        `Heron is still reading what became of its own order ${busy}: what ${findingId} is about may be a part of it.`,
        'Look again in a minute.',
      );
    return adoptionOf(this.#deps, finding, remedy);
  }

  async adopt(findingId: string, hash: string, actor: string): Promise<AdoptionPlan | NoAdoption> {
    const shown = this.#planAs(findingId, hash);
    if (!shown.ok) return shown;
    // It was so at the last comparison, a minute and a half ago perhaps: booked is what is so now.
    await this.#pass;
    if (!(await this.now()).complete)
      return no(`${this.#deps.venue.name} could not be read, so nothing was booked.`, 'Say it again in a minute.');
    const plan = this.#planAs(findingId, hash);
    if (!plan.ok) return plan;
    const finding = this.#deps.ledger.memory.findings.get(findingId);
    const remedy = finding && this.#comparer.remedyOf(finding);
    const { ledger, accountId } = this.#deps;
    const book = (): boolean => remedy !== undefined && adopt(this.#deps, findingId, remedy, actor);
    if (!this.#known.explain(() => ledger.memory, accountId, book))
      return no(`${findingId} could not be booked: the ledger does not hold what it is about any more.`, '/drift lists what stands.');
    this.#comparer.taken();
    await this.now();
    return plan;
  }

  /** What would be taken over, while it is still what `hash` stands for. */
  #planAs(findingId: string, hash: string): AdoptionPlan | NoAdoption {
    const plan = this.plan(findingId);
    return !plan.ok || plan.hash === hash
      ? plan
      : no('What is to be booked has changed since it was shown: nothing was booked.', `Look again: /adopt ${findingId}`);
  }

  #wait(ms: number): void {
    this.#timer?.cancel();
    if (!this.#isStarted) return;
    this.#timer = this.#deps.clock.after(ms, () => {
      this.now().catch(this.#deps.report);
    });
  }
}

function notOpen({ ledger }: ReconcileDeps, orderId: string): NoAdoption {
  const order = orderById(ledger, orderId);
  return no(
    order === undefined ? `There is no order ${orderId}.` : `${orderId} is ${order.status} already.`,
    '/orders shows every order at work.',
  );
}
