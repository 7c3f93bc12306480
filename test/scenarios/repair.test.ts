import { describe, expect, it } from 'vitest';
import { openWorld, type World } from '#test/harness.ts';
import { Vandal } from '#test/vandal.ts';

/** A Heron with a day behind it: a closed trade, an open one, one that is armed, a rejected one, a halt that is over. */
async function lived(): Promise<World> {
  const world = await openWorld({ prices: { 'BTC/USDT': 63_800, 'ETH/USDT': 3_200 } });
  await world.proposes({
    entry: 64_000,
    stop: 62_900,
    targets: [
      [65_500, 50],
      [67_000, 50],
    ],
    riskPct: 0.2,
  });
  await world.price('BTC/USDT', 64_010);
  await world.minutes(90, { 'BTC/USDT': 67_100 });
  await world.proposes({
    market: 'ETH/USDT',
    entry: 3_210,
    stop: 3_150,
    targets: [
      [3_300, 50],
      [3_400, 50],
    ],
    riskPct: 0.2,
  });
  await world.price('ETH/USDT', 3_212);
  const armed = await world.proposes({
    entry: 67_500,
    stop: 66_400,
    targets: [
      [69_500, 50],
      [71_000, 50],
    ],
  });
  await world.says(`/approve ${armed}`);
  await world.says('/halt a drill');
  await world.says('/resume "resume trading"');
  world.auditsAtEnd = false;
  return world;
}

/** Somebody with a database tool who knows about the triggers, and puts them back. */
function vandalize(world: World, sql: string): void {
  const triggers = world.ledger.all<{ sql: string }>("select sql from sqlite_schema where type = 'trigger' order by name");
  using vandal = new Vandal(world.path);
  if (vandal.db.prepare(sql).run().changes === 0) throw new Error(`nothing was changed by: ${sql}`);
  for (const trigger of triggers) vandal.db.exec(trigger.sql);
}

/** Repairs everything that stands, as an owner does: looks, then taps. */
async function repairAll(world: World): Promise<string[]> {
  const said: string[] = [];
  for (let round = 0; round < 60; round++) {
    const id = [...world.ledger.memory.findings.values()].find(({ invariant }) => invariant === 'INV-18')?.id;
    if (id === undefined) return said;
    const shown = await world.asks(`/repair ${id}`);
    const button = shown.blocks.flatMap((block) => (block.kind === 'buttons' ? block.buttons : [])).find(({ label }) => label === 'Repair');
    if (button === undefined) throw new Error(`${id}: ${shown.title}`);
    said.push(await world.says(button.command));
  }
  return said;
}

const findings = async (world: World) => (await world.audit()).findings;

