import { describe, expect, it } from 'vitest';
import { decimal, multiply, toText } from '#src/domain/decimal.ts';
import { BTC, LiveStage, PERP } from './liveStage.ts';

const CLOSED = { rejected: 'the market is in cancel-only mode' };
const byHand = (stage: LiveStage) => stage.venue.sent.flatMap(({ order, at }) => (order.purpose === 'manual' ? [{ order, at }] : []));
const held = (stage: LiveStage): string => toText(stage.venue.openAmounts.get(PERP) ?? decimal('0'));

/** In a position of that market, whose venue refuses every order from now on, a person asks to close it. */
async function asks(stage: LiveStage, market: string): Promise<string> {
  const trade = await stage.enters({ market }, 5);
  stage.venue.travel = CLOSED;
  expect(stage.sniper.closePosition(trade, 'user:terminal').ok).toBe(true);
  await stage.seconds(2);
  return trade;
}

describe.each([BTC, PERP])('FI-39: a close by hand of %s that the venue refuses', (market) => {
  it('is queued once, asked for again ever more patiently by orders that can only reduce, and done when the market opens', async () => {
    await using stage = await LiveStage.open();
    const trade = await asks(stage, market);
    await stage.minutes(30);
    expect(stage.events('close.queued').map(({ subject, data }) => [subject, data.reason])).toEqual([[trade, CLOSED.rejected]]);
    const attempts = byHand(stage);
    expect(attempts.length).toBeGreaterThan(5);
    expect(attempts.length).toBeLessThan(16);
    expect(attempts.every(({ order }) => order.reduceOnly)).toBe(true);
    stage.venue.travel = 'through';
    await stage.minutes(6);
    expect(stage.ledger.memory.positions.size).toBe(0);
    expect(stage.events('trade.closed').map(({ data }) => data.exit_reason)).toEqual(['manual']);
    expect(stage.duplicates).toEqual([]);
  });

  it('is still queued after a crash', async () => {
    await using stage = await LiveStage.open();
    await asks(stage, market);
    await stage.restart(60);
    stage.venue.travel = 'through';
    await stage.minutes(1);
    expect(stage.ledger.memory.positions.size).toBe(0);
    expect(stage.events('close.queued')).toHaveLength(1);
  });

  it('is not asked for any more once the person keeps the position', async () => {
    await using stage = await LiveStage.open();
    const trade = await asks(stage, market);
    await stage.seconds(1);
    expect(stage.sniper.keepPosition(trade, 'user:terminal')).toMatchObject({ ok: true });
    expect(stage.sniper.keepPosition(trade, 'user:terminal')).toMatchObject({ ok: false });
    const before = byHand(stage).length;
    stage.venue.travel = 'through';
    await stage.minutes(10);
    await stage.restart(60);
    await stage.minutes(10);
    expect(byHand(stage)).toHaveLength(before);
    expect(stage.ordersOf(trade).filter((one) => one.endsWith('open'))).toEqual(['stop open']);
    expect(stage.ledger.memory.positions.size).toBe(1);
  });

  it('is given up aloud after a day', async () => {
    await using stage = await LiveStage.open();
    const trade = await asks(stage, market);
    await stage.restart(23 * 3_600);
    await stage.minutes(70);
    expect(stage.events('close.dropped').map(({ subject }) => subject)).toEqual([trade]);
    const before = byHand(stage).length;
    await stage.minutes(30);
    expect(byHand(stage)).toHaveLength(before);
  });
});

describe('FI-39: a close by hand of which nobody knows whether it arrived', () => {
  it('waits on spot for a person where absence cannot be proven, and goes on when they say that it is not there', async () => {
    await using stage = await LiveStage.open(({ venue }) => {
      venue.profile = { ...venue.profile, deadlineMs: 0 };
    });
    const trade = await stage.enters({}, 5);
    stage.venue.nextTravels.push('lostBefore');
    stage.sniper.closePosition(trade, 'user:terminal');
    await stage.minutes(20);
    expect(byHand(stage)).toHaveLength(1);
    expect(stage.reconciler.notThere(byHand(stage)[0]?.order.id ?? '', 'user:terminal').ok).toBe(true);
    await stage.seconds(30);
    expect(byHand(stage)).toHaveLength(2);
    expect(stage.ledger.memory.positions.size).toBe(0);
  });

  it('is not forgotten when the stop that was to make room for it turns out never to have been there', async () => {
    await using stage = await LiveStage.open();
    const trade = await stage.enters({}, 0.3);
    stage.venue.nextTravels.push('lostBefore');
    await stage.seconds(3);
    expect(stage.ordersOf(trade)).toEqual(['entry filled', 'stop unknown']);
    expect(stage.sniper.closePosition(trade, 'user:terminal').ok).toBe(true);
    await stage.minutes(1);
    expect(stage.ordersOf(trade)).toEqual(['entry filled', 'stop absent', 'manual filled']);
  });

  it('is asked for at most three times more on a perpetual, where two of them take no more than one', async () => {
    await using stage = await LiveStage.open(({ venue }) => {
      venue.profile = { ...venue.profile, deadlineMs: 0 };
    });
    const trade = await stage.enters({ market: PERP }, 5);
    stage.venue.travel = 'lostBefore';
    stage.sniper.closePosition(trade, 'user:terminal');
    await stage.minutes(60);
    expect(byHand(stage)).toHaveLength(3);
    stage.venue.travel = 'through';
    expect(stage.sniper.closePosition(trade, 'user:terminal').ok).toBe(true);
    await stage.seconds(10);
    expect(held(stage)).toBe('0');
  });
});

