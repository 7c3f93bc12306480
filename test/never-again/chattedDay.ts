import { parseInstant } from '#src/domain/clock.ts';
import type { World } from '#test/harness.ts';
import { Vandal } from '#test/vandal.ts';
import { livedDay } from './livedDay.ts';
import { openMind } from './mind.ts';

const BTC = 'BTC/USDT';
/** What would keep a market from being traded again and again; few trades are enough to learn from. */
const EAGER = [
  'guards.lossStreak.tight=99',
  'guards.marketLosses.count=99',
  'guards.ordersPerDayDesk=999',
  'guards.personDayPct=100000',
  'guards.ordersPerDayVenue=999',
  'reflection.everyTrades=1000',
  'reflection.minTrades=6',
  'reflection.confidencePct=50',
];

/**
 * A lived day and its evening on a platform: somebody is let in, chooses what they hear, pins the status and taps; what analysts held came out; news are
 * read by a model; a pattern loses and others win, so that something is learned and tried; a summary is scheduled and told; a row that somebody changed is
 * found and repaired.
 */
export async function chattedDay(): Promise<World> {
  await using mind = await openMind();
  const world = await livedDay({ ...mind.options, sets: [...mind.options.sets, ...EAGER] });
  await mind.hears(world, 'An exchange reports that coins were stolen.');
  const ann = world.person('telegram', '111', 'trader');
  await ann.says('/notify learning silent');
  await ann.says('/status');
  await world.says('/schedule add summary 22:00');
  const rejected = await world.proposes({ market: 'ETH/USDT' });
  await ann.taps('Reject');
  await drift(world, rejected);
  for (let i = 0; i < 6; i++) {
    await trade(world, 'gap_fill', false);
    await trade(world, 'support_bounce', true);
    await trade(world, 'order_block_retest', true);
  }
  await world.says('/reflect');
  await world.silence((parseInstant('2026-01-05T23:00:00Z') - world.now) / 60_000);
  return world;
}

/** In and out again, within six minutes. */
async function trade(world: World, pattern: string, wins: boolean): Promise<void> {
  const before = world.feed.last(BTC) as number;
  const at = (factor: number): number => Math.round(before * factor);
  const exits = { trail: [], breakEvenAfter: 0, timeLimitMs: 0, atr: '300' };
  const idea = {
    entry: at(1.002),
    stop: at(0.994),
    targets: [[at(1.016), 100]] as const,
    pattern,
    regime: 'tight_smc',
    riskPct: 0.1,
    exits,
  };
  await world.says(`/approve ${await world.proposes(idea)}`);
  await world.minutes(1, { [BTC]: at(1.0025) });
  await world.minutes(3, { [BTC]: at(wins ? 1.017 : 0.993) });
  await world.minutes(2, { [BTC]: before });
}

/** Somebody changes the row of a condition behind Heron's back; an audit finds it, and the owner lets it be repaired. */
async function drift(world: World, id: string): Promise<void> {
  const triggers = world.ledger.all<{ sql: string }>("select sql from sqlite_schema where type = 'trigger' order by name");
  {
    using vandal = new Vandal(world.path);
    vandal.db.prepare("update condition set status = 'expired' where id = ?").run(id);
    for (const { sql } of triggers) vandal.db.exec(sql);
  }
  await world.audit();
  const finding = [...world.ledger.memory.findings.keys()].join();
  const { data } = await world.asks(`/repair ${finding}`);
  await world.says(`/repair ${finding} ${(data as { hash: string }).hash}`);
}
