import { describe, expect, it } from 'vitest';
import type { Order } from '#src/domain/order.ts';
import { orderByClientId } from '#src/ledger/orders.ts';
import { refusalAtEgress } from '#src/sniper/egress.ts';
import { LiveStage, PERP } from './liveStage.ts';

const written = (stage: LiveStage): Order[] =>
  stage.events('order.submitted').flatMap(({ data }) => orderByClientId(stage.ledger, data.client_order_id) ?? []);

/** Why each order that was ever written may not go out, by its status. */
const refused = (stage: LiveStage): Map<string, string | undefined> =>
  new Map(written(stage).map((order) => [`${order.purpose} ${order.status}`, refusalAtEgress(stage.ledger.memory, order)]));

describe('an order that was written before a restart', () => {
  it.each([0.01, 0.06, 0.3, 1, 5])('is never sent again, whatever it is for and whatever became of it (%d s later)', async (wait) => {
    await using stage = await LiveStage.open();
    await stage.enters({ market: PERP }, wait);
    const before = written(stage).map(({ clientOrderId }) => clientOrderId);
    expect(before.length).toBeGreaterThan(0);
    await stage.restart(2);
    for (const [order, refusal] of refused(stage)) expect(refusal, order).toMatch(/not waiting to be sent/);
    await stage.minutes(2);
    for (const id of before) expect(stage.venue.created.get(id) ?? 0, id).toBeLessThanOrEqual(1);
  });

  it('is held back by what the ledger says of it: open, over, in doubt, given up; and being held back changes nothing about it', async () => {
    await using stage = await LiveStage.open(({ venue }) => {
      venue.profile = { ...venue.profile, deadlineMs: 0 };
    });
    const trade = await stage.enters({ market: PERP }, 5);
    stage.venue.travel = 'lostBefore';
    stage.sniper.closePosition(trade, 'user:terminal');
    await stage.seconds(2);
    await stage.restart(2);
    expect([...refused(stage).keys()]).toEqual(['entry filled', 'stop open', 'manual unknown']);
    await stage.minutes(3);
    expect([...refused(stage).keys()]).toContain('manual needs_human');
    const before = stage.ordersOf(trade);
    for (const order of written(stage)) {
      const reason = refusalAtEgress(stage.ledger.memory, order);
      expect(reason, order.id).toBeDefined();
      stage.sniper.sink.rejected({ clientOrderId: order.clientOrderId, reason: reason ?? '', at: stage.now });
    }
    expect(stage.ordersOf(trade)).toEqual(before);
  });
});
