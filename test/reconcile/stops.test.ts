import { describe, expect, it } from 'vitest';
import { decimal, subtract, toText } from '#src/domain/decimal.ts';
import { OutsideError } from '#src/domain/errors.ts';
import { failsAt } from '#test/sim/lastingFault.ts';
import type { ReadName } from './heldVenue.ts';
import { BTC, LiveStage, PERP } from './liveStage.ts';

const resting = (stage: LiveStage): string[] =>
  stage.venue.orders.flatMap(({ type, status, amount, stopPrice }) =>
    type === 'stop' && status === 'open' ? [`${toText(amount)} at ${toText(stopPrice ?? decimal('0'))}`] : [],
  );

const READS: readonly ReadName[] = [
  'orderById',
  'openOrders',
  'closedOrders',
  'fillsSince',
  'balances',
  'positions',
  'transfersSince',
  'fundingSince',
];
const BEYOND = { rejected: 'Order would immediately trigger.', reached: true } as const;

/** The venue ends the stop that rests; `filled` of it is executed first. Nobody is told. */
function endsStop({ venue }: LiveStage, filled?: string): void {
  const stop = venue.orders.findLast(({ type, status }) => type === 'stop' && status === 'open');
  if (stop === undefined) throw new Error('no stop');
  if (filled !== undefined) venue.fillOrder(stop, decimal(filled), 62_950);
  stop.status = 'expired';
}

/** Reads that fail are reported, and are no bug. */
function hushed(stage: LiveStage): void {
  const { push } = stage.bugs;
  stage.bugs.push = (...errors) =>
    push.apply(
      stage.bugs,
      errors.filter((error) => !(error instanceof OutsideError)),
    );
}

/** Seconds until something is so, at most so many. */
async function until(stage: LiveStage, isSo: () => boolean, most = 120): Promise<number> {
  let passed = 0;
  for (; passed < most && !isSo(); passed++) await stage.seconds(1);
  return passed;
}

