import { describe, expect, test } from 'vitest';
import { say } from '#src/chat/reply.ts';
import { gate, started, texts } from '#test/fakes/telegram/adapterStage.ts';
import { answerOf } from '#test/fakes/telegram/handWrittenDoor.ts';

describe('an answer that grows on Telegram', () => {
  test('is one message, sent with its beginning and edited to the whole, at most once a second', async () => {
    await using world = await started();
    const { fake, door, ann } = world;
    const done = gate<void>();
    door.answer = async (_, progress) => {
      for (const count of [1, 2, 3]) progress?.(say('Answer', ...['One.', 'Two.', 'Three.'].slice(0, count)));
      await done.opened;
      return answerOf(say('Answer', 'One.', 'Two.', 'Three.', 'Looked up: trades.'));
    };
    fake.says(ann, 'how did it go?');
    await fake.until(() => texts(fake)[0]?.includes('Three.') === true);
    done.open();
    await fake.until(() => door.shows.length > 0);
    const [message] = fake.said(111);
    expect(texts(fake)).toEqual(['Answer\nOne.\n\nTwo.\n\nThree.\n\nLooked up: trades.']);
    expect(message?.history.map(({ text }) => text)).toEqual(['Answer\nOne.', 'Answer\nOne.\n\nTwo.\n\nThree.']);
    expect(door.shows).toEqual([{ channel: 'telegram:111', ref: `t${message?.id}` }]);
  });

  test('waits until what was said before is answered', async () => {
    await using world = await started();
    const { fake, door, ann } = world;
    const slow = gate<void>();
    door.answer = async ({ said }, progress) => {
      if ('text' in said && said.text === '/slow') await slow.opened;
      else progress?.(say('Answer', 'One.'));
      return answerOf(say('text' in said ? said.text : ''));
    };
    fake.says(ann, '/slow');
    fake.says(ann, 'and?');
    await fake.until(() => door.heard.length === 2);
    expect(texts(fake)).toEqual([]);
    slow.open();
    await fake.until(() => texts(fake).join() === '/slow,and?');
  });

  test('shows nothing in a group before it is whole', async () => {
    await using world = await started();
    const { fake, door, ann } = world;
    fake.group(-5, 'Desk');
    door.chats.add('telegram:-5');
    let wasAsked: unknown = 'not yet';
    door.answer = async (_, progress) => {
      wasAsked = progress;
      return answerOf(say('Answer'));
    };
    fake.says(ann, '/ask how?', { chat: -5 });
    await fake.until(() => wasAsked !== 'not yet');
    expect(wasAsked).toBeUndefined();
  });
});
