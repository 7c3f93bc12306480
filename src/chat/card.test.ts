import { describe, expect, it } from 'vitest';
import type { Condition } from '#src/domain/condition.ts';
import { openWorld } from '#test/harness.ts';
import { cardOf } from './card.ts';
import { toPlainText } from './plainText.ts';

const IDEA = {
  entry: 64_000,
  stop: 63_000,
  targets: [
    [65_500, 50],
    [67_000, 30],
  ],
  riskPct: 0.2,
  hours: 4,
  against: 'The trend is weak.',
} as const;

describe('cardOf', () => {
  it('shows everything that a person decides by', async () => {
    await using world = await openWorld({ prices: { 'BTC/USDT': 63_800 } });
    const id = await world.proposes(IDEA);
    expect(toPlainText(cardOf(world.condition(id) as Condition, world.app, world.now))).toBe(
      `Proposal c1: long BTC/USDT · PAPER · SIMULATED
desk         main
entry        BTC/USDT crosses above 64,000 (0.31 % above the price)
stop         63,000
targets      65,500 (50 %) · 67,000 (30 %) · the last 20 % trail
reward:risk  1.5 : 1, 3.0 : 1
size         ${/about 0\.01\d+ BTC, worth 1,1\d\d\.\d\d USDT/.exec(toPlainText(cardOf(world.condition(id) as Condition, world.app, world.now)))?.[0]}
risk         20.00 USDT (0.2 % of equity)
exits        break-even after target 1
by           smc · momentum breakout · wide structure · score 71
against      The trend is weak.
expires      in 4 h (12:01 UTC)

A fresh break of structure on 1h is holding. Enter when price goes beyond it.

/approve c1 · /reject c1
/approve c1 half · /why c1`,
    );
  });

  it('says SIMULATED only where prices are, and PAPER wherever money is not real', async () => {
    await using world = await openWorld({ prices: { 'BTC/USDT': 63_800 }, simulated: false });
    const id = await world.proposes(IDEA);
    expect(cardOf(world.condition(id) as Condition, world.app, world.now).title).toBe('Proposal c1: long BTC/USDT · PAPER');
  });

  it('counts the share of equity from the money at risk, which the limits may have made smaller than wanted', async () => {
    await using world = await openWorld({ prices: { 'BTC/USDT': 63_800 }, sets: ['guards.marketExposurePct=10'] });
    const id = await world.proposes({ ...IDEA, riskPct: 1 });
    const plain = toPlainText(cardOf(world.condition(id) as Condition, world.app, world.now));
    expect(plain).toMatch(/risk {9}1\d\.\d\d USDT \(0\.1\d %/);
    expect(plain).toMatch(/worth (?:1,000\.\d\d|999\.\d\d) USDT/);
  });

  it('says when the risk is not like that of the last ones (SEC-28)', async () => {
    await using world = await openWorld({ prices: { 'BTC/USDT': 63_800 }, sets: ['policy.autoUpToPct=0'] });
    const risky = (riskPct: number) => world.proposes({ entry: 64_000, stop: 60_000, targets: [[72_000, 100]], riskPct });
    for (const riskPct of [0.2, 0.2, 0.2]) {
      const id = await risky(riskPct);
      expect(world.heard().join('\n')).not.toContain('unusual');
      await world.says(`/approve ${id}`);
      await world.says(`/disarm ${id}`);
    }
    world.heard();
    await risky(0.8);
    expect(world.heard().join('\n')).toMatch(/unusual +4\.0 × the risk of the last ones \(19\.\d\d USDT\)/);
  });
});
