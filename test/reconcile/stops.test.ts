import { describe, expect, it } from 'vitest';
import { decimal, toText } from '#src/domain/decimal.ts';
import { failsAt } from '#test/sim/lastingFault.ts';
import { BTC, LiveStage, PERP } from './liveStage.ts';

const resting = (stage: LiveStage): string[] =>
  stage.venue.orders.flatMap(({ type, status, amount, stopPrice }) =>
    type === 'stop' && status === 'open' ? [`${toText(amount)} at ${toText(stopPrice ?? decimal('0'))}`] : [],
  );

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
