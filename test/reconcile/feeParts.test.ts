import { describe, expect, it } from 'vitest';
import { audit } from '#src/audit/audit.ts';
import { decimal, toText, ZERO } from '#src/domain/decimal.ts';
import { positionOf } from '#src/ledger/fills.ts';
import { BTC, LiveStage, PERP } from './liveStage.ts';

const opened = (): Promise<LiveStage> =>
  LiveStage.open(({ venue }) => {
    venue.feeIn = 'parts';
    venue.held.set('BNB', decimal('1'));
  });

const sound = async (stage: LiveStage): Promise<void> => {
  expect(stage.books().ledger).toEqual(stage.books().venue);
  expect((await audit({ ledger: stage.ledger, clock: stage.clock })).findings).toEqual([]);
};

describe('FI-41: a fee that the venue takes in several assets', () => {
  it('is booked in each of them, and the stop is for what is left of the coins', async () => {
    await using stage = await opened();
    const trade = await stage.enters({}, 5);
    const [fill] = stage.events('fill.recorded');
    const parts = JSON.parse(fill?.data.other_fees ?? '[]') as { asset: string; amount: string }[];
    expect(parts.map(({ asset }) => asset).sort()).toEqual(['BNB', 'BTC']);
    const coins = parts.find(({ asset }) => asset === 'BTC')?.amount ?? '';
    const held = Number(toText(stage.ledger.memory.positions.get(trade)?.amount ?? ZERO));
    expect(held).toBeCloseTo(Number(fill?.data.amount) - Number(coins), 12);
    const value = Number(fill?.data.fee) + 0.6 + Number(coins) * Number(fill?.data.price);
    expect(Number(fill?.data.fee_value)).toBeCloseTo(value, 8);
    await sound(stage);
    expect((await stage.compares()).findings).toEqual([]);
  });

  it.each([BTC, PERP])('is part of the result of a trade in %s, once', async (market) => {
    await using stage = await opened();
    const trade = await stage.enters({ market }, 5);
    stage.sniper.closePosition(trade, 'user:terminal');
    await stage.seconds(20);
    const [closed] = stage.events('trade.closed');
    const paid = stage.events('fill.recorded').reduce((total, { data }) => total + Number(data.fee_value), 0);
    expect(Number(closed?.data.fees)).toBeCloseTo(paid, 8);
    expect(paid).toBeGreaterThan(1.2);
    expect(toText(stage.venue.held.get('BNB') ?? ZERO)).toBe('0.998');
    await sound(stage);
  });

  it('is the same when positions are folded again from what is stored, and after a restart', async () => {
    await using stage = await opened();
    const trade = await stage.enters({}, 5);
    const before = stage.ledger.memory.positions.get(trade);
    expect(positionOf(stage.ledger, trade)).toEqual(before);
    await stage.restart(5);
    await stage.seconds(20);
    await sound(stage);
  });

  it('of a trade by hand is taken over whole', async () => {
    await using stage = await opened();
    stage.venue.byHand(BTC, 'buy', '0.5');
    await stage.minutes(5);
    const { id: found, plan } = stage.shown('RECON-FILL');
    expect(plan.lines[0]).toMatch(/fee \S+ USDT and 0\.001 BNB and 0\.00025 BTC/);
    await stage.gets(stage.reconciler.adopt(found, plan.hash, 'user:terminal'));
    await stage.minutes(3);
    await sound(stage);
    expect(stage.findings()).toEqual([]);
  });
});
