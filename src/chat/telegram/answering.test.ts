import { describe, expect, test } from 'vitest';
import { say } from '#src/chat/reply.ts';
import { started } from '#test/fakes/telegram/adapterStage.ts';
import { answerOf, tapOf } from '#test/fakes/telegram/handWrittenDoor.ts';

describe('a tap on Telegram', () => {
  const card = async (world: Awaited<ReturnType<typeof started>>) => {
    const { telegram, fake } = world;
    const approve = tapOf('Approve', 'good');
    await telegram
      .channel('telegram:111')
      .send({ action: 'send', reply: say('A proposal'), taps: [approve, tapOf('Reject', 'bad')], silent: false, nonce: 'n' });
    const message = fake.said(111)[0];
    if (message === undefined) throw new Error('no card');
    return { message, approve };
  };

  test('brings its token and its message to the front door, and its sender is told', async () => {
    await using world = await started();
    const { fake, door, ann } = world;
    const { message, approve } = await card(world);
    door.answer = () => answerOf(say('Approved.', 'Armed until 20:00.'), { show: 'toast' });
    const tap = fake.taps(ann, message, 'Approve');
    await fake.until(() => tap.toast !== undefined);
    expect(door.heard[0]).toMatchObject({ userId: '111', said: { token: approve.token, messageRef: `t${message.id}` } });
    expect(tap.toast).toEqual({ text: 'Approved. Armed until 20:00.', alert: false });
    expect(fake.said(111)).toHaveLength(1);
  });

  test('by a stranger is answered to them alone, and the buttons stay (case 3)', async () => {
    await using world = await started();
    const { fake, door } = world;
    const { message } = await card(world);
    door.answer = () => answerOf({ ...say('This is not for you.', 'x'.repeat(300)), failed: true }, { show: 'toast', discreet: true });
    const tap = fake.taps(fake.person({ id: 666, first_name: 'Mallory' }), message, 'Approve');
    await fake.until(() => tap.toast !== undefined);
    expect(tap.toast?.alert).toBe(true);
    expect(tap.toast?.text).toHaveLength(200);
    expect(fake.said(111)[0]).toMatchObject({ keyboard: [[{ text: 'Approve' }, { text: 'Reject' }]], history: [] });
  });

  test('whose acknowledgement comes too late has its effect all the same (case 4)', async () => {
    await using world = await started();
    const { fake, door, ann, telegram, log } = world;
    const { message } = await card(world);
    door.answer = () => answerOf(say('Approved.'), { show: 'toast' });
    const tap = fake.taps(ann, message, 'Approve', { old: true });
    await fake.until(() => fake.calls.some(({ method, status }) => method === 'answerCallbackQuery' && status === 400));
    await telegram
      .channel('telegram:111')
      .send({ action: 'edit', ref: `t${message.id}`, reply: say('A proposal', 'Approved by Ann.'), taps: [], silent: true, nonce: 'm' });
    expect([tap.toast, door.heard.length, log]).toEqual([undefined, 1, []]);
    expect(fake.said(111)[0]).toMatchObject({ keyboard: undefined, text: 'A proposal\nApproved by Ann.' });
  });

  test('twice reaches the front door twice, each with an id of its own, and both are told (case 2)', async () => {
    await using world = await started();
    const { fake, door, ann } = world;
    const { message } = await card(world);
    let first = true;
    door.answer = () => {
      const answer = answerOf(say(first ? 'Approved.' : 'Approved by Ann already.'), { show: 'toast' });
      first = false;
      return answer;
    };
    const taps = [fake.taps(ann, message, 'Approve'), fake.taps(ann, message, 'Approve')];
    await fake.until(() => taps.every(({ toast }) => toast !== undefined));
    expect(taps.map(({ toast }) => toast?.text)).toEqual(['Approved.', 'Approved by Ann already.']);
    expect(new Set(door.heard.map(({ updateId }) => updateId)).size).toBe(2);
  });

  test('that nothing is to be said about stops waiting', async () => {
    await using world = await started();
    const { fake, door, ann } = world;
    const { message } = await card(world);
    door.answer = () => undefined;
    const tap = fake.taps(ann, message, 'Approve');
    await fake.until(() => tap.toast !== undefined);
    expect(tap.toast).toEqual({ text: '', alert: false });
  });
});
