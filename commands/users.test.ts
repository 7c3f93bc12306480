import { describe, expect, it } from 'vitest';
import { openWorld } from '#test/harness.ts';

describe('/users', () => {
  it('names everybody who is let in, where, since when and when they were heard last, and every chat', async () => {
    await using world = await openWorld({ startAt: '2026-01-05T08:00:00Z', prices: { 'BTC/USDT': 63_800 } });
    const ann = world.person('telegram', '111', 'owner');
    await world.silence(60);
    world.person('discord', '222', 'trader', 'Bob');
    await ann.says('/status');
    world.frontDoor.joined({ platform: 'telegram', channel: 'telegram:-9', chatTitle: 'Friends', userId: '111', userName: 'Ann' });
    await world.silence(30);
    const listed = await world.asks('/users');
    expect(await ann.says('/users')).toContain('telegram:111');
    expect(await world.says('/users')).toBe(
      `2 people may speak, beside whoever sits at the machine
telegram:111
  name Ann · role owner
  let in 08:01 UTC · heard just now
discord:222
  name Bob · role trader
  let in 09:01 UTC · heard not yet
machine
  role owner · heard just now

Heron speaks in title         since
telegram:111    Ann           08:01 UTC
telegram:-9     group Friends 09:01 UTC

Somebody or a group that you do not know? /lockdown stops every yes at once; /users ID remove takes a person out, and a group ends when the bot is removed from it.`,
    );
    expect(listed.data).toMatchObject({
      people: [
        { id: 'telegram:111', role: 'owner', since: '2026-01-05T08:01:00.000Z', heard: '2026-01-05T09:01:00.000Z' },
        { id: 'discord:222', role: 'trader', heard: null },
      ],
      chats: [
        { id: 'telegram:111', kind: 'private' },
        { id: 'telegram:-9', kind: 'group', title: 'Friends' },
      ],
    });
  });

  it('takes one out, who is a stranger from the next word on, and whose private chat is closed', async () => {
    await using world = await openWorld({ prices: { 'BTC/USDT': 63_800 } });
    const eve = world.person('telegram', '666', 'trader', 'Eve');
    expect(await world.says('/users telegram:666 remove')).toContain('Eve is removed');
    expect(await eve.says('/status')).toContain('does not know you');
    expect(await world.says('/users')).toContain('Nobody but whoever sits at the machine.');
  });
});