describe('the stop at the venue', () => {
  it('FI-09: is placed after a crash between the fill and the stop, once', async () => {
    await using stage = await LiveStage.open();
    const trade = await stage.enters({}, 0.02);
    stage.kill();
    await stage.restart(2);
    await stage.seconds(20);
    expect(stage.ordersOf(trade)).toEqual(['entry filled', 'stop open']);
    expect(resting(stage)).toHaveLength(1);
    expect(stage.events('position.naked')).toEqual([]);
  });

  it('FI-10: that was taken before a crash is found again, and there is no second one', async () => {
    for (const wait of [0.31, 0.32, 0.36, 0.42, 0.6]) {
      await using stage = await LiveStage.open();
      const trade = await stage.enters({}, wait);
      await stage.restart(2);
      await stage.seconds(60);
      expect(stage.ordersOf(trade)).toEqual(['entry filled', 'stop open']);
      expect(resting(stage)).toHaveLength(1);
      expect(stage.duplicates).toEqual([]);
    }
  });

  it('INV-16: that the venue keeps refusing is an alarm after 30 seconds, the price is watched here meanwhile, and it goes when one rests', async () => {
    await using stage = await LiveStage.open();
    await stage.enters({}, 0.1);
    stage.venue.travel = { rejected: 'stops are closed for maintenance' };
    await stage.seconds(25);
    expect(stage.events('position.naked')).toEqual([]);
    await stage.seconds(15);
    expect(stage.events('position.naked')).toHaveLength(1);
    expect(stage.findings()[0]).toMatch(/^RECON-NAKED stop of t1 in BTC\/USDT/);
    stage.venue.travel = 'through';
    await stage.minutes(3);
    expect(resting(stage)).toHaveLength(1);
    expect(stage.findings()).toEqual([]);
  });

  it('INV-16: is an alarm all the same where it could not be written down at the first look', async () => {
    await using stage = await LiveStage.open();
    await stage.enters({}, 0.1);
    stage.venue.travel = { rejected: 'stops are closed for maintenance' };
    failsAt('position.naked', 2)(stage.ledger);
    await stage.seconds(60);
    expect(stage.events('position.naked')).toHaveLength(1);
    expect(stage.findings()[0]).toMatch(/^RECON-NAKED/);
    expect(stage.bugs.splice(0).map(String)).toEqual(Array(2).fill('SqliteError: database or disk is full'));
  });

  it('is watched here where the venue refuses it, and the position leaves at its price', async () => {
    await using stage = await LiveStage.open();
    const trade = await stage.enters({}, 0.1);
    stage.venue.travel = { rejected: 'stops are closed for maintenance' };
    await stage.seconds(20);
    stage.venue.travel = 'through';
    stage.quote(BTC, 62_950);
    await stage.seconds(20);
    expect(stage.events('trade.closed').map(({ data }) => [data.id, data.exit_reason])).toEqual([[trade, 'stop']]);
    expect(stage.books().ledger).toEqual(stage.books().venue);
  });

  it('is moved by placing the new one before the old one goes (perpetual)', async () => {
    await using stage = await LiveStage.open();
    const trade = await stage.enters({ market: PERP }, 5);
    stage.quote(PERP, 65_600);
    const most: number[] = [];
    for (let i = 0; i < 200; i++) {
      await stage.seconds(0.1);
      stage.quote(PERP, 65_600 + (i % 2));
      most.push(resting(stage).length);
    }
    expect(Math.min(...most)).toBeGreaterThan(0);
    expect(resting(stage)).toHaveLength(1);
    expect(stage.ordersOf(trade)).toContain('target filled');
    expect(Number(resting(stage)[0]?.split(' at ')[1])).toBeGreaterThan(64_000);
  });

  it('makes room where it holds the coins that are to be sold (spot), and comes back for what is left', async () => {
    await using stage = await LiveStage.open(({ venue }) => {
      venue.locksCoins = true;
    });
    const trade = await stage.enters({}, 5);
    for (let i = 0; i < 30; i++) {
      stage.quote(BTC, 65_600 + (i % 2));
      await stage.seconds(1);
    }
    expect(stage.ordersOf(trade)).toContain('target filled');
    expect(resting(stage)).toHaveLength(1);
    expect(stage.events('position.naked')).toEqual([]);
    const left = toText(stage.ledger.memory.positions.get(trade)?.amount ?? decimal('0'));
    expect(resting(stage)[0]).toMatch(new RegExp(`^${left} at 6[4-5]`));
    stage.quote(BTC, 64_050);
    await stage.seconds(30);
    expect(stage.ledger.memory.positions.size).toBe(0);
    expect(stage.books().ledger).toEqual(stage.books().venue);
  });

  it('whose answer never came is not doubled on spot, and the old one is not taken away for it', async () => {
    await using stage = await LiveStage.open();
    const trade = await stage.enters({}, 5);
    stage.venue.nextTravels.push('through', 'lostAfter');
    stage.quote(BTC, 65_600);
    await stage.seconds(60);
    expect(resting(stage)).toHaveLength(1);
    expect(stage.ordersOf(trade).filter((one) => one.endsWith('open'))).toHaveLength(1);
    expect(stage.duplicates).toEqual([]);
  });

  it('FI-68: that was hit while nobody ran is taken up at the start, and nothing is placed anew', async () => {
    await using stage = await LiveStage.open();
    const trade = await stage.enters({}, 5);
    stage.kill();
    stage.venue.price(BTC, 62_500);
    const sent = stage.venue.sent.length;
    await stage.restart(3_600);
    await stage.seconds(10);
    expect(stage.ordersOf(trade)).toEqual(['entry filled', 'stop filled']);
    expect(stage.venue.sent).toHaveLength(sent);
    expect(stage.books().ledger).toEqual(stage.books().venue);
  });

  it('FI-68: at a venue that has none the sniper watches by itself, and no alarm is made of what the card said', async () => {
    await using stage = await LiveStage.open(({ venue }) => {
      venue.profile = { ...venue.profile, nativeStops: false, supervised: ['Stops do not rest at this venue.'] };
    });
    const trade = await stage.enters({}, 60);
    expect(stage.events('position.naked')).toEqual([]);
    stage.quote(BTC, 62_950);
    await stage.seconds(20);
    expect(stage.events('trade.closed').map(({ data }) => [data.id, data.exit_reason])).toEqual([[trade, 'stop']]);
  });
});

