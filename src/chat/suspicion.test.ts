import { describe, expect, it } from 'vitest';
import { openWorld } from '#test/harness.ts';
import type { Heard } from './platform.ts';
import { Suspicion } from './suspicion.ts';

const MINUTE_MS = 60_000;

describe('a token that somebody else uses', () => {
  it('freezes approvals from its platform, lets a halt through, and ends by itself (SEC-21)', async () => {
    await using world = await openWorld({ prices: { 'BTC/USDT': 63_800 }, sets: ['policy.autoUpToPct=0'] });
    world.person('telegram', '111', 'trader');
    const id = await world.proposes();
    const suspicion = new Suspicion(world.frontDoor, world.clock, 10 * MINUTE_MS);
    let n = 0;
    const says = async (text: string): Promise<string | undefined> => {
      n++;
      const heard: Heard = {
        platform: 'telegram',
        updateId: `s${n}`,
        channel: 'telegram:111',
        chatKind: 'private',
        chatTitle: 'Ann',
        userId: '111',
        userName: 'Ann',
        said: { text },
      };
      return (await suspicion.door.hear(heard))?.reply.title;
    };
    suspicion.arises('Another program reads the messages of this bot.');
    expect(await says(`/approve ${id}`)).toBe('That does not work from here.');
    expect(world.condition(id)?.status).toBe('proposed');
    expect(await says('/halt')).toMatch(/^Heron is halted/);
    await world.says('/resume "resume trading"');
    await world.minutes(11);
    expect(await says(`/approve ${id}`)).toMatch(/^c1 is armed/);
  });
});
