import type { ShadowRow } from '#src/ledger/shadows.ts';
import { openWorld, type World } from '#test/harness.ts';
import { BTC, idea } from './acts.ts';

/** Every shadow, in the order in which it was begun. */
export const shadows = (world: World): ShadowRow[] =>
  world.ledger.all<ShadowRow>('select * from shadow order by seq').map((row) => ({ ...row }));

/** BTC/USDT in a world where everybody is asked; so high and so low as the price of 63,800 allows. */
export const quiet = (sets: readonly string[] = []): Promise<World> => openWorld({ prices: { [BTC]: 63_800 }, sets });

/** A trade by the book: over the entry at 64,000, past both targets at 65,500 and 67,000. */
export async function wins(world: World): Promise<void> {
  await world.minutes(5, { [BTC]: 64_200 });
  await world.minutes(60, { [BTC]: 67_400 });
}

/** Over the entry, and down to the stop at 63,000. */
export async function loses(world: World): Promise<void> {
  await world.minutes(5, { [BTC]: 64_200 });
  await world.minutes(30, { [BTC]: 62_800 });
}

/** Somebody says no, and the market says yes. For `shadow.enabled`. */
export async function turnedDown(sets: readonly string[]): Promise<unknown> {
  await using world = await quiet(sets);
  const id = await world.proposes(idea());
  await world.says(`/reject ${id}`);
  await wins(world);
  return shadows(world);
}

/** How far back the kept candles go after more than a day. For `jobs.candleDays`. */
export async function candlesAfterDays(sets: readonly string[]): Promise<unknown> {
  await using world = await quiet(sets);
  await world.silence(26 * 60);
  await world.minutes(61);
  return world.ledger.get('select min(hour) as oldest, count(*) as hours from candle_block');
}
