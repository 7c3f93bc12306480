import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { later, toIso } from '#src/domain/clock.ts';
import { keptCandles } from '#src/ledger/candleBlocks.ts';
import { openWorld, type World } from '#test/harness.ts';
import { BTC, ETH, ethIdea, idea, PERP, shortIdea } from './acts.ts';
import { resets } from './guardCases.ts';
import { loses, quiet, shadows, turnedDown, wins } from './shadowScenes.ts';

const MINUTE_MS = 60_000;

/** An adaptation in force that keeps a market from trading. */
function bench(world: World, market: string): void {
  world.ledger.transact((tx) => {
    const data = {
      id: 'e1',
      at: toIso(world.now),
      desk_id: 'main',
      insight_id: null,
      change: JSON.stringify({ kind: 'market', market, action: 'bench' }),
      target: `market ${market}`,
      reason: 'a test',
      proposed_by: 'user:terminal',
      trial: null,
    };
    const cause = tx.append({ kind: 'adaptation.proposed', subject: 'e1', actor: 'user:terminal', data });
    tx.append({ kind: 'adaptation.applied', subject: 'e1', actor: 'user:terminal', cause, data: { reason: 'a test' } });
  });
}

describe('what is not traded is followed', () => {
  it('a proposal that somebody turned down, from the answer on', async () => {
    await using world = await quiet();
    const id = await world.proposes(idea());
    await world.minutes(3);
    await world.says(`/reject ${id}`);
    const answeredAt = toIso(world.now);
    expect(shadows(world)).toMatchObject([
      { id: 'w1', condition_id: id, why: 'rejected', begun_at: answeredAt, status: 'following', r: null },
    ]);
    await wins(world);
    const [shadow] = shadows(world);
    expect(shadow).toMatchObject({ status: 'closed', exit_reason: 'target', adaptation_id: null, market: BTC });
    // Half at 1.5 R, half at 3 R, less what it costs.
    expect(shadow?.r).toBeGreaterThan(1.8);
    expect(shadow?.r).toBeLessThan(2.25);
    const [followed] = world.events('shadow.followed');
    expect(followed?.cause).toBe(world.events('condition.rejected')[0]?.seq);
    expect(world.events('shadow.closed').map(({ subject, cause }) => [subject, cause])).toEqual([['w1', followed?.seq]]);
    expect(world.events('trade.closed')).toEqual([]);
    expect(world.app.shadows?.count).toBe(0);
  });

  it('one that the policy turned down', async () => {
    await using world = await quiet(['policy.neverAbovePct=0.3', 'policy.autoUpToPct=0.1']);
    await world.proposes(idea());
    expect(world.events('condition.rejected')[0]?.actor).toBe('policy');
    await loses(world);
    const [shadow] = shadows(world);
    expect(shadow).toMatchObject({ why: 'rejected', status: 'closed', exit_reason: 'stop' });
    expect(shadow?.r).toBeLessThan(-1);
  });

  it('one that nobody answered, from its proposal on: its trigger came while it waited', async () => {
    await using world = await quiet();
    const id = await world.proposes(idea({ hours: 1 }));
    const proposedAt = world.condition(id)?.createdAt;
    await world.minutes(30, { [BTC]: 64_200 });
    await world.minutes(29, { [BTC]: 65_600 });
    expect(shadows(world)).toEqual([]);
    await world.minutes(4);
    await world.minutes(30, { [BTC]: 67_400 });
    const [shadow] = shadows(world);
    expect(shadow).toMatchObject({ why: 'expired', status: 'closed', exit_reason: 'target', begun_at: toIso(proposedAt as never) });
    const enteredMinutes = (Date.parse(shadow?.entered_at ?? '') - (proposedAt ?? 0)) / MINUTE_MS;
    expect(enteredMinutes).toBeGreaterThan(10);
    expect(enteredMinutes).toBeLessThan(30);
  });

  it('one that nobody answered and whose trigger did not come ends without a result', async () => {
    await using world = await quiet();
    await world.proposes(idea({ hours: 1 }));
    await world.minutes(65);
    expect(shadows(world)).toMatchObject([
      { why: 'expired', status: 'untriggered', r: null, entered_at: null, exit_reason: 'its trigger did not come in time' },
    ]);
  });

  it('one that was approved and whose trigger did not come is nothing that was passed up', async () => {
    await using world = await quiet();
    const id = await world.proposes(idea({ hours: 1 }));
    await world.says(`/approve ${id}`);
    await world.minutes(65);
    expect(world.events('condition.expired')).toHaveLength(1);
    expect(shadows(world)).toEqual([]);
  });

  it('one that an adaptation benched, as its control too', async () => {
    await using world = await quiet();
    bench(world, BTC);
    const id = await world.proposes(idea());
    await world.says(`/approve ${id}`);
    await world.minutes(2);
    expect(shadows(world)).toEqual([]);
    await wins(world);
    expect(world.events('condition.denied')[0]?.data).toMatchObject({ guard: 'adaptation', figure: 'e1' });
    const rows = shadows(world);
    expect(rows).toMatchObject([
      { condition_id: id, why: 'benched', adaptation_id: null, status: 'closed', exit_reason: 'target' },
      { condition_id: id, why: 'control', adaptation_id: 'e1', status: 'closed', exit_reason: 'target' },
    ]);
    expect(rows[0]?.r).toBe(rows[1]?.r);
    // In the minute in which it was kept from trading.
    const deniedAt = Date.parse(world.events('condition.denied')[0]?.at ?? '');
    expect(Math.abs(Date.parse(rows[0]?.entered_at ?? '') - deniedAt)).toBeLessThanOrEqual(MINUTE_MS);
  });

  it('one that a score benched', async () => {
    const early = ['learning.minTradesUnknown=2', 'learning.minTradesReduced=3', 'learning.minTradesBenched=4'];
    const free = ['guards.marketLosses.count=99', 'guards.lossStreak.wide=99', 'policy.autopilot=true'];
    await using world = await quiet([...early, ...free]);
    for (let i = 0; i < 4; i++) {
      await world.proposes(idea());
      await loses(world);
      await world.minutes(10, { [BTC]: 63_800 });
    }
    await world.proposes(idea());
    await wins(world);
    expect(world.events('condition.denied').map(({ data }) => data.guard)).toEqual(['bench']);
    expect(shadows(world)).toMatchObject([{ why: 'benched', adaptation_id: null, status: 'closed', exit_reason: 'target' }]);
  });

  it('one whose trigger is not to be seen in the candles, when it was benched: it is entered at the next quote', async () => {
    await using world = await quiet();
    bench(world, BTC);
    const from = toIso(later(world.now, 4 * MINUTE_MS + 1_000));
    const id = await world.proposes(idea({ entry: { type: 'window', from }, stop: 62_900, targets: [[65_900, 100]] }));
    await world.says(`/approve ${id}`);
    await world.minutes(10);
    await world.minutes(60, { [BTC]: 66_400 });
    expect(shadows(world)).toMatchObject([
      { why: 'benched', status: 'closed', exit_reason: 'target' },
      { why: 'control', status: 'closed' },
    ]);
  });

  it('what another guard denies is not: it says something about the moment', async () => {
    await using world = await quiet();
    const id = await world.proposes(idea());
    await world.says(`/approve ${id}`);
    await world.price(BTC, 64_010, { spreadBps: 60 });
    expect(world.events('condition.denied')[0]?.data.guard).toBe('spread');
    expect(shadows(world)).toEqual([]);
  });

  it('a guard that would have denied it denies it on paper', async () => {
    await using world = await quiet();
    const id = await world.proposes(idea());
    await world.says(`/reject ${id}`);
    await resets(world, ['guards.feeEdge=20']);
    await wins(world);
    expect(shadows(world)).toMatchObject([{ status: 'untriggered', exit_reason: 'denied by feeEdge', r: null }]);
  });

  it('nothing, where it is switched off', async () => {
    expect(await turnedDown(['shadow.enabled=false'])).toEqual([]);
    expect(await turnedDown([])).toMatchObject([{ status: 'closed' }]);
  });
});

