import { toIso } from '#src/domain/clock.ts';
import { isZero } from '#src/domain/decimal.ts';
import { noteDifferences, type Seen } from '#src/ledger/findings.ts';
import { isBooked } from './booked.ts';
import { Confirmations } from './confirm.ts';
import type { Parts } from './deps.ts';
import { driftOf, type KnownDrift } from './drift.ts';
import type { Follower } from './follow.ts';
import { balances } from './kinds/balances.ts';
import { fills } from './kinds/fills.ts';
import { funds } from './kinds/funds.ts';
import { orders } from './kinds/orders.ts';
import { positions } from './kinds/positions.ts';
import { mine } from './mine.ts';
import { takeRules } from './rules.ts';
import { beganAt, readFrom, takeTransfers } from './transfers.ts';
import type { Kind, Remedy, Sighting, View } from './view.ts';

/** What a comparison came to. */
export interface Report {
  readonly at: string;
  /** False when the venue could not be read: then nothing was learned, and what stood before stands. */
  readonly complete: boolean;
  /** Why not, without addresses and keys. */
  readonly reason?: string | undefined;
  readonly checked: number;
  /** Confirmed differences. */
  readonly findings: readonly Seen[];
  /** Differences seen once: another look decides. */
  readonly waiting: number;
  /** What the venue does not tell, so that it could not be compared. */
  readonly unavailable: readonly string[];
}

/**
 * Compares the ledger with the venue: orders, fills, positions, balances, funding, money from outside. It books what is a plain fact with the venue's own
 * id (fills of ours, funding, transfers) and calls everything else a difference: a card, seen twice before it is shown. It sends nothing.
 */
export class Comparer {
  readonly #deps: Parts;
  readonly #follower: Follower;
  readonly #known: KnownDrift;
  readonly #extra: () => readonly Sighting[];
  readonly #confirmations = new Confirmations();
  #confirmed: readonly Sighting[] = [];
  #isOld = false;
  #checked = 0;

  /** `extra` are differences that others watch for, and that need no second look. */
  constructor(deps: Parts, follower: Follower, known: KnownDrift, extra: () => readonly Sighting[]) {
    this.#deps = deps;
    this.#follower = follower;
    this.#known = known;
    this.#extra = extra;
  }

  /** One look. Never rejects: a venue that cannot be read makes an incomplete report. */
  async pass(): Promise<Report> {
    try {
      return await this.#pass();
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'the venue could not be read';
      return { ...this.#report([], []), complete: false, reason };
    }
  }

  /** Writes down what stands now, after something that others watch for has changed. */
  note(): void {
    const { ledger, ids } = this.#deps;
    if (!this.#deps.alive()) return;
    const seen = [...this.#confirmed, ...this.#extra()].map(({ invariant, row, expected, found }) => ({ invariant, row, expected, found }));
    noteDifferences(ledger, seen, () => ids.next('d'), 'reconciler', this.#checked);
  }

  /** Something was taken over: what else was confirmed may have been about the same, and has to be seen again before anything is done about it. */
  taken(): void {
    this.#isOld = true;
  }

  /** What a person may do about a standing difference. */
  remedyOf({ invariant, row }: Pick<Seen, 'invariant' | 'row'>): Remedy | undefined {
    if (this.#isOld) return undefined;
    return this.#confirmed.find((one) => one.invariant === invariant && one.row === row)?.remedy;
  }

  async #pass(): Promise<Report> {
    const { venue, ledger, accountId, clock, sink } = this.#deps;
    const unavailable: string[] = [];
    takeRules(this.#deps);
    const since = readFrom(this.#deps);
    const transfers = await venue.transfersSince(since);
    this.#assertAlive();
    if (transfers === undefined) unavailable.push('deposits and withdrawals');
    else takeTransfers(this.#deps, transfers);
    const fundings = await venue.fundingSince(since);
    this.#assertAlive();
    const hasFunding = [...ledger.memory.markets.values()].some(({ kind }) => kind === 'perpetual');
    if (fundings === undefined && hasFunding) unavailable.push('funding');
    const began = beganAt(this.#deps);
    for (const one of fundings ?? []) if (one.at >= began && ledger.memory.markets.has(one.market)) sink.funding(one);
    const wereBusy = this.#busyMarkets();
    const [positionsThere, balancesThere] = await Promise.all([venue.positions(), venue.balances()]);
    // Last, so that what filled while the rest was read is known when it is compared.
    const { openOrders } = await this.#follower.round();
    this.#assertAlive();
    const view: View = {
      now: clock.now(),
      venue: venue.name,
      accountId,
      memory: ledger.memory,
      openOrders,
      positions: positionsThere,
      balances: balancesThere,
      strays: [...this.#follower.strays.values()].filter((one) => one.at >= began && !isBooked(this.#deps, one)),
      vanished: this.#follower.vanished,
      isBooked: (market, venueFillId) => isBooked(this.#deps, { market, venueFillId }),
    };
    const sightings = this.#look(view);
    const stands = ({ invariant, row }: Sighting): boolean =>
      [...ledger.memory.findings.values()].some((one) => one.invariant === invariant && one.row === row);
    const { sightings: confirmed, waiting } = this.#confirmations.take(sightings, stands, clock.mono());
    this.#confirmed = confirmed;
    this.#isOld = false;
    this.#noteDrift(view, wereBusy);
    this.note();
    return { ...this.#report(unavailable, confirmed), waiting };
  }

  #assertAlive(): void {
    if (!this.#deps.alive()) throw new Error('Heron has stopped');
  }

  #look(view: View): Sighting[] {
    this.#checked = 0;
    const look = (): void => void this.#checked++;
    const kinds: readonly Kind[] = [
      orders((there) => mine(this.#deps.ledger, there)),
      fills,
      positions,
      balances,
      funds(this.#deps.quotes, this.#deps.maxFunds),
    ];
    return kinds.flatMap((kind) => kind(view, look));
  }

  /**
   * Where nothing was under way, a difference that stands is an old one: it is no sign of an order that is being looked for. What was sent after the account
   * had been read may be booked by now and make a difference that is none; that there is no difference is right all the same.
   */
  #noteDrift(view: View, wereBusy: ReadonlySet<string>): void {
    const areBusy = this.#busyMarkets();
    for (const market of view.memory.markets.values()) {
      if (wereBusy.has(market.symbol)) continue;
      const drift = driftOf(view.memory, view.accountId, market, view);
      const stands = this.#confirmed.some(({ row }) => row.split(' ').some((word) => word === market.symbol || word === market.base));
      if (isZero(drift) || (stands && !areBusy.has(market.symbol))) this.#known.note(market.symbol, drift);
    }
  }

  /** Markets in which an order was sent and not answered, or is in doubt. */
  #busyMarkets(): ReadonlySet<string> {
    const { orders } = this.#deps.ledger.memory;
    return new Set([...orders.values()].flatMap(({ order }) => (order.status === 'open' ? [] : [order.market])));
  }

  #report(unavailable: readonly string[], confirmed: readonly Sighting[]): Report {
    const findings = [...confirmed, ...this.#extra()].map(({ invariant, row, expected, found }) => ({ invariant, row, expected, found }));
    return { at: toIso(this.#deps.clock.now()), complete: true, checked: this.#checked, findings, waiting: 0, unavailable };
  }
}