describe('a repair', () => {
  it.each([
    ['a status', "update condition set status = 'expired' where id = 'c1'"],
    ['a stop of something armed', "update condition set stop = '1' where status = 'armed'"],
    ['a desk', "update desk set status = 'paused'"],
    ['an account', "update account set mode = 'live'"],
    ['a market', "update market set min_amount = '5' where symbol = 'BTC/USDT'"],
    ['an order', `update "order" set amount = '9', status = 'canceled' where id = 'o1'`],
    ['a score', "update score set pnl = '1000000' where dimension = 'market' and key = 'BTC/USDT'"],
    ['a halt', 'update halt set ended_seq = null'],
    ['a mark', "update mark set equity = '1' where seq = (select min(seq) from mark)"],
    ['a schedule', "update schedule set spec = '03:00', last_due = '2026-01-05T03:00:00.000Z'"],
    ['a setting of learning', `update meta set value = '{}' where key = 'learning'`],
    ['a score that is gone', "delete from score where dimension = 'hour'"],
    ['a market that is gone', "delete from market where symbol = 'SOL/USDT'"],
    ['a person that nobody paired', "insert into person values ('telegram:666', 'telegram', '666', 'Eve', 'owner', 'active', 1)"],
    ['a fill that is gone', "delete from fill where purpose = 'entry' and market = 'BTC/USDT'"],
    ['postings that are gone', "delete from posting where book = 'fees'"],
  ])('makes %s as the events make it, and the audit finds nothing more', async (_, sql) => {
    await using world = await lived();
    vandalize(world, sql);
    await world.audit();
    expect(world.ledger.memory.findings.size).toBeGreaterThan(0);
    await repairAll(world);
    expect(await findings(world)).toEqual([]);
    expect([...world.ledger.memory.findings.values()]).toEqual([]);
    expect(world.events('finding.repaired').length).toBeGreaterThan(0);
    expect(world.events('finding.repaired')[0]?.actor).toBe('user:terminal');
  });

  it('corrects what was loaded from the wrong row, and says that Heron should be restarted', async () => {
    await using world = await lived();
    vandalize(world, "update condition set stop = '1' where status = 'armed'");
    await world.restart();
    expect([...world.ledger.memory.conditions.values()].find(({ status }) => status === 'armed')?.stop).toBe('1');
    await world.audit();
    const [said] = await repairAll(world);
    expect(said).toContain('restart it soon');
    expect([...world.ledger.memory.conditions.values()].find(({ status }) => status === 'armed')?.stop).toBe('66400');
    expect(await findings(world)).toEqual([]);
  });

  it('says nothing of a restart when what runs was right all the time', async () => {
    await using world = await lived();
    vandalize(world, "update condition set stop = '1' where status = 'armed'");
    await world.audit();
    expect((await repairAll(world)).join()).not.toContain('restart');
  });

  it('writes nothing when what stands there has changed since it was shown', async () => {
    await using world = await lived();
    vandalize(world, "update condition set status = 'expired' where id = 'c1'");
    await world.audit();
    const hash = /\/repair d1 ([0-9a-f]{12})/.exec(await world.says('/repair d1'))?.[1];
    vandalize(world, "update condition set thesis = 'other' where id = 'c1'");
    expect(await world.says(`/repair d1 ${hash}`)).toContain('has changed since it was shown: nothing was repaired');
    expect(world.ledger.get("select status, thesis from condition where id = 'c1'")).toEqual({ status: 'expired', thesis: 'other' });
    expect(world.events('finding.repaired')).toEqual([]);
  });

  it.each([
    ['a changed fact', "update trade set pnl = '1000' where id = 't1'", /^! trade t1 is a fact, and facts are only ever added/],
    [
      'a fact that was put there',
      "insert into approval select 'a99', 'c99', params_hash, decision, actor, band, reason, at, expires_at, seq from approval where id = 'a1'",
      /^! approval a99 is a fact/,
    ],
    [
      'a changed event',
      "update event set data = replace(data, 'paper', 'peper') where kind = 'account.opened'",
      /^! event \d+ itself was changed/,
    ],
    ['a row under seal', "update inbox set text = '/nothing' where id = 1", /^! inbox 1 carries a seal/],
  ])('refuses %s, with what to do instead, and changes nothing', async (_, sql, answer) => {
    await using world = await lived();
    vandalize(world, sql);
    await world.audit();
    const wanted = [...world.ledger.memory.findings.values()];
    const answers = await Promise.all(wanted.map(({ id }) => world.says(`/repair ${id}`)));
    expect(
      answers.some((said) => answer.test(said)),
      answers.join('\n'),
    ).toBe(true);
    expect(answers.join('\n')).not.toMatch(/\/repair d\d+ [0-9a-f]{12}/);
    expect(world.events('finding.repaired')).toEqual([]);
  });

  it('is for owners', async () => {
    await using world = await lived();
    vandalize(world, "update condition set status = 'expired' where id = 'c1'");
    await world.audit();
    expect(await world.says('/repair d1', { role: 'trader' })).toBe('/repair needs the role owner.\nNothing was done.');
    expect(await world.says('/drift d1 ack', { role: 'viewer' })).toContain('needs the role trader');
  });
});