describe('several at once', () => {
  it('do not disturb each other, in one market as in several', async () => {
    const play = async (ideas: readonly Parameters<typeof idea>[0][]) => {
      await using world = await quiet(['condition.sameMarketAndSide=true']);
      await world.minutes(1, { [ETH]: 3_190, [PERP]: 63_850 });
      for (const one of ideas) await world.says(`/reject ${await world.proposes(one)}`);
      await world.minutes(20, { [BTC]: 64_300, [ETH]: 3_260, [PERP]: 63_600 });
      await world.minutes(90, { [BTC]: 65_900, [ETH]: 3_120, [PERP]: 65_200 });
      await world.minutes(90, { [BTC]: 62_800, [ETH]: 3_360, [PERP]: 60_500 });
      return shadows(world).map(({ market, status, entered_at, ended_at, exit_reason, r }) => ({
        market,
        status,
        entered_at,
        ended_at,
        exit_reason,
        r,
      }));
    };
    const ideas = [idea(), idea({ stop: 62_950, targets: [[65_800, 100]] }), ethIdea(), shortIdea({ entry: 63_700 })];
    const together = await play(ideas);
    expect(together).toHaveLength(4);
    expect(together.every(({ status }) => status === 'closed')).toBe(true);
    const alone = await Promise.all(ideas.map((one) => play([one])));
    expect(together).toEqual(alone.flat());
  });
});

