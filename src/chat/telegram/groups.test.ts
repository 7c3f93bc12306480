import { describe, expect, test } from 'vitest';
import { say } from '#src/chat/reply.ts';
import { started, texts } from '#test/fakes/telegram/adapterStage.ts';

describe('groups', () => {
  test('are left again unless somebody who may brought Heron in', async () => {
    await using world = await started();
    const { fake, door, ann } = world;
    fake.group(-100, 'Desk', { bot: false });
    fake.group(-200, 'Elsewhere', { bot: false });
    door.welcome = (group) => group.userId === '111';
    fake.addsBot(ann, -100);
    fake.addsBot(fake.person({ id: 666, first_name: 'Mallory' }), -200);
    await fake.until(() => fake.chat(-200).bot === 'left');
    expect(door.joins).toMatchObject([
      { channel: 'telegram:-100', chatTitle: 'Desk', userId: '111', userName: 'Ann Lee' },
      { channel: 'telegram:-200', userId: '666' },
    ]);
    expect(fake.chat(-100).bot).toBe('member');
    fake.removesBot(ann, -100);
    await fake.until(() => door.leaves.length === 2);
    expect(door.leaves).toEqual([
      ['telegram:-200', 'the bot left the group'],
      ['telegram:-100', 'the bot was put out of the group'],
    ]);
  });

  test('in which Heron does not speak are left after the word that showed it, which counts', async () => {
    await using world = await started();
    const { fake, door, ann } = world;
    fake.group(-300, 'Forgotten');
    fake.says(ann, '/halt', { chat: -300 });
    await fake.until(() => fake.chat(-300).bot === 'left');
    expect(door.heard.map(({ said }) => said)).toEqual([{ text: '/halt' }]);
    expect(texts(fake, -300)).toEqual(['Heard: /halt']);
  });

  test('that get another id are followed', async () => {
    await using world = await started();
    const { fake, door, telegram } = world;
    fake.group(-100, 'Desk');
    fake.upgrades(-100, -1_001_234_567_890);
    await fake.until(() => door.moves.length === 1);
    await telegram.channel('telegram:-100').send({ action: 'send', reply: say('Filled.'), taps: [], silent: false, nonce: 'n' });
    expect(texts(fake, -1_001_234_567_890)).toEqual(['Filled.']);
    expect(door.moves[0]).toEqual(['telegram:-100', 'telegram:-1001234567890']);
  });
});
