import { describe, expect, it } from 'vitest';
import { decimal, subtract, toText } from '#src/domain/decimal.ts';
import { BTC, LiveStage, PERP } from './liveStage.ts';

const position = (stage: LiveStage, trade: string): string => toText(stage.ledger.memory.positions.get(trade)?.amount ?? decimal('0'));

describe('what became of an order', () => {
  it('FI-20: is read fill by fill: the stop is as large as what was filled, after fees in base', async () => {
    await using stage = await LiveStage.open(({ venue }) => {
      venue.feeIn = 'base';
      venue.fillShare = 0.5;
    });
    const trade = await stage.enters({}, 10);
    const [entry] = stage.venue.orders;
    expect(stage.ordersOf(trade)).toEqual(['entry open', 'stop open']);
    const stop = (): string =>
      toText(stage.venue.orders.findLast(({ type, status }) => type === 'stop' && status === 'open')?.amount ?? decimal('0'));
    const held = Number(position(stage, trade));
    expect(held).toBeLessThan(Number(toText(entry?.filled ?? decimal('0'))));
    expect(Number(stop())).toBeLessThanOrEqual(held);
    expect(held - Number(stop())).toBeLessThan(0.00001);
    // The venue cancels the rest by itself: what was filled is kept.
    if (entry) entry.status = 'canceled';
    await stage.seconds(10);
    expect(stage.ordersOf(trade)[0]).toBe('entry canceled');
    expect(Number(position(stage, trade))).toBe(held);
    expect(stage.books().ledger).toEqual(stage.books().venue);
    stage.quote(BTC, 62_900);
    await stage.seconds(40);
    expect(stage.ledger.memory.positions.size).toBe(0);
    expect(stage.findings()).toEqual([]);
  });

  it('FI-20: names a position that is too small for a stop, and does not try for ever', async () => {
    await using stage = await LiveStage.open(({ venue }) => {
      venue.fillShare = 0.0002;
    });
    const trade = await stage.enters({}, 60);
    expect(stage.ordersOf(trade)).toEqual(['entry open']);
    expect(stage.events('position.naked').map(({ data }) => data.reason)).toEqual([
      'dust: it is worth less than the venue takes for a stop',
    ]);
    expect(stage.findings()).toEqual([`RECON-NAKED stop of ${trade} in ${BTC} at held`]);
    expect(stage.venue.sent).toHaveLength(1);
  });

  it('FI-21, FI-25: a fill while it is being canceled counts, and what is left is canceled', async () => {
    await using stage = await LiveStage.open(({ venue }) => {
      venue.fillShare = 0.25;
    });
    const trade = await stage.enters({}, 5);
    const [entry] = stage.venue.orders;
    if (entry === undefined) throw new Error('no entry');
    stage.sniper.cancelOrder(stage.events('order.submitted')[0]?.subject ?? '', 'user:terminal');
    entry.status = 'open';
    stage.venue.fillOrder(entry, decimal('0.00002'));
    await stage.seconds(15);
    expect(stage.ordersOf(trade)[0]).toBe('entry canceled');
    expect(position(stage, trade)).toBe(toText(entry.filled));
    expect(stage.books().ledger).toEqual(stage.books().venue);
  });

  it('FI-22: filled wins over a cancel that the venue had said yes to', async () => {
    await using stage = await LiveStage.open(({ venue }) => {
      venue.fillShare = 0.5;
    });
    const trade = await stage.enters({}, 5);
    const [entry] = stage.venue.orders;
    if (entry === undefined) throw new Error('no entry');
    stage.venue.cancelTravel = 'lostBefore';
    stage.sniper.cancelOrder(stage.events('order.submitted')[0]?.subject ?? '', 'user:terminal');
    stage.venue.fillOrder(entry, subtract(entry.amount, entry.filled));
    await stage.seconds(15);
    expect(stage.ordersOf(trade)[0]).toBe('entry filled');
    expect(stage.ordersOf(trade).at(-1)).toBe('stop open');
    expect(stage.books().ledger).toEqual(stage.books().venue);
  });

  it('FI-22: a fill that turns up after the end was told is booked, and the position is managed', async () => {
    await using stage = await LiveStage.open(({ venue }) => {
      venue.fillShare = 0;
    });
    const trade = await stage.enters({}, 5);
    const [entry] = stage.venue.orders;
    if (entry === undefined) throw new Error('no entry');
    entry.status = 'canceled';
    await stage.seconds(10);
    expect(stage.ordersOf(trade)).toEqual(['entry canceled']);
    expect(stage.ledger.memory.conditions.size).toBe(0);
    stage.venue.fillOrder(entry, decimal('0.05'));
    stage.venue.hint();
    await stage.seconds(10);
    expect(stage.ordersOf(trade)).toEqual(['entry canceled', 'stop open']);
    expect(stage.events('condition.reopened')).toHaveLength(1);
    expect(stage.books().ledger).toEqual(stage.books().venue);
  });

  it('FI-24: a cancel that was lost is asked again until the order is over, and asking twice changes nothing', async () => {
    await using stage = await LiveStage.open(({ venue }) => {
      venue.fillShare = 0.5;
    });
    const trade = await stage.enters({}, 5);
    stage.venue.cancelTravel = 'lostBefore';
    const id = stage.events('order.submitted')[0]?.subject ?? '';
    stage.sniper.cancelOrder(id, 'user:terminal');
    stage.sniper.cancelOrder(id, 'user:terminal');
    await stage.seconds(20);
    expect(stage.statusOf(id)).toBe('open');
    expect(stage.events('order.cancel_asked')).toHaveLength(1);
    stage.venue.cancelTravel = 'through';
    await stage.seconds(20);
    expect(stage.ordersOf(trade)[0]).toBe('entry canceled');
  });

  it('FI-24: goes on being canceled after a crash', async () => {
    await using stage = await LiveStage.open(({ venue }) => {
      venue.fillShare = 0.5;
    });
    const trade = await stage.enters({}, 5);
    stage.venue.cancelTravel = 'lostBefore';
    stage.sniper.cancelOrder(stage.events('order.submitted')[0]?.subject ?? '', 'user:terminal');
    stage.venue.cancelTravel = 'through';
    await stage.restart(5);
    await stage.seconds(15);
    expect(stage.ordersOf(trade)[0]).toBe('entry canceled');
  });

  it('FI-48: is read although the date was an hour ahead when it was sent, and while it still is (seed 19515)', async () => {
    for (const isMendedAtOnce of [true, false]) {
      await using stage = await LiveStage.open();
      await stage.minutes(1);
      stage.dateAheadMs = stage.venue.aheadMs = 3_600_000;
      await stage.minutes(3);
      const trade = await stage.enters({}, 0);
      if (isMendedAtOnce) stage.dateAheadMs = stage.venue.aheadMs = 0;
      await stage.seconds(10);
      expect(stage.ordersOf(trade)).toEqual(['entry filled', 'stop open']);
      stage.dateAheadMs = stage.venue.aheadMs = 0;
      stage.quote(BTC, 62_900);
      await stage.minutes(1);
      expect(stage.ledger.memory.positions.size).toBe(0);
      expect(stage.findings()).toEqual([]);
      expect(stage.books().ledger).toEqual(stage.books().venue);
    }
  });

  it('whose fills the venue does not show is asked for every few seconds, and not ever faster (seed 19515)', async () => {
    await using stage = await LiveStage.open();
    const shown = stage.venue.fillsSince;
    stage.venue.fillsSince = async (since) => (await shown(since)).slice(0, 0);
    const trade = await stage.enters({}, 20);
    const before = stage.venue.reads.get('fillsSince') ?? 0;
    await stage.minutes(1);
    expect((stage.venue.reads.get('fillsSince') ?? 0) - before).toBeLessThan(50);
    expect(stage.ordersOf(trade)).toEqual(['entry open']);
    stage.venue.fillsSince = shown;
    await stage.seconds(10);
    expect(stage.ordersOf(trade)).toEqual(['entry filled', 'stop open']);
  });

  it('FI-29: an old picture of it, open and less filled, is ignored', async () => {
    await using stage = await LiveStage.open(({ venue }) => {
      venue.fillShare = 0.5;
    });
    const trade = await stage.enters({}, 5);
    const before = position(stage, trade);
    const real = stage.venue.openOrders;
    stage.venue.openOrders = async () => (await real()).map((one) => ({ ...one, filled: decimal('0') }));
    const byId = stage.venue.orderById;
    stage.venue.orderById = async (id, market) => {
      const one = await byId(id, market);
      return one && { ...one, filled: decimal('0'), status: 'canceled' as const };
    };
    await stage.seconds(30);
    expect(position(stage, trade)).toBe(before);
    expect(stage.ordersOf(trade)[0]).toBe('entry open');
  });

  it('FI-30: is found within a minute when the venue pushes nothing, and at once when it hints', async () => {
    await using stage = await LiveStage.open();
    const trade = await stage.enters({}, 10);
    stage.quote(BTC, 62_900);
    await stage.seconds(2);
    expect(stage.ledger.memory.positions.size).toBe(1);
    await stage.seconds(20);
    expect(stage.ordersOf(trade).at(-1)).toBe('stop filled');
    const second = await stage.enters({}, 10);
    stage.quote(BTC, 62_900);
    stage.venue.hint();
    await stage.seconds(1);
    expect(stage.ordersOf(second).at(-1)).toBe('stop filled');
  });

  it('FI-31: the same fills, doubled and in any order, before the order was acknowledged, are booked once', async () => {
    await using stage = await LiveStage.open(({ venue }) => {
      venue.doublesPages = true;
      venue.latencyMs = 400;
    });
    const trade = await stage.enters({}, 0.1);
    stage.venue.hint();
    await stage.seconds(20);
    expect(stage.events('fill.recorded')).toHaveLength(1);
    expect(stage.ordersOf(trade)).toEqual(['entry filled', 'stop open']);
    await stage.restart(3);
    await stage.seconds(20);
    expect(stage.events('fill.recorded')).toHaveLength(1);
    expect(stage.books().ledger).toEqual(stage.books().venue);
  });

  it('FI-32: a fill that names our order and another market is no fill of it, and is said aloud', async () => {
    await using stage = await LiveStage.open();
    const trade = await stage.enters({}, 5);
    const before = position(stage, trade);
    const id = stage.venue.sent.at(-1)?.order.clientOrderId ?? '';
    stage.venue.byHand(PERP, 'sell', '0.05', id);
    await stage.minutes(5);
    expect(position(stage, trade)).toBe(before);
    expect(stage.findings().some((one) => one.startsWith('RECON-FILL') && one.includes(PERP))).toBe(true);
  });

  it('FI-06, FI-07, FI-08: is taken up after a crash wherever it stood', async () => {
    for (const wait of [0, 0.04, 0.06, 0.3, 1]) {
      await using stage = await LiveStage.open(({ venue }) => {
        venue.fillShare = 0.5;
      });
      const trade = await stage.enters({}, wait);
      await stage.restart(2);
      await stage.seconds(20);
      expect(stage.ordersOf(trade)).toEqual(['entry open', 'stop open']);
      expect(stage.events('order.submitted').filter(({ data }) => data.purpose === 'entry')).toHaveLength(1);
      expect(stage.duplicates).toEqual([]);
      expect(stage.books().ledger).toEqual(stage.books().venue);
    }
  });

  it('FI-42: funding is booked once by its id, and after the trade it still leaves the account', async () => {
    await using stage = await LiveStage.open();
    const trade = await stage.enters({ market: PERP }, 5);
    const one = { venueFundingId: 'n1', market: PERP, amount: decimal('1.25'), asset: 'USDT', at: stage.now };
    stage.venue.fundings?.push(one, one);
    stage.venue.held.set('USDT', decimal(String(Number(stage.books().venue.USDT) - 1.25)));
    await stage.minutes(5);
    expect(stage.events('funding.recorded').map(({ data }) => data.trade_id)).toEqual([trade]);
    stage.sniper.closePosition(trade, 'user:terminal');
    await stage.seconds(20);
    const pnl = stage.events('trade.closed')[0]?.data.pnl;
    stage.venue.fundings?.push({ ...one, venueFundingId: 'n2', at: stage.now });
    stage.venue.held.set('USDT', decimal(String((Number(stage.books().venue.USDT) - 1.25).toFixed(8))));
    await stage.minutes(5);
    expect(stage.events('funding.recorded').map(({ data }) => data.trade_id)).toEqual([trade, 'none']);
    expect(stage.events('trade.closed')[0]?.data.pnl).toBe(pnl);
    expect(stage.findings()).toEqual([]);
  });

  it('FI-42: funding that the venue does not tell of is said to be missing, not taken as nothing', async () => {
    await using stage = await LiveStage.open(({ venue }) => {
      venue.fundings = undefined;
    });
    expect(stage.report.unavailable).toEqual(['funding']);
  });

  it('FI-43: a fill without a price is never booked at zero', async () => {
    await using stage = await LiveStage.open(({ venue }) => {
      venue.fillShare = 0;
    });
    const trade = await stage.enters({}, 5);
    const [entry] = stage.venue.orders;
    if (entry === undefined) throw new Error('no entry');
    stage.venue.fillOrder(entry, decimal('0.01'), 0);
    await stage.minutes(3);
    expect(stage.events('fill.recorded')).toEqual([]);
    expect(stage.ledger.memory.positions.has(trade)).toBe(false);
    expect(stage.findings().some((one) => one.startsWith('RECON-FILL '))).toBe(true);
  });

  it('FI-46: a definite no for want of money ends the entry, and is not tried again', async () => {
    await using stage = await LiveStage.open();
    stage.venue.travel = { rejected: 'insufficient balance' };
    const trade = await stage.enters({}, 5);
    for (const last of [64_000, 64_120, 64_000, 64_130]) {
      stage.quote(BTC, last);
      await stage.seconds(1);
    }
    expect(stage.ordersOf(trade)).toEqual(['entry rejected']);
    expect(stage.venue.sent).toHaveLength(1);
    expect(stage.ledger.memory.conditions.size).toBe(0);
  });
});
