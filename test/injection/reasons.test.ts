import { expect, it } from 'vitest';
import type { Reply } from '#src/chat/reply.ts';
import { openWorld } from '#test/harness.ts';
import { arms, idea } from '#test/scenarios/acts.ts';
import { CORPUS } from './corpus.ts';
import { changesOf } from './guarded.ts';
import { harmOf } from './harmless.ts';

const PRICES = { 'BTC/USDT': 63_900, 'ETH/USDT': 3_180 };
const BOB = { actor: 'user:telegram:222:Bob', role: 'trader' } as const;

it('the reason of a rejection rejects, and does nothing else', async () => {
  await using world = await openWorld({ prices: PRICES, sets: ['policy.autoUpToPct=0'] });
  await arms(world, idea({ market: 'ETH/USDT', entry: 3_200, stop: 3_130, targets: [[3_340, 100]] }));
  const replies: Reply[] = [];
  const changed = await changesOf(world, CORPUS, async (text) => {
    const id = await world.proposes(idea());
    const said = await world.asks(`/reject ${id} ${text}`, BOB);
    replies.push(said);
    // A reason that is too long is not taken, and neither is the rejection.
    if (world.condition(id) !== undefined) await world.asks(`/reject ${id}`, BOB);
    return id;
  });
  expect(changed).toEqual([]);
  expect(replies.flatMap(harmOf)).toEqual([]);
  const rejected = world.ledger.all("select id from condition where status = 'rejected'");
  expect(rejected).toHaveLength(CORPUS.length);
  expect(world.shown.length).toBeGreaterThan(CORPUS.length);
});
