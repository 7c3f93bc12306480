import { describe, expect, it } from 'vitest';
import type { Results } from '#src/ledger/scorecard.ts';
import { openWorld, type World } from '#test/harness.ts';
import { BTC, idea } from '#test/scenarios/acts.ts';
import { loses, wins } from '#test/scenarios/shadowScenes.ts';

/** One that is traded, two that are turned down, one that nobody answers; each over the entry, one of them to the stop. */
async function lived(): Promise<World> {
  const world = await openWorld({ prices: { [BTC]: 63_800 }, sets: ['guards.marketLosses.count=9'] });
  const back = () => world.minutes(20, { [BTC]: 63_800 });
  await world.says(`/approve ${await world.proposes(idea())}`);
  await wins(world);
  await back();
  await world.says(`/reject ${await world.proposes(idea())}`);
  await wins(world);
  await back();
  await world.says(`/reject ${await world.proposes(idea())}`);
  await loses(world);
  await back();
  await world.proposes(idea({ hours: 1 }));
  await wins(world);
  return world;
}

type Card = { readonly untraded: Record<string, Results>; readonly results: { readonly people: Results } };

describe('/scorecard', () => {
  it('tells what was traded beside what was turned down and what nobody answered, as SQL does', async () => {
    await using world = await lived();
    const reply = await world.asks('/scorecard');
    const [card] = reply.data as unknown as [Card];
    const sql = world.ledger.all<{ why: string; n: number; won: number; mean: number }>(
      "select why, count(*) as n, sum(r > 0) as won, avg(r) as mean from shadow where status = 'closed' group by why order by why",
    );
    expect(sql.map(({ why, n, won }) => [why, n, won])).toEqual([
      ['expired', 1, 1],
      ['rejected', 2, 1],
    ]);
    for (const { why, n, won, mean } of sql) {
      expect(card.untraded[why]).toMatchObject({ trades: n, wins: won });
      expect(card.untraded[why]?.meanR).toBeCloseTo(mean, 9);
    }
    expect(card.untraded.benched).toMatchObject({ trades: 0 });
    // The sum of squares around the mean, the long way.
    const rs = world.ledger.all<{ r: number }>("select r from shadow where why = 'rejected'").map(({ r }) => r);
    const mean = rs.reduce((sum, r) => sum + r, 0) / rs.length;
    expect(card.untraded.rejected?.m2).toBeCloseTo(
      rs.reduce((sum, r) => sum + (r - mean) ** 2, 0),
      9,
    );
    const text = await world.says('/scorecard');
    expect(text).toContain('Followed on paper, without money');
    const table = text.slice(text.indexOf('what the others would have made'));
    expect(table).toMatch(/traded +1 +1 +\+\d/);
    expect(table).toMatch(/rejected +2 +1 +[+-]?[\d.]+ +-[\d.]+ to \+[\d.]+/);
    expect(table).toMatch(/expired +1 +1 +\+[\d.]+ +too few/);
    expect(table).not.toContain('benched');
    for (const line of text
      .split('\n')
      .filter((one) => /^(?:approved by|people|traded|rejected|expired) /.test(one) && /\d$|few$|between$/.test(one)))
      expect(line.length, line).toBeLessThanOrEqual(40);
  });

  it('says nothing about what was not traded while nothing of it has ended', async () => {
    await using world = await openWorld({ prices: { [BTC]: 63_800 } });
    await world.says(`/reject ${await world.proposes(idea())}`);
    expect(await world.says('/scorecard')).not.toContain('without money');
  });
});
