import { act } from './acts.ts';
import { heal, takeCare } from './heal.ts';
import { SimMarket } from './market.ts';
import { weather } from './weather.ts';
import type { World } from './world.ts';

/** From the first start on; a minute has to close before anything is cleared. */
const BEGIN_MS = 65_000;
const SHORTEST_TURN_MS = 15_000;
/** Of the turns in which somebody reads the cards. */
const CARE = 0.6;
const LONGEST_TURN_MS = 90_000;

/** Lives through a plan: turns in which everything can go wrong, then ten minutes in which nothing does. */
export async function live(world: World): Promise<void> {
  const { plan, turns } = world;
  const market = new SimMarket(world);
  world.start();
  await world.pass(BEGIN_MS);
  weather(world);
  let seen: ReadonlyMap<string, number> = new Map();
  for (let turn = 0; turn < plan.turns; turn++) {
    act(world, market);
    if (turns.next() < CARE) seen = takeCare(world, seen);
    await world.pass(SHORTEST_TURN_MS + Math.floor(turns.next() * (LONGEST_TURN_MS - SHORTEST_TURN_MS)));
  }
  await heal(world, market);
}
