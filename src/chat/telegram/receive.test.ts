import { describe, expect, test } from 'vitest';
import type { Answer } from '#src/chat/platform.ts';
import { say } from '#src/chat/reply.ts';
import { gate, started, texts } from '#test/fakes/telegram/adapterStage.ts';
import { answerOf, tapOf } from '#test/fakes/telegram/handWrittenDoor.ts';

describe('what is said on Telegram', () => {
  test('reaches the front door and is answered in the same chat', async () => {
    await using world = await started();
    const { fake, door, ann } = world;
    const updateId = fake.says(ann, '/status');
    await fake.until(() => door.shows.length === 1);
    expect(door.heard).toEqual([
      {
        platform: 'telegram',
        updateId: String(updateId),
        channel: 'telegram:111',
        chatKind: 'private',
        chatTitle: 'Ann',
        userId: '111',
        userName: 'Ann Lee',
        said: { text: '/status' },
      },
    ]);
    expect(texts(fake)).toEqual(['Heard: /status']);
    expect(door.shows).toMatchObject([{ channel: 'telegram:111', ref: 't2' }]);
  });

  test('is confirmed to Telegram only after the front door has heard it', async () => {
    await using world = await started();
    const { fake, door, ann } = world;
    const confirmedAtHearing: number[] = [];
    const slow = gate<Answer | undefined>();
    door.answer = () => {
      confirmedAtHearing.push(fake.updates.confirmed.length);
      return slow.opened;
    };
    for (const text of ['one', 'two', 'three']) fake.says(ann, text);
    await fake.until(() => fake.updates.pending === 0);
    expect(door.heard).toHaveLength(3);
    // Heard while it still waited, even though the one before it in this chat is not answered yet.
    expect(confirmedAtHearing).toEqual([0, expect.any(Number), expect.any(Number)]);
    expect(confirmedAtHearing.every((confirmed, index) => confirmed <= index)).toBe(true);
    slow.open(undefined);
  });

  test('comes again after a crash before it was confirmed, with the same id', async () => {
    await using world = await started();
    const { fake, door, ann, telegram, open } = world;
    door.answer = () => {
      fake.goDown();
      return undefined;
    };
    const updateId = fake.says(ann, '/approve c1');
    await fake.until(() => door.heard.length === 1);
    await telegram.stop();
    expect(fake.updates.confirmed).toEqual([]);
    fake.comeBack();
    open().start();
    await fake.until(() => door.heard.length === 2);
    expect(door.heard.map((heard) => heard.updateId)).toEqual([String(updateId), String(updateId)]);
  });

  test('is answered in order within a chat, but a halt waits for nobody', async () => {
    await using world = await started();
    const { fake, door, ann } = world;
    const slow = gate<Answer>();
    door.answer = ({ said }) => {
      const line = 'text' in said ? said.text : '';
      return line === '/slow' ? slow.opened : answerOf(say(`Heard: ${line}`));
    };
    fake.says(ann, '/slow');
    fake.says(ann, '/status');
    fake.says(ann, '/halt now');
    await fake.until(() => texts(fake).length === 1);
    expect(texts(fake)).toEqual(['Heard: /halt now']);
    slow.open(answerOf(say('Heard: /slow')));
    await fake.until(() => texts(fake).length === 3);
    expect(texts(fake)).toEqual(['Heard: /halt now', 'Heard: /slow', 'Heard: /status']);
  });

  test('by nobody in particular is said by nobody', async () => {
    await using world = await started();
    const { fake, door, ann } = world;
    fake.group(-100, 'Desk');
    door.chats.add('telegram:-100');
    fake.says(ann, '/anonymous', { chat: -100, senderChat: -100 });
    fake.says(ann, '/linked', { chat: -100, senderChat: -555 });
    fake.says(fake.person({ id: 5, first_name: 'Robot', is_bot: true }), '/robot', { chat: -100 });
    fake.says(ann, '/known', { chat: -100 });
    await fake.until(() => door.heard.length === 4);
    expect(door.heard.map(({ userId }) => userId)).toEqual([undefined, undefined, undefined, '111']);
  });

  test('but edited, posted in a channel, forwarded or meant for another bot is no command', async () => {
    await using world = await started();
    const { fake, door, ann } = world;
    fake.group(-100, 'Desk');
    door.chats.add('telegram:-100');
    fake.updates.force('edited_message', {
      message_id: 1,
      date: 1,
      chat: { id: 111, type: 'private', first_name: 'Ann' },
      from: ann,
      text: '/halt',
    });
    fake.forces('channel_post', ann, '/halt');
    fake.forces('edited_channel_post', ann, '/halt');
    fake.says(ann, '/halt', { forwarded: true });
    fake.says(ann, '/halt@other_bot', { chat: -100 });
    fake.says(ann, '/halt@Heron_Test_Bot for now', { chat: -100 });
    await fake.until(() => door.heard.length > 0 && fake.updates.pending === 0);
    expect(door.heard.map(({ said }) => said)).toEqual([{ text: '/halt for now' }]);
  });

  test('in a group is heard as a command or an answer to the bot, and answered in its topic', async () => {
    await using world = await started();
    const { fake, door, ann } = world;
    fake.privacy = false;
    fake.group(-100, 'Desk');
    door.chats.add('telegram:-100');
    fake.says(ann, 'just chatter', { chat: -100 });
    fake.says(ann, '/status', { chat: -100, thread: 7 });
    await fake.until(() => fake.said(-100).length === 1);
    const [answer] = fake.said(-100);
    expect([answer?.threadId, answer?.replyTo]).toEqual([7, 2]);
    fake.says(ann, 'and why?', { chat: -100, replyTo: answer?.id as number });
    await fake.until(() => door.heard.length === 2);
    expect(door.heard[1]).toMatchObject({ chatKind: 'group', chatTitle: 'Desk', channel: 'telegram:-100', said: { text: 'and why?' } });
  });

  test('and is for one alone is answered in private', async () => {
    await using world = await started();
    const { fake, door, ann } = world;
    fake.group(-100, 'Desk');
    door.chats.add('telegram:-100');
    door.answer = () => answerOf(say('Balance: 12,345'), { discreet: true, taps: [tapOf('More')] });
    fake.says(ann, '/balance', { chat: -100 });
    await fake.until(() => texts(fake).length === 1);
    expect([fake.said(111)[0]?.keyboard, texts(fake, -100)]).toEqual([undefined, []]);
    fake.says(fake.person({ id: 222, first_name: 'Bob' }, { stranger: true }), '/balance', { chat: -100 });
    await fake.until(() => texts(fake, -100).length === 1);
    expect(texts(fake, -100)[0]).toMatch(/Open a private chat with this bot/);
  });

  test('with an answer that edits changes that message, and is said anew when it is gone', async () => {
    await using world = await started();
    const { fake, door, ann } = world;
    let edits: string | undefined;
    let count = 0;
    door.answer = () => answerOf(say(`Status ${++count}`), { pin: 'status', ...(edits !== undefined && { edits }) });
    fake.says(ann, '/status');
    await fake.until(() => door.shows.length === 1);
    edits = door.shows[0]?.ref as string;
    fake.says(ann, '/status');
    await fake.until(() => door.shows.length === 2);
    expect(texts(fake)).toEqual(['Status 2']);
    expect(door.shows[1]?.ref).toBe(edits);
    (fake.chat(111).messages as unknown[]).splice(0);
    fake.says(ann, '/status');
    await fake.until(() => door.shows.length === 3);
    expect(texts(fake)).toEqual(['Status 3']);
  });

  test('and breaks the front door is reported, and the next word is heard', async () => {
    await using world = await started();
    const { fake, door, ann, log } = world;
    door.answer = () => Promise.reject(new Error(`secret ${fake.token}`));
    fake.says(ann, '/one');
    await fake.until(() => log.length === 1);
    door.answer = () => answerOf(say('Fine.'));
    fake.says(ann, '/two');
    await fake.until(() => texts(fake).length === 1);
    expect(log.join()).not.toContain(fake.token);
  });
});