describe('a stop that the venue refuses while an older one rests', () => {
  it('is tried again: what was filled meanwhile does not stay without one (seed 18907)', async () => {
    await using stage = await LiveStage.open(({ venue }) => {
      venue.fillShare = 0.5;
    });
    const trade = await stage.enters({ market: PERP }, 5);
    const [entry] = stage.venue.orders;
    if (entry === undefined) throw new Error('no entry');
    expect(resting(stage)).toHaveLength(1);
    stage.venue.nextTravels.push({ rejected: 'Account has insufficient balance for requested action.' });
    stage.venue.fillOrder(entry, subtract(entry.amount, entry.filled));
    stage.venue.hint();
    await stage.seconds(20);
    expect(stage.ordersOf(trade)).toContain('stop rejected');
    expect(resting(stage)).toEqual([expect.stringMatching(new RegExp(`^${toText(entry.amount)} at `))]);
    expect(stage.venue.sent.length).toBeLessThan(6);
  });

  it('is asked for ever more patiently', async () => {
    await using stage = await LiveStage.open(({ venue }) => {
      venue.fillShare = 0.5;
    });
    await stage.enters({ market: PERP }, 5);
    const [entry] = stage.venue.orders;
    if (entry === undefined) throw new Error('no entry');
    stage.venue.travel = { rejected: 'stops are closed for maintenance' };
    stage.venue.fillOrder(entry, subtract(entry.amount, entry.filled));
    const sent = stage.venue.sent.length;
    await stage.minutes(5);
    expect(stage.venue.sent.length - sent).toBeGreaterThan(5);
    expect(stage.venue.sent.length - sent).toBeLessThan(20);
    expect(stage.events('position.naked').map(({ data }) => data.reason)).toEqual([expect.stringMatching(/^its stop covers \S+ of \S+$/)]);
  });
});

describe('a stop that the price has left behind', () => {
  it.each([
    [BTC, 'spot'],
    [PERP, 'a perpetual'],
  ])('in %s (%s) has been reached: the rest goes at the market at once, although no price was heard here', async (market) => {
    await using stage = await LiveStage.open();
    const trade = await stage.enters({ market }, 5);
    endsStop(stage, '0.01');
    stage.venue.nextTravels.push(BEYOND);
    stage.venue.hint();
    await stage.seconds(2);
    expect(stage.ordersOf(trade)).toEqual(['entry filled', 'stop expired', 'stop rejected', 'stop filled']);
    expect(stage.venue.sent.at(-1)?.order).toMatchObject({ type: 'market', reduceOnly: true });
    await stage.seconds(10);
    expect(stage.events('trade.closed').map(({ data }) => [data.id, data.exit_reason])).toEqual([[trade, 'stop']]);
    expect(stage.books().ledger).toEqual(stage.books().venue);
  });

  it('is left at the market where an older one still rests, which goes first where it holds the coins (spot)', async () => {
    await using stage = await LiveStage.open(({ venue }) => {
      venue.locksCoins = true;
    });
    const trade = await stage.enters({}, 5);
    for (let i = 0; i < 12; i++) {
      stage.quote(BTC, 65_600 + (i % 2));
      await stage.seconds(0.25);
      // The price falls through the new stop while it is on its way.
      if (stage.ordersOf(trade).includes('target filled')) stage.venue.nextTravels.splice(0, 1, BEYOND);
    }
    await stage.seconds(20);
    expect(stage.ordersOf(trade)).toContain('break_even rejected');
    expect(stage.events('trade.closed').map(({ data }) => [data.id, data.exit_reason])).toEqual([[trade, 'break_even']]);
    expect(stage.books().ledger).toEqual(stage.books().venue);
  });

  it('is asked for ever more patiently where the way out is refused too, and said after 30 seconds', async () => {
    await using stage = await LiveStage.open();
    const trade = await stage.enters({ market: PERP }, 5);
    endsStop(stage);
    stage.venue.travel = BEYOND;
    const sent = stage.venue.sent.length;
    await stage.seconds(60);
    expect(stage.events('position.naked').map(({ subject }) => subject)).toEqual([trade]);
    expect(stage.venue.sent.length - sent).toBeLessThan(20);
    stage.venue.travel = 'through';
    await stage.minutes(2);
    expect(stage.findings()).toEqual([]);
    expect(resting(stage).length === 1 || stage.ledger.memory.positions.size === 0).toBe(true);
  });

  it('by a price that was heard here is left at once, and no other stop is tried before', async () => {
    await using stage = await LiveStage.open();
    const trade = await stage.enters({}, 5);
    stage.venue.travel = { rejected: 'stops are closed for maintenance' };
    endsStop(stage);
    await until(stage, () => stage.ordersOf(trade).includes('stop rejected'));
    // The pause after the refusal is over, and nobody has looked since.
    const sent = stage.venue.sent.length;
    await stage.seconds(1.2);
    expect(stage.venue.sent).toHaveLength(sent);
    stage.venue.travel = 'through';
    stage.quote(BTC, 62_900);
    expect(stage.venue.sent.slice(sent).map(({ order }) => order.type)).toEqual(['market']);
    await stage.seconds(20);
    expect(stage.events('trade.closed').map(({ data }) => [data.id, data.exit_reason])).toEqual([[trade, 'stop']]);
  });
});

