import { describe, expect, it } from 'vitest';
import { brierOf, meanMoveOf, rightShareOf } from '#src/domain/calibration.ts';
import type { Json } from '#src/domain/hash.ts';
import { areOpinionsDue } from '#src/ledger/openOpinions.ts';
import { type OpinionRow, recordOf } from '#src/ledger/opinions.ts';
import type { World } from '#test/harness.ts';
import { livedDay } from '#test/never-again/livedDay.ts';
import { draftOf } from '#test/scriptedStrategist.ts';
import { Vandal } from '#test/vandal.ts';
import { BTC } from './acts.ts';
import { openWarm, warmHistory } from './analystScenes.ts';

const NAMES = ['momentum', 'structure', 'trend', 'volatility'];

const opinions = (world: World): OpinionRow[] => world.ledger.all<OpinionRow>('select * from opinion order by seq, analyst');

const SWAY = [0, 300, 500, 250, -100, 150];

/** Hours in which the price sways, and rises by so much each: opinions come true and do not. */
async function wander(world: World, hours: number, rise = 0): Promise<void> {
  const from = world.feed.last(BTC) as number;
  for (let hour = 0; hour < hours; hour++) {
    const sway = SWAY[hour % SWAY.length] as number;
    await world.minutes(60, { [BTC]: from + rise * hour + sway });
  }
}

