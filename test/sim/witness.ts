import { instant, VirtualClock } from '#src/domain/clock.ts';
import { Ledger } from '#src/ledger/ledger.ts';
import type { Sent } from './simVenue.ts';
import type { World } from './world.ts';

interface WrittenOrder {
  readonly id: string;
  readonly purpose: string;
  readonly reduce_only: number;
  readonly amount: string;
  readonly side: string;
  readonly condition_id: string;
  readonly params_hash: string;
  readonly created_at: string;
}

/** Looks at the file from outside at the moment at which an order leaves: only what is committed counts (INV-3, INV-4). */
export class Witness {
  readonly #world: World;
  readonly #leftBefore = new Map<string, number>();
  #file: Ledger | undefined;

  constructor(world: World) {
    this.#world = world;
  }

  sees({ wireId, amount, side }: Sent): void {
    const world = this.#world;
    const file = this.#open();
    const times = (this.#leftBefore.get(wireId) ?? 0) + 1;
    this.#leftBefore.set(wireId, times);
    if (times > 1) world.violated('INV-1', `an order with the id ${wireId} left a second time`);
    const id = world.venue.ours(wireId);
    const order = id === undefined ? undefined : file.get<WrittenOrder>('select * from "order" where client_order_id = ?', id);
    if (order === undefined) {
      world.violated('INV-3', `an order left that is not in the ledger: ${side} ${amount} ${wireId}`);
      return;
    }
    world.tell(`${order.id} leaves: ${order.purpose} ${side} ${amount}`);
    if (order.amount !== amount || order.side !== side)
      world.violated('INV-3', `${order.id} left as ${side} ${amount}, and was written as ${order.side} ${order.amount}`);
    if (order.purpose !== 'entry') return;
    const halt = file.get<{ seq: number }>('select seq from halt where ended_seq is null');
    if (halt !== undefined) world.violated('INV-4', `${order.id} adds risk and left after the halt of event ${halt.seq}`);
    const approval = file.get<{ params_hash: string; expires_at: string }>(
      "select params_hash, expires_at from approval where condition_id = ? and decision = 'approve' order by seq desc limit 1",
      order.condition_id,
    );
    if (approval === undefined || approval.params_hash !== order.params_hash)
      world.violated('INV-3', `${order.id} left without an approval of what it does`);
    else if (approval.expires_at < order.created_at) world.violated('INV-3', `${order.id} was written after its approval had ended`);
    const disarmed = file.get('select 1 from event where kind = ? and subject = ?', 'condition.disarmed', order.condition_id);
    if (disarmed !== undefined) world.violated('INV-3', `${order.id} left although its approval was taken back`);
  }

  /** Reads what is committed. */
  all<Row>(sql: string, ...cells: (string | number)[]): Row[] {
    return this.#open().all<Row>(sql, ...cells);
  }

  close(): void {
    this.#file?.close();
  }

  #open(): Ledger {
    const { file } = this.#world;
    this.#file ??= new Ledger({ path: file.path, clock: new VirtualClock(instant(0)), readonly: true, open: file.committed });
    return this.#file;
  }
}