describe('a venue that cannot be read', () => {
  it('INV-16: puts off no alarm of what the ledger knows: within 30 seconds of the fill it is said that no stop is known to rest', async () => {
    await using stage = await LiveStage.open(hushed);
    stage.venue.nextTravels.push('through', 'lostAfter');
    for (const read of READS) if (read !== 'fillsSince') stage.venue.broken.add(read);
    await stage.enters({}, 1);
    expect(stage.events('fill.recorded')).toHaveLength(1);
    stage.venue.broken.add('fillsSince');
    expect(await until(stage, () => stage.events('position.naked').length > 0)).toBeLessThanOrEqual(30);
    expect(stage.events('position.naked')[0]?.data.reason).toMatch(/^nobody knows yet whether the venue has its stop/);
  });

  it('INV-16: and shows a stop no more protects nobody, whatever became of it: that is said within 30 seconds', async () => {
    await using stage = await LiveStage.open(hushed);
    await stage.enters({}, 5);
    stage.venue.broken.add('orderById').add('closedOrders');
    endsStop(stage);
    stage.venue.hint();
    expect(await until(stage, () => stage.events('position.naked').length > 0)).toBeLessThanOrEqual(31);
    expect(stage.events('position.naked')[0]?.data.reason).toMatch(/^the venue does not show its stop o\d+ any more/);
    stage.venue.broken.clear();
    await stage.minutes(3);
    expect(resting(stage)).toHaveLength(1);
    expect(stage.findings()).toEqual([]);
  });

  it('INV-16: but whose list of stops can, and shows a stop no more, is believed in that (seed 223866)', async () => {
    await using stage = await LiveStage.open((one) => {
      hushed(one);
      one.venue.stopsApart = true;
    });
    await stage.enters({}, 5);
    for (const read of READS) stage.venue.broken.add(read);
    await stage.minutes(1);
    expect(stage.events('position.naked')).toEqual([]);
    endsStop(stage, '0.01');
    expect(await until(stage, () => stage.events('position.naked').length > 0)).toBeLessThanOrEqual(36);
    expect(stage.events('position.naked')[0]?.data.reason).toMatch(/^the venue does not show its stop o\d+ any more/);
    stage.venue.broken.clear();
    await stage.minutes(3);
    expect(resting(stage)).toHaveLength(1);
    expect(stage.findings()).toEqual([]);
  });

  it('INV-16: a stop that was set off and not filled whole protects nothing, and that is said too', async () => {
    await using stage = await LiveStage.open(hushed);
    await stage.enters({}, 5);
    endsStop(stage, '0.01');
    stage.venue.broken.add('openOrders').add('orderById').add('closedOrders');
    stage.venue.hint();
    expect(await until(stage, () => stage.events('position.naked').length > 0)).toBeLessThanOrEqual(31);
    expect(stage.events('position.naked')[0]?.data.reason).toMatch(/was set off and is not filled whole$/);
  });

  it('is read again within seconds while a position is open, and not ever faster', async () => {
    await using stage = await LiveStage.open(hushed);
    await stage.enters({}, 20);
    stage.venue.broken.add('openOrders');
    await stage.seconds(20);
    const before = stage.venue.reads.get('openOrders') ?? 0;
    await stage.minutes(1);
    const asked = (stage.venue.reads.get('openOrders') ?? 0) - before;
    expect(asked).toBeGreaterThanOrEqual(9);
    expect(asked).toBeLessThan(20);
  });

  it('in its fills tells all the same that a stop has ended, and the position gets another one', async () => {
    await using stage = await LiveStage.open(hushed);
    const trade = await stage.enters({}, 20);
    stage.venue.broken.add('fillsSince');
    endsStop(stage);
    expect(await until(stage, () => resting(stage).length === 1)).toBeLessThan(20);
    expect(stage.ordersOf(trade)).toEqual(['entry filled', 'stop expired', 'stop open']);
  });

  it('while an order is in doubt is asked again within seconds: absence is proven as soon as it answers', async () => {
    await using stage = await LiveStage.open(hushed);
    stage.venue.nextTravels.push('through', 'lostBefore');
    const trade = await stage.enters({}, 1);
    for (const read of READS) stage.venue.broken.add(read);
    await stage.seconds(33);
    stage.venue.broken.clear();
    expect(await until(stage, () => resting(stage).length === 1)).toBeLessThan(35);
    expect(stage.ordersOf(trade)).toEqual(['entry filled', 'stop absent', 'stop open']);
  });
});
