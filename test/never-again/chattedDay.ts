import type { World } from '#test/harness.ts';
import { Vandal } from '#test/vandal.ts';
import { livedDay } from './livedDay.ts';

/**
 * A lived day and its evening on a platform: somebody is let in, chooses what they hear, pins the status and taps; a summary is scheduled and told; a row
 * that somebody changed is found and repaired.
 */
export async function chattedDay(): Promise<World> {
  const world = await livedDay();
  const ann = world.person('telegram', '111', 'trader');
  await ann.says('/notify learning silent');
  await ann.says('/status');
  await world.says('/schedule add summary 22:00');
  const rejected = await world.proposes({ market: 'ETH/USDT' });
  await ann.taps('Reject');
  await drift(world, rejected);
  await world.silence(6 * 60);
  return world;
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