describe('analysts in a running Heron', () => {
  it('say each hour what they hold, before the strategist is asked', async () => {
    await using world = await openWarm();
    world.strategist.drafts = [draftOf({ entry: 64_300, stop: 62_900, hours: 8 }, 63_900, world.now)];
    await world.minutes(121);
    const given = world.events('opinions.given');
    expect(given.map(({ subject, actor, at }) => [subject, actor, at.slice(11, 16)])).toEqual([
      [BTC, 'analysts', '09:00'],
      [BTC, 'analysts', '10:00'],
    ]);
    expect(given[0]?.data.opinions.map(({ analyst }) => analyst).sort()).toEqual(NAMES);
    expect(world.events('condition.proposed')[0]?.at).toBe(given[0]?.at);
    expect(world.events('condition.proposed')[0]?.seq).toBeGreaterThan(given[0]?.seq ?? Number.POSITIVE_INFINITY);
  });

  it('are measured when their horizon has passed, and the record is what SQL finds', async () => {
    await using world = await openWarm({ sets: ['analysts.horizonHours=1'] });
    await wander(world, 14);
    const rows = opinions(world);
    expect(new Set(rows.map(({ status }) => status))).toEqual(new Set(['open', 'right', 'wrong', 'void']));
    for (const [name, row] of world.ledger.memory.analysts) {
      const [found] = world.ledger.all<{ given: number; n: number; good: number; brier: number | null; move: number | null }>(
        `select count(*) as given, sum(status in ('right', 'wrong')) as n, sum(status = 'right') as good,
           avg(case when status in ('right', 'wrong') then power(strength - (status = 'right'), 2) end) as brier,
           avg(case when status in ('right', 'wrong') then (outcome_price / price - 1) * 100 * iif(direction = 'up', 1, -1) end) as move
         from opinion where analyst = ?`,
        name,
      );
      const record = recordOf(row);
      expect([row.given, record.resolved, record.right]).toEqual([found?.given, found?.n, found?.good]);
      expect(brierOf(record) ?? 0).toBeCloseTo(found?.brier ?? 0, 10);
      expect(meanMoveOf(record, 80, 1)?.meanPct ?? 0).toBeCloseTo(found?.move ?? 0, 10);
    }
    expect(areOpinionsDue(world.ledger, BTC, world.now)).toBe(false);
  });

  it('are not judged on what nobody looked at in time', async () => {
    await using world = await openWarm();
    await world.minutes(61);
    await world.silence(8 * 60);
    await world.minutes(60);
    const [old] = opinions(world);
    expect(opinions(world).filter(({ at, status }) => at === old?.at && status !== 'void')).toEqual([]);
    for (const { resolved, given } of world.ledger.memory.analysts.values()) expect([resolved, given > 0]).toEqual([0, true]);
  });

  it('go on after a restart as if there had been none', async () => {
    const told = async (restarts: boolean): Promise<unknown> => {
      await using world = await openWarm();
      await world.minutes(95, { [BTC]: 64_000 });
      if (restarts) await world.restart({ crash: true });
      // The first quote after a restart comes a second later: a price that stands still hides that.
      await world.minutes(24);
      await world.minutes(1);
      await world.price(BTC, 63_700);
      await world.minutes(180);
      return opinions(world).map(({ seq: _, ...one }) => one);
    };
    expect(await told(true)).toEqual(await told(false));
  });

  it('are shown by /market with the same figures as the ledger holds', async () => {
    await using world = await openWarm({ sets: ['analysts.horizonHours=1'] });
    const early = await world.says('/market btc');
    expect(early).toMatch(/^state +trend (?:up|down|flat), volatility (?:low|normal|high)$/m);
    expect(early).toMatch(/^analysts {2}nothing said yet$/m);
    await wander(world, 3);
    const soon = await world.says('/market btc');
    expect(soon).toMatch(/^analyst +says +weight$/m);
    expect(soon).toContain('Too few to judge: momentum ');
    for (const line of soon.split('\n').filter((one) => /^(?:analyst|trend|momentum|structure|volatility) /.test(one)))
      expect(line.length).toBeLessThanOrEqual(40);
    await wander(world, 36, 250);
    const data = (await world.asks('/market btc')).data as Record<string, Json>;
    const { voices } = world.app.analysts.view(BTC).consensus;
    expect((data.voices as Json[]).length).toBe(voices.length);
    let judged = 0;
    for (const shown of data.records as unknown as { analyst: string; resolved: number; rightShare?: number; brier?: number }[]) {
      const row = world.ledger.memory.analysts.get(shown.analyst);
      expect(row).toBeDefined();
      if (row === undefined) continue;
      expect([shown.resolved, shown.rightShare, shown.brier]).toEqual([row.resolved, rightShareOf(recordOf(row)), brierOf(recordOf(row))]);
      if (row.resolved < 20) continue;
      judged++;
      expect(await world.says('/market btc')).toMatch(
        new RegExp(`^${row.name} +${row.resolved} +${Math.round((rightShareOf(recordOf(row)) ?? 0) * 100)} % `, 'm'),
      );
    }
    expect(judged).toBeGreaterThan(0);
  });

  it('leave a lived day whose audit finds nothing', async () => {
    const startAt = '2026-01-05T15:30:00Z';
    await using world = await livedDay({ history: warmHistory(startAt), sets: ['analysts.horizonHours=1'] });
    await world.minutes(70);
    expect(world.events('trade.closed').length).toBeGreaterThan(0);
    expect(opinions(world).filter(({ status }) => status === 'right' || status === 'wrong').length).toBeGreaterThan(0);
    expect((await world.audit()).findings).toEqual([]);
  });

  it.each([
    ['a record made better', "update analyst set right_count = right_count + 1 where name = 'trend'", 'analyst trend'],
    ['a record forgotten', "delete from analyst where name = 'momentum'", 'analyst momentum'],
    ['an opinion turned around', "update opinion set status = 'right' where seq = (select min(seq) from opinion)", 'opinion '],
  ])('%s by hand is found by the audit', async (_, sql, row) => {
    await using world = await openWarm({ sets: ['analysts.horizonHours=1'] });
    await wander(world, 3);
    world.auditsAtEnd = false;
    using vandal = new Vandal(world.path);
    vandal.db.prepare(sql).run();
    const { findings } = await world.audit();
    const found = findings.filter(({ invariant }) => invariant === 'INV-18');
    expect(found.length).toBeGreaterThan(0);
    for (const one of found) expect(one.row).toContain(row);
  });
});