describe('a restart', () => {
  it('in the middle changes nothing of what a shadow comes to', async () => {
    const play = async (dies: boolean) => {
      await using world = await quiet();
      await world.says(`/reject ${await world.proposes(idea())}`);
      await world.minutes(10, { [BTC]: 64_200 });
      await world.minutes(30, { [BTC]: 65_600 });
      if (dies) {
        await world.restart({ crash: true });
        expect(world.app.shadows?.count).toBe(1);
      }
      await world.minutes(40, { [BTC]: 67_400 });
      return shadows(world).map(({ r, status, exit_reason, entered_at }) => ({ r, status, exit_reason, entered_at }));
    };
    const whole = await play(false);
    expect(whole).toMatchObject([{ status: 'closed', exit_reason: 'target' }]);
    expect(await play(true)).toEqual(whole);
  });

  it('after a long time without prices gives up what was in a position, and says so', async () => {
    await using world = await quiet();
    await world.says(`/reject ${await world.proposes(idea())}`);
    await world.minutes(10, { [BTC]: 64_200 });
    await world.restart({ afterMinutes: 40 });
    await world.minutes(2);
    expect(shadows(world)).toMatchObject([{ status: 'lost', r: null, exit_reason: 'prices are missing' }]);
  });

  it('after a short one goes on', async () => {
    await using world = await quiet();
    await world.says(`/reject ${await world.proposes(idea())}`);
    await world.minutes(10, { [BTC]: 64_200 });
    await world.restart({ afterMinutes: 20 });
    await world.minutes(60, { [BTC]: 67_400 });
    expect(shadows(world)).toMatchObject([{ status: 'closed', exit_reason: 'target' }]);
  });

  it('with following switched off ends what was followed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'heron-shadow-'));
    const path = join(folder, 'heron.db');
    const before = await openWorld({ prices: { [BTC]: 63_800 }, path });
    await before.says(`/reject ${await before.proposes(idea())}`);
    await before.end();
    const after = await openWorld({ path, sets: ['shadow.enabled=false'], startAt: '2026-01-05T08:05:00Z', prices: { [BTC]: 63_800 } });
    expect(shadows(after)).toMatchObject([{ status: 'lost', exit_reason: 'nothing is followed any more' }]);
    expect(after.ledger.memory.shadows.size).toBe(0);
    await after.end();
    rmSync(folder, { recursive: true });
  });
});

describe('candles', () => {
  it('are kept as they closed, for every market that was seen, and once', async () => {
    await using world = await quiet();
    const from = world.now;
    await world.minutes(1, { [ETH]: 3_190 });
    await world.minutes(130, { [BTC]: 64_400 });
    await world.restart();
    await world.minutes(5);
    const seen = world.feed.seen().get(BTC) ?? [];
    const kept = keptCandles(world.ledger, BTC, later(from, -2 * MINUTE_MS), world.now);
    expect(kept.length).toBeGreaterThan(130);
    expect(kept).toEqual(seen);
    expect(keptCandles(world.ledger, ETH, from, world.now).length).toBeGreaterThan(130);
    expect(keptCandles(world.ledger, PERP, from, world.now)).toEqual([]);
  });
});
