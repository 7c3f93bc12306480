import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { OutsideError } from '#src/domain/errors.ts';
import { heardBefore } from '#src/ledger/heard.ts';
import { receive } from '#src/ledger/inbox.ts';
import { openWorld, type World } from '#test/harness.ts';
import { type Command, command, type Role } from './command.ts';
import { createDispatch, type Update } from './dispatch.ts';
import { toPlainText } from './plainText.ts';
import { createRegistry } from './registry.ts';
import { type Reply, say } from './reply.ts';

/** A dispatch over three small commands, with what they did and what was reported. */
function small(world: World) {
  const done: string[] = [];
  const bugs: { reference: string; error: unknown }[] = [];
  const did = (what: string): Reply => {
    done.push(what);
    return say(what === 'act' ? 'done' : 'halted');
  };
  const base = { args: z.object({}), summary: '', examples: ['/x'] } as const;
  const list: Command[] = [
    command({ ...base, name: 'look', role: 'viewer', run: () => say('seen') }),
    command({ ...base, name: 'act', role: 'trader', run: () => did('act') }),
    command({ ...base, name: 'panic', role: 'trader', repeatable: true, run: () => did('panic') }),
    command({
      ...base,
      name: 'outside',
      role: 'viewer',
      run: () => Promise.reject(new OutsideError('down', 'The venue is down.', 'Look at its status page.', true)),
    }),
    command({ ...base, name: 'bug', role: 'viewer', run: () => Promise.reject(new TypeError('x is undefined at /home/me')) }),
  ];
  const dispatch = createDispatch({
    app: world.app,
    commands: createRegistry(list),
    report: ({ reference, error }) => bugs.push({ reference, error }),
  });
  const tell = async (text: string, updateId: string, role: Role | 'stranger' = 'trader'): Promise<string | undefined> => {
    const reply = await dispatch(update(text, updateId, role === 'stranger' ? undefined : role));
    return reply && toPlainText(reply);
  };
  return { done, bugs, tell };
}

const update = (text: string, updateId: string, role: Role | undefined): Update => ({
  platform: 'test',
  updateId,
  chat: 'here',
  user: { actor: 'user:test:Ann', role },
  text,
});

describe('dispatch', () => {
  it('records what was said before it is done, and what became of it after', async () => {
    await using world = await openWorld();
    const { tell } = small(world);
    expect(await tell('/act', '7')).toBe('done');
    expect(heardBefore(world.ledger, 'test', '7')).toMatchObject({ text: '/act', actor: 'user:test:Ann', outcome: 'done' });
  });

  it('does the same update once, however often it is delivered', async () => {
    await using world = await openWorld();
    const { tell, done } = small(world);
    const answers = await Promise.all([tell('/act', '7'), tell('/act', '7')]);
    answers.push(await tell('/act', '7'));
    expect(answers).toEqual(['done', undefined, undefined]);
    expect(done).toEqual(['act']);
  });

  it('does not act again on what a crash left unanswered, but looks again and halts again', async () => {
    await using world = await openWorld();
    const { tell, done } = small(world);
    for (const [id, text] of [
      ['1', '/act'],
      ['2', '/look'],
      ['3', '/panic'],
    ] as const) {
      world.ledger.transact((tx) =>
        receive(tx, { platform: 'test', update_id: id, chat: 'here', actor: 'user:test:Ann', text }, world.now),
      );
    }
    expect(await tell('/act', '1')).toContain('Heron was restarted while it did this');
    expect(await tell('/look', '2')).toBe('seen');
    expect(await tell('/panic', '3')).toBe('halted');
    expect(done).toEqual(['panic']);
  });

  it('admits nobody whom it does not know, tells them nothing, and records that they came', async () => {
    await using world = await openWorld();
    const { tell, done } = small(world);
    for (const [id, text] of [
      ['1', '/act'],
      ['2', '/nonsense'],
      ['3', '/look'],
    ] as const) {
      expect(await tell(text, id, 'stranger')).toBe('This Heron does not know you.\nNothing was done. Whoever runs it can let you in.');
    }
    expect(done).toEqual([]);
    expect(heardBefore(world.ledger, 'test', '1')?.outcome).toBe('This Heron does not know you.');
  });

  it('refuses what a role may not do', async () => {
    await using world = await openWorld();
    const { tell, done } = small(world);
    expect(await tell('/act', '1', 'viewer')).toBe('/act needs the role trader.\nNothing was done.');
    expect(await tell('/look', '2', 'viewer')).toBe('seen');
    expect(done).toEqual([]);
  });

  it('turns an error of the outside world into what happened, what Heron did and what you can do', async () => {
    await using world = await openWorld();
    const { tell, bugs } = small(world);
    expect(await tell('/outside', '1')).toBe(
      '✗ The venue is down.\nHeron stopped there; nothing else was touched. It may work when you say it again.\n\nLook at its status page.',
    );
    expect(bugs).toEqual([]);
  });

  it('turns a bug into a reference, with nothing of its insides, and reports it under that reference', async () => {
    await using world = await openWorld();
    const { tell, bugs } = small(world);
    const said = await tell('/bug', '1');
    expect(said).toContain('reference test-');
    expect(said).not.toMatch(/undefined|home|TypeError/);
    expect(bugs).toHaveLength(1);
    expect(said).toContain(bugs[0]?.reference);
  });

  it('helps with what it does not understand', async () => {
    await using world = await openWorld();
    const { tell } = small(world);
    expect(await tell('/lok', '1')).toBe('There is no command /lok.\nDid you mean /look?\n\n/look · /help');
    expect(await tell('what a nice day', '2')).toBe('There is no command /what.\n/help shows everything that can be said.');
    expect(await tell('', '3')).toContain('Say something');
    expect(await tell('/look at this', '4')).toBe('at is more than /look takes.\nUsage: /look\nFor example: /x');
  });

  it('answers in words even when nothing can be written any more', async () => {
    const world = await openWorld();
    const { tell, bugs } = small(world);
    await world.end();
    expect(await tell('/look', '1')).toContain('Something inside Heron went wrong');
    expect(bugs).toHaveLength(1);
  });
});
