import { describe, expect, it } from 'vitest';
import { add, decimal, isMore, toText, ZERO } from '#src/domain/decimal.ts';
import { fillsOfTrade } from '#src/ledger/fills.ts';
import { BTC, LiveStage, PERP } from './liveStage.ts';

const held = (stage: LiveStage, trade: string): string => toText(stage.ledger.memory.positions.get(trade)?.amount ?? ZERO);
const soldAsTarget = (stage: LiveStage, trade: string): string =>
  toText(fillsOfTrade(stage.ledger, trade).reduce((total, one) => (one.purpose === 'target' ? add(total, one.amount) : total), ZERO));
const asked = (stage: LiveStage): string[] =>
  stage.venue.sent.flatMap(({ order }) => (order.purpose === 'target' ? [toText(order.amount)] : []));

/** The price reaches the first rung and goes away again; the order for it is filled so far and then ended by the venue. */
async function endsInPart(stage: LiveStage, share: number): Promise<void> {
  stage.venue.fillShare = share;
  stage.quote(PERP, 65_600);
  await stage.seconds(1);
  stage.quote(PERP, 64_500);
  const order = stage.venue.orders.findLast(({ type, side }) => type === 'market' && side === 'sell');
  if (order === undefined) throw new Error('nothing was asked for');
  order.status = 'canceled';
  stage.venue.fillShare = 1;
  await stage.seconds(10);
}

describe('FI-25: a rung of the ladder whose order ended in part', () => {
  it('is asked for again less what was taken, and is reached once', async () => {
    await using stage = await LiveStage.open();
    const trade = await stage.enters({ market: PERP }, 5);
    const whole = Number(held(stage, trade));
    await endsInPart(stage, 0.25);
    expect(stage.ordersOf(trade)).toContain('target canceled');
    expect(stage.events('target.reached')).toHaveLength(0);
    stage.quote(PERP, 65_600);
    await stage.seconds(10);
    const [first, second, ...more] = asked(stage).map(Number);
    expect(more).toEqual([]);
    expect((first ?? 0) * 0.25 + (second ?? 0)).toBeCloseTo(first ?? 0, 8);
    expect(stage.events('target.reached')).toHaveLength(1);
    expect(Number(held(stage, trade))).toBeCloseTo(whole - (first ?? 0), 8);
    expect(Number(toText(stage.venue.openAmounts.get(PERP) ?? ZERO))).toBeCloseTo(whole - (first ?? 0), 8);
  });

  it('counts what was taken after a crash too', async () => {
    await using stage = await LiveStage.open();
    const trade = await stage.enters({ market: PERP }, 5);
    await endsInPart(stage, 0.5);
    await stage.restart(5);
    stage.quote(PERP, 65_600);
    await stage.seconds(10);
    const [first] = asked(stage);
    expect(soldAsTarget(stage, trade)).toBe(first);
    expect(stage.events('target.reached').map(({ data }) => data.target)).toEqual([1]);
  });

  it('starts anew with the next rung: what the first one took is not counted there', async () => {
    await using stage = await LiveStage.open();
    const trade = await stage.enters(
      {
        market: PERP,
        targets: [
          [65_500, 25],
          [66_000, 25],
          [67_000, 50],
        ],
      },
      5,
    );
    const whole = Number(held(stage, trade));
    await endsInPart(stage, 0.5);
    stage.quote(PERP, 65_600);
    await stage.seconds(10);
    stage.quote(PERP, 66_050);
    await stage.seconds(10);
    expect(stage.events('target.reached').map(({ data }) => data.target)).toEqual([1, 2]);
    expect(Number(held(stage, trade)) / whole).toBeCloseTo(0.5, 2);
  });

  it('counts as reached when what is left of it is less than the venue takes, and nothing is tried again and again', async () => {
    await using stage = await LiveStage.open();
    const trade = await stage.enters({ market: PERP }, 5);
    await endsInPart(stage, 0.999);
    stage.quote(PERP, 65_600);
    await stage.seconds(10);
    expect(asked(stage)).toHaveLength(1);
    expect(stage.events('target.reached')).toHaveLength(1);
    expect(stage.ordersOf(trade).at(-1)).toBe('break_even open');
  });

  it('is not asked for a second time while nobody knows whether the first is there: two of them would take the share twice', async () => {
    await using stage = await LiveStage.open(({ venue }) => {
      venue.profile = { ...venue.profile, deadlineMs: 0 };
    });
    const trade = await stage.enters({ market: PERP }, 5);
    const whole = held(stage, trade);
    stage.venue.nextTravels.push('lostBefore');
    for (let i = 0; i < 60; i++) {
      stage.quote(PERP, 65_600 + (i % 2));
      await stage.seconds(1);
    }
    expect(asked(stage)).toHaveLength(1);
    expect(held(stage, trade)).toBe(whole);
    const doubtful = stage.events('order.needs_human')[0]?.subject ?? '';
    expect(stage.reconciler.notThere(doubtful, 'user:terminal').ok).toBe(true);
    stage.quote(PERP, 65_602);
    await stage.seconds(10);
    expect(asked(stage)).toHaveLength(2);
    expect(soldAsTarget(stage, trade)).toBe(asked(stage)[0]);
  });

  it('whatever part was filled, its fills never come to more than the share, and the position never to less than nothing', async () => {
    for (const part of [0, 0.1, 0.33, 0.5, 0.77, 0.9]) {
      await using stage = await LiveStage.open(({ venue }) => {
        venue.locksCoins = true;
      });
      const trade = await stage.enters({}, 5);
      const share = decimal(held(stage, trade));
      for (let round = 0; round < 3; round++) {
        stage.venue.fillShare = part;
        stage.quote(BTC, 65_600);
        await stage.seconds(6);
        stage.quote(BTC, 64_500);
        for (const order of stage.venue.orders) if (order.type === 'market' && order.status === 'open') order.status = 'canceled';
        await stage.seconds(10);
      }
      const half = Number(toText(share)) / 2;
      expect(Number(soldAsTarget(stage, trade))).toBeLessThanOrEqual(half + 0.00001);
      expect(isMore(ZERO, decimal(held(stage, trade)))).toBe(false);
      expect(stage.books().ledger).toEqual(stage.books().venue);
      expect(stage.duplicates).toEqual([]);
    }
  });
});

describe('a rung of the ladder that the venue has and that was not read yet', () => {
  it('is not taken twice: neither while its answer is lost nor once it is found again (seed 140131)', async () => {
    await using stage = await LiveStage.open();
    const trade = await stage.enters({ market: PERP }, 5);
    const whole = Number(held(stage, trade));
    // The venue takes it, its answer is lost, and its fills come late.
    const shown = stage.venue.fillsSince;
    stage.venue.fillsSince = async (since) => (await shown(since)).filter(({ side }) => side === 'buy');
    stage.venue.nextTravels.push('lostAfter');
    stage.quote(PERP, 65_600);
    for (let i = 0; i < 30; i++) {
      await stage.seconds(1);
      stage.quote(PERP, 65_600 + (i % 2));
    }
    expect(asked(stage)).toHaveLength(1);
    expect(stage.ordersOf(trade)).toContain('target open');
    stage.venue.fillsSince = shown;
    await stage.seconds(20);
    expect(asked(stage)).toHaveLength(1);
    expect(soldAsTarget(stage, trade)).toBe(asked(stage)[0]);
    expect(Number(toText(stage.venue.openAmounts.get(PERP) ?? ZERO))).toBeCloseTo(whole - Number(asked(stage)[0]), 8);
  });
});
