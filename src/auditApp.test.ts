import { describe, expect, it } from 'vitest';
import { say } from '#src/chat/reply.ts';
import { systemClock } from '#src/domain/clock.ts';
import { queueMessage } from '#src/ledger/outbox.ts';
import { openWorld, type World } from '#test/harness.ts';

const MEGABYTE = 1_000_000;

/** Whether another process was at work while the audit was under way. */
async function isElsewhere(world: World): Promise<boolean> {
  let seen = false;
  const timer = systemClock().every(2, () => {
    seen ||= process.getActiveResourcesInfo().includes('ProcessWrap');
  });
  try {
    expect((await world.audit()).findings).toEqual([]);
  } finally {
    timer.cancel();
  }
  return seen;
}

describe('an audit of a running Heron', () => {
  it('of a large file is done by another process, also where that has few events and much that was said', async () => {
    await using world = await openWorld({ prices: { 'BTC/USDT': 63_800 } });
    expect(await isElsewhere(world)).toBe(false);
    world.ledger.transact((tx) => {
      for (let seq = 1; seq <= 10; seq++) {
        const reply = JSON.stringify(say('x'.repeat(MEGABYTE)));
        queueMessage(tx, { eventSeq: seq, channel: 'telegram:nobody', reply, at: world.now });
      }
    });
    expect(world.ledger.head.seq).toBeLessThan(1_000);
    expect(await isElsewhere(world)).toBe(true);
  });
});
