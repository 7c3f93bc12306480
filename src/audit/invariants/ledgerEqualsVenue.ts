import { Faults, type Invariant } from '#src/audit/invariant.ts';
import { add, type Decimal, isEqual, negate, toText, ZERO } from '#src/domain/decimal.ts';
import type { Memory } from '#src/ledger/memory.ts';
import type { LiveOrder } from '#src/ledger/orders.ts';
import { balancesOf } from '#src/ledger/postings.ts';
import type { Venue, VenueOrder } from '#src/venue/port.ts';

/** RT-003; the paper part of INV-5. */
export const ledgerEqualsVenue: Invariant = {
  id: 'VENUE',
  says: 'Balances, positions and open orders are the same in the ledger and at the venue.',
  readsEvents: false,
  start({ ledger, venues }) {
    // A real venue answers late: one look at it tells nothing, and the reconciler takes two.
    const paper = venues?.filter(({ mode }) => mode === 'paper') ?? [];
    if (paper.length === 0) return undefined;
    return {
      async finish() {
        const faults = new Faults();
        for (const venue of paper) await compare(venue, ledger.memory, faults);
        return faults;
      },
    };
  },
};

async function compare(venue: Venue, memory: Memory, faults: Faults): Promise<void> {
  // Asked at once, and the ledger read before anything else can happen: paper answers from the same moment.
  const asked = Promise.all([venue.balances(), venue.positions(), venue.openOrders()]);
  const accounts = new Set(
    [...memory.accounts.values()].filter(({ venue: name, mode }) => name === venue.name && mode === venue.mode).map(({ id }) => id),
  );
  const balances = totalsOf([...accounts].flatMap((id) => [...balancesOf({ memory }, 'cash', id)]));
  const positions = positionsOf(memory, accounts);
  const orders = new Map(
    [...memory.orders.values()].filter(({ order }) => accounts.has(order.accountId)).map((live) => [live.order.clientOrderId, live]),
  );
  const [heldThere, openThere, ordersThere] = await asked;
  same(faults, `${venue.name} balance of`, balances, new Map(heldThere));
  same(faults, `${venue.name} position in`, positions, totalsOf(openThere.map(({ market, amount }) => [market, amount])));
  compareOrders(venue.name, orders, ordersThere, faults);
}

function positionsOf(memory: Memory, accounts: ReadonlySet<string>): Map<string, Decimal> {
  const open = [...memory.positions.values()].filter(
    ({ accountId, market }) => accounts.has(accountId) && memory.markets.get(market)?.kind === 'perpetual',
  );
  return totalsOf(open.map(({ market, side, amount }) => [market, side === 'long' ? amount : negate(amount)]));
}

function totalsOf(parts: readonly (readonly [string, Decimal])[]): Map<string, Decimal> {
  const totals = new Map<string, Decimal>();
  for (const [key, amount] of parts) totals.set(key, add(totals.get(key) ?? ZERO, amount));
  return totals;
}

function same(faults: Faults, what: string, ledger: ReadonlyMap<string, Decimal>, venue: ReadonlyMap<string, Decimal>): void {
  for (const key of new Set([...ledger.keys(), ...venue.keys()])) {
    faults.look();
    const expected = ledger.get(key) ?? ZERO;
    const found = venue.get(key) ?? ZERO;
    if (!isEqual(expected, found)) faults.add(`${what} ${key}`, `${toText(expected)} as in the ledger`, toText(found));
  }
}

function compareOrders(name: string, ledger: Map<string, LiveOrder>, venue: readonly VenueOrder[], faults: Faults): void {
  for (const order of venue) {
    faults.look();
    const live = ledger.get(order.clientOrderId);
    ledger.delete(order.clientOrderId);
    if (live === undefined)
      faults.add(`order ${order.clientOrderId} at ${name}`, 'none', `${order.side} ${toText(order.amount)} ${order.market}`);
    else if (!isEqual(live.filled, order.filled))
      faults.add(`order ${live.order.id} at ${name}`, `filled ${toText(live.filled)} as in the ledger`, `filled ${toText(order.filled)}`);
  }
  // Of an order that is still under way nobody can say yet whether the venue has it.
  for (const { order } of ledger.values()) {
    if (order.status === 'open')
      faults.add(`order ${order.id} at ${name}`, `an open ${order.side} of ${toText(order.amount)} ${order.market}`, 'none');
  }
}
