import { createHash } from 'node:crypto';
import type { Clock } from '#src/domain/clock.ts';
import { toText } from '#src/domain/decimal.ts';
import type { Order } from '#src/domain/order.ts';
import type { Ledger } from '#src/ledger/ledger.ts';
import type { PrivateConnection } from '#src/venue/ccxt/client.ts';
import { verdictOf } from '#src/venue/ccxt/verdict.ts';
import type { NetworkVenue, VenueSink } from '#src/venue/port.ts';
import { simConnection } from './client.ts';
import type { Asker } from './net.ts';
import { venueProfile } from './venues.ts';
import type { World } from './world.ts';

/** Wrong ways to deal with a venue that is silent, which earlier systems had. Each has to be caught. */
export const PROTOCOLS = ['naive', 'blind', 'notFound', 'sendFirst'] as const;
export type Protocol = (typeof PROTOCOLS)[number];

export interface WrongProtocol {
  readonly connection?: (connection: PrivateConnection) => PrivateConnection;
  readonly venue?: (venue: NetworkVenue, ledger: Ledger) => NetworkVenue;
}

const RESENDS = 2;

export function protocolOf(name: Protocol, world: World): WrongProtocol {
  switch (name) {
    case 'naive':
      return { connection: (connection) => resending(connection, world, true) };
    case 'blind':
      return { connection: (connection) => resending(connection, world, false) };
    case 'notFound':
      return { venue: (venue, ledger) => believing(venue, ledger, world.machineClock) };
    case 'sendFirst':
      return { venue: (venue, ledger) => eager(venue, ledger, world) };
  }
}

/** An order without an answer is sent again: under a new id, or under the same. */
function resending(connection: PrivateConnection, world: World, anew: boolean): PrivateConnection {
  const { client } = connection;
  const createOrder: typeof client.createOrder = async (symbol, type, side, amount, price, params) => {
    for (let times = 0; ; times++) {
      const id = String(params.clientOrderId);
      const other = createHash('sha256').update(`${id} ${times}`).digest('hex').slice(0, 32);
      const wireId = !anew || times === 0 ? id : venueProfile(world.plan.venue).clientId.toVenue(other);
      try {
        return await client.createOrder(symbol, type, side, amount, price, { ...params, clientOrderId: wireId });
      } catch (error) {
        if (times >= RESENDS || verdictOf(error, 'create', world.plan.venue).kind === 'definite') throw error;
      }
    }
  };
  return { ...connection, client: { ...client, createOrder } };
}

/** An order that is not found was refused. */
function believing(venue: NetworkVenue, ledger: Ledger, clock: Pick<Clock, 'now'>): NetworkVenue {
  let sink: VenueSink | undefined;
  return {
    ...plain(venue),
    connect: (heard) => {
      sink = heard;
      venue.connect(heard);
    },
    orderById: async (clientOrderId, market) => {
      const found = await venue.orderById(clientOrderId, market);
      const isInDoubt = [...ledger.memory.orders.values()].some(
        ({ order }) => order.clientOrderId === clientOrderId && order.status === 'unknown',
      );
      if (found === undefined && isInDoubt) sink?.rejected({ clientOrderId, reason: 'it is not there', at: clock.now() });
      return found;
    },
  };
}

/** An order is on its way before it is written down. */
function eager(venue: NetworkVenue, ledger: Ledger, world: World): NetworkVenue {
  const outside: Asker = { isAlive: true, hears: (run) => run() };
  const profile = venueProfile(world.plan.venue);
  const { client } = simConnection(world.venue, outside, { profile, credentials: {}, clock: world.machineClock });
  let sink: VenueSink | undefined;
  const append = ledger.append.bind(ledger);
  ledger.append = (event) => {
    const seq = append(event);
    const order = event.kind === 'order.submitted' ? ledger.memory.orders.get(event.subject)?.order : undefined;
    if (order !== undefined && order.attempt > 0) void send(order);
    return seq;
  };
  const send = async (order: Order): Promise<void> => {
    const { clientOrderId, side, type, reduceOnly, leverage, market, amount } = order;
    const { kind } = world.venue.kind.market;
    const stopPrice = order.stopPrice === undefined ? undefined : toText(order.stopPrice);
    const call = profile.create({ kind, side, type, reduceOnly, leverage, wireId: profile.clientId.toVenue(clientOrderId), stopPrice });
    const at = world.machineClock.now();
    try {
      const { id } = await client.createOrder(market, call.type, side, toText(amount), undefined, call.params);
      if (ledger.isOpen) sink?.accepted({ clientOrderId, venueOrderId: String(id), at });
    } catch (error) {
      if (!ledger.isOpen) return;
      const verdict = verdictOf(error, 'create', world.plan.venue);
      sink?.[verdict.kind === 'definite' ? 'rejected' : 'unknown']({ clientOrderId, reason: verdict.reason, at });
    }
  };
  return {
    ...plain(venue),
    connect: (heard) => {
      sink = heard;
      venue.connect(heard);
    },
    submit: () => undefined,
  };
}

/** A venue whose profile is read when it is asked for. */
const plain = (venue: NetworkVenue): NetworkVenue => ({
  ...venue,
  get profile() {
    return venue.profile;
  },
});
