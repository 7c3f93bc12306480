import { text, type Units, units, ZERO } from '#test/fakes/venue/units.ts';
import type { World } from '../world.ts';

interface Entry {
  readonly client_order_id: string;
  readonly condition_id: string;
  readonly amount: string;
  readonly entry: string;
  readonly stop: string;
  readonly risk_amount: string;
}

/** INV-1: the venue has taken no client order id twice. INV-2: no more was entered than was approved, over all attempts. From the exchange's own books. */
export function checkOrders(world: World): void {
  const { venue, witness } = world;
  const taken = new Map<string, number>();
  const filled = new Map<string, Units>();
  for (const { clientOrderId, origin, filled: amount } of venue.exchange.orders()) {
    if (origin !== 'api' || clientOrderId === undefined) continue;
    taken.set(clientOrderId, (taken.get(clientOrderId) ?? 0) + 1);
    const id = venue.ours(clientOrderId) ?? clientOrderId;
    filled.set(id, (filled.get(id) ?? ZERO) + amount);
  }
  for (const [id, times] of taken) if (times > 1) world.violated('INV-1', `the venue took ${times} orders with the id ${id}`);
  const entries = witness.all<Entry>(
    `select o.client_order_id, o.condition_id, o.amount, c.entry, c.stop, c.risk_amount from "order" o join condition c on c.id = o.condition_id where o.purpose = 'entry' order by o.seq`,
  );
  const entered = new Map<string, Units>();
  const known = new Set<string>();
  for (const one of entries) {
    known.add(one.client_order_id);
    entered.set(one.condition_id, (entered.get(one.condition_id) ?? ZERO) + (filled.get(one.client_order_id) ?? ZERO));
  }
  for (const { condition_id, amount, entry, stop, risk_amount } of entries) {
    const sum = entered.get(condition_id) ?? ZERO;
    if (sum > units(amount)) world.violated('INV-2', `${condition_id} entered ${text(sum)}, and its order was for ${amount}`);
    const { level } = JSON.parse(entry) as { level?: string };
    if (level === undefined) continue;
    const distance = Math.abs(Number(level) - Number(stop));
    if (Number(text(sum)) * distance > Number(risk_amount) * 1.001)
      world.violated('INV-2', `${condition_id} entered ${text(sum)}, which risks more than the ${risk_amount} that were approved`);
  }
  const written = new Set(witness.all<{ id: string }>('select client_order_id as id from "order"').map(({ id }) => id));
  for (const id of filled.keys()) if (!written.has(id)) world.violated('INV-3', `the venue took an order that is not in the ledger: ${id}`);
}
