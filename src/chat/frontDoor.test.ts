import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openWorld, type World } from '#test/harness.ts';
import { type Command, type Context, command } from './command.ts';
import { createDispatch, type Dispatch } from './dispatch.ts';
import { createFrontDoor } from './frontDoor.ts';
import type { Heard } from './platform.ts';
import { createRegistry } from './registry.ts';
import { buttons, type Reply, say } from './reply.ts';

const base = { args: z.object({}), summary: '', examples: ['/x'] } as const;

/** A front door over a few small commands; what they were told, and what was reported. */
function small(world: World, broken?: Dispatch) {
  const heard: Context[] = [];
  const bugs: string[] = [];
  const slow = Promise.withResolvers<Reply>();
  const menu: Reply = {
    title: 'What now?',
    blocks: [buttons({ Act: '/act', Slow: '/slow', Halt: '/panic', Look: '/look' })],
  };
  const list: Command[] = [
    command({ ...base, name: 'menu', role: 'viewer', run: () => menu }),
    command({ ...base, name: 'look', role: 'viewer', run: () => say('seen') }),
    command({
      ...base,
      name: 'act',
      role: 'trader',
      run(context) {
        heard.push(context);
        return say('done');
      },
    }),
    command({
      ...base,
      name: 'slow',
      role: 'trader',
      run(context) {
        heard.push(context);
        return slow.promise;
      },
    }),
    command({
      ...base,
      name: 'panic',
      role: 'trader',
      repeatable: true,
      panic: true,
      run(context) {
        heard.push(context);
        return say('halted');
      },
    }),
    command({ ...base, name: 'bug', role: 'viewer', run: () => Promise.reject(new Error('inside')) }),
  ];
  const commands = createRegistry(list);
  const report = ({ reference }: { readonly reference: string }): void => void bugs.push(reference);
  const dispatch = broken ?? createDispatch({ app: world.app, commands, report });
  const door = createFrontDoor({ app: world.app, commands, dispatch, report, machine: () => undefined });
  let updates = 0;
  const hear = (said: Heard['said'], over: Partial<Heard> = {}) =>
    door.hear({
      platform: 'telegram',
      updateId: `t${++updates}`,
      channel: 'telegram:111',
      chatKind: 'private',
      chatTitle: 'Ann',
      userId: '111',
      userName: 'Ann',
      said,
      ...over,
    });
  /** Asks for the buttons and shows them as message 7. */
  const offered = async () => {
    const answer = await hear({ text: '/menu' });
    if (answer === undefined) throw new Error('no answer');
    door.shown(answer, 'telegram:111', '7');
    return (label: string) => hear({ token: answer.taps.find((tap) => tap.label === label)?.token ?? '', messageRef: '7' });
  };
  return { hear, offered, heard, bugs, slow };
}

const fresh = async (): Promise<World> => {
  const world = await openWorld();
  world.person('telegram', '111', 'trader');
  return world;
};

describe('the front door', () => {
  it('tells a command who speaks and where', async () => {
    await using world = await fresh();
    const { hear, heard } = small(world);
    await hear({ text: '/act' });
    await hear({ text: '/act' }, { channel: 'telegram:-5', chatKind: 'group' });
    expect(heard.map(({ user, channel, isPrivate, speaker }) => [user.actor, channel, isPrivate, speaker?.userId])).toEqual([
      ['user:telegram:111:Ann', 'telegram:111', true, '111'],
      ['user:telegram:111:Ann', 'telegram:-5', false, '111'],
    ]);
  });

  it('lets a button that acts work once, also while it is being done, and one that shows as often as it is tapped', async () => {
    await using world = await fresh();
    const { offered, heard, slow } = small(world);
    const tap = await offered();
    const first = tap('Slow');
    expect((await tap('Slow'))?.reply.title).toBe('This is being done just now.');
    slow.resolve(say('slowly done'));
    expect((await first)?.reply.title).toBe('slowly done');
    expect((await tap('Slow'))?.reply.title).toBe('This was done already, by Ann on Telegram at 08:00 UTC.');
    expect(heard).toHaveLength(1);
    await world.silence(1);
    expect([(await tap('Look'))?.show, (await tap('Look'))?.show]).toEqual(['message', 'message']);
  });

  it('hears a halt from a button that was used, has expired, or is tapped in a flood', async () => {
    await using world = await fresh();
    const { offered, heard } = small(world);
    const tap = await offered();
    await world.silence(20);
    expect((await tap('Act'))?.reply.title).toBe('This button expired at 08:15 UTC.');
    for (let i = 0; i < 20; i++) expect((await tap('Halt'))?.reply.title).toBe('halted');
    expect(await tap('Act')).toMatchObject({ reply: { title: 'That was too much at once.' } });
    expect(await tap('Act')).toBeUndefined();
    expect(heard).toHaveLength(20);
  });

  it('never throws: what goes wrong behind it is a reference, and is reported', async () => {
    await using world = await fresh();
    const { hear, bugs } = small(world);
    expect((await hear({ text: '/bug' }))?.reply.title).toContain('Something inside Heron went wrong');
    const dead = small(world, () => Promise.reject(new Error('secret inside')));
    const answer = await dead.hear({ text: '/act' }, { updateId: '77' });
    expect(answer?.reply.title).toBe('Something inside Heron went wrong (reference telegram-u77)');
    expect([...bugs, ...dead.bugs]).toEqual([expect.stringContaining('telegram-'), 'telegram-u77']);
  });

  it('takes a name for nothing but a name', async () => {
    await using world = await fresh();
    const { hear, heard } = small(world);
    await hear({ text: '/act' }, { userId: '112', userName: 'Ann' });
    await hear({ text: '/act' }, { platform: 'discord', userName: 'user:telegram:111:Ann' });
    expect(heard).toEqual([]);
  });
});
