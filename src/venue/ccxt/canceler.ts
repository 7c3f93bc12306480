import type { Order } from '#src/domain/order.ts';
import type { Calls } from './calls.ts';
import type { PrivateConnection } from './client.ts';
import type { Hints } from './hints.ts';
import { kindOf } from './listRoutes.ts';
import type { OrderNames } from './names.ts';
import type { OrderReads } from './orderReads.ts';
import type { CcxtProfile } from './profile.ts';

export interface CancelerOptions {
  readonly profile: CcxtProfile;
  readonly connection: PrivateConnection;
  readonly calls: Calls;
  readonly names: OrderNames;
  readonly orders: OrderReads;
  readonly hints: Hints;
}

type Of = 'plain' | 'stop';
const MOST = 20_000;

/**
 * Asks a venue to end an order. Whatever it answers, what became of the order is then read: "not found" may mean that it was filled a moment before
 * (FI-22), and no answer may mean anything (FI-24).
 */
export class Canceler {
  readonly #options: CancelerOptions;
  /** Orders of ours that wait for a trigger, where the venue keeps those apart. */
  readonly #kinds = new Map<string, Of>();

  constructor(options: CancelerOptions) {
    this.#options = options;
  }

  /** Whether an order that goes out is a stop. */
  note({ clientOrderId, type }: Order): void {
    this.#kinds.set(clientOrderId, type === 'stop' ? 'stop' : 'plain');
    if (this.#kinds.size <= MOST) return;
    const [oldest] = this.#kinds.keys();
    if (oldest !== undefined) this.#kinds.delete(oldest);
  }

  /** Never rejects. */
  async cancel(clientOrderId: string, market: string): Promise<void> {
    const { hints, calls } = this.#options;
    try {
      await this.#cancel(clientOrderId, market);
    } catch (error) {
      calls.judge(error, 'cancel');
    }
    hints.give();
  }

  async #cancel(clientOrderId: string, market: string): Promise<void> {
    const { profile, connection, calls, names, orders } = this.#options;
    const { cancel, clientId, lookup } = profile;
    const kind = this.#kinds.get(clientOrderId);
    // A stop that was set off goes on as a plain order under another id; only a look tells under which it can still be ended.
    const isApart = lookup.some(({ of, kinds }) => of === 'stop' && (kinds === undefined || kinds.includes(kindOf(market))));
    const byClientId = cancel.byClientId;
    const venueOrderId = names.venueOrderId(market, clientOrderId);
    if (kind === undefined || (kind === 'plain' && venueOrderId === undefined && byClientId === undefined)) {
      const found = await orders.byId(clientOrderId, market);
      if (found === undefined || found.status !== 'open') return;
      const of: Of = isApart && found.type === 'stop' ? 'stop' : 'plain';
      await this.#once(() => connection.client.cancelOrder(found.venueOrderId, market, cancel.byVenueId(of)));
      return;
    }
    const of: Of = isApart ? kind : 'plain';
    await calls.budget.turn('safety');
    if (venueOrderId !== undefined) await calls.once(() => connection.client.cancelOrder(venueOrderId, market, cancel.byVenueId(of)));
    else if (byClientId !== undefined) {
      const { id, params } = byClientId(clientId.toVenue(clientOrderId), of);
      await calls.once(() => connection.client.cancelOrder(id, market, params));
    }
  }

  async #once(call: () => Promise<unknown>): Promise<void> {
    const { calls } = this.#options;
    await calls.budget.turn('safety');
    await calls.once(call);
  }
}