describe('a close by hand that the venue lets through although the stop was filled already', () => {
  it('took what somebody had added by hand: it is a person’s question, booked once, and the order ends (seed 103278)', async () => {
    await using stage = await LiveStage.open();
    const trade = await stage.enters({ market: PERP }, 5);
    const whole = held(stage);
    // The stop is filled, somebody buys by hand, and nothing of it can be read yet.
    const shown = stage.venue.fillsSince;
    stage.venue.fillsSince = () => shown(stage.now);
    stage.venue.price(PERP, 62_950);
    stage.venue.byHand(PERP, 'buy', whole);
    expect(stage.sniper.closePosition(trade, 'user:terminal').ok).toBe(true);
    await stage.seconds(5);
    expect(held(stage)).toBe('0');
    stage.venue.fillsSince = shown;
    await stage.minutes(5);
    expect(stage.events('trade.closed').map(({ data }) => data.exit_reason)).toEqual(['stop']);
    const cards = (): string[] =>
      [...stage.ledger.memory.findings.values()].flatMap((one) => (one.invariant === 'RECON-FILL' ? [one.id] : []));
    expect(cards()).toHaveLength(2);
    for (let [id] = cards(); id !== undefined; [id] = cards()) {
      const plan = stage.reconciler.plan(id);
      if (!plan.ok) throw new Error(plan.text);
      expect(plan.lines).toEqual([expect.stringMatching(/: money from outside$/)]);
      expect(await stage.gets(stage.reconciler.adopt(id, plan.hash, 'user:terminal'))).toMatchObject({ ok: true });
      await stage.minutes(3);
    }
    expect(stage.ordersOf(trade)).toEqual(['entry filled', 'stop filled', 'manual canceled']);
    expect(stage.ledger.memory.orders.size).toBe(0);
    await stage.restart(60);
    await stage.minutes(5);
    expect(cards()).toEqual([]);
    expect(stage.ledger.memory.orders.size).toBe(0);
  });

  it('is an exit by hand as far as there was a position left, and its order ends all the same', async () => {
    await using stage = await LiveStage.open();
    const trade = await stage.enters({ market: PERP }, 5);
    const whole = decimal(held(stage));
    const half = multiply(whole, decimal('0.5'));
    const shown = stage.venue.fillsSince;
    stage.venue.fillsSince = () => shown(stage.now);
    const stop = stage.venue.orders.findLast(({ type, status }) => type === 'stop' && status === 'open');
    if (stop === undefined) throw new Error('no stop');
    stage.venue.fillOrder(stop, half, 62_950);
    stop.status = 'canceled';
    stage.venue.byHand(PERP, 'buy', toText(whole));
    expect(stage.sniper.closePosition(trade, 'user:terminal').ok).toBe(true);
    await stage.seconds(5);
    stage.venue.fillsSince = shown;
    await stage.minutes(5);
    const card = [...stage.ledger.memory.findings.values()].find(
      ({ invariant, found }) => invariant === 'RECON-FILL' && found.startsWith('sell'),
    );
    const plan = stage.reconciler.plan(card?.id ?? '');
    if (!plan.ok) throw new Error(plan.text);
    expect(plan.lines).toEqual([
      expect.stringMatching(new RegExp(`: ${toText(half)} of it an exit by hand, the rest money from outside$`)),
    ]);
    expect(await stage.gets(stage.reconciler.adopt(card?.id ?? '', plan.hash, 'user:terminal'))).toMatchObject({ ok: true });
    await stage.minutes(3);
    expect(stage.ledger.memory.positions.size).toBe(0);
    expect(stage.ledger.memory.orders.size).toBe(0);
    await stage.restart(60);
    await stage.minutes(3);
    expect(stage.ledger.memory.orders.size).toBe(0);
  });
});
