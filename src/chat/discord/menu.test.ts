import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { commands } from '#commands/index.ts';
import { freeText, howMany, oneOf, proposalId } from '#src/chat/argument.ts';
import { command } from '#src/chat/command.ts';
import { createRegistry } from '#src/chat/registry.ts';
import { say } from '#src/chat/reply.ts';
import { checkCommands } from '#test/fakes/discord/commandForm.ts';
import { lineOf } from './line.ts';
import { slashJson } from './menu.ts';

const sample = command({
  name: 'reject',
  summary: 'say no',
  role: 'trader',
  args: z.object({
    when: oneOf('now', 'later').optional(),
    id: proposalId,
    maxRows: howMany(50).optional(),
    reason: freeText('reason').optional(),
  }),
  rest: true,
  aliases: { no: 'now' },
  examples: [],
  run: () => say('no'),
});

describe('slashJson', () => {
  it('offers arguments as options: required ones first, choices, bounds, completion, the rest of the line', () => {
    const [json] = slashJson([sample], 'guild');
    expect(json).toEqual({
      type: 1,
      name: 'reject',
      description: 'say no',
      default_member_permissions: '0',
      options: [
        { type: 3, name: 'id', description: 'a proposal, such as c12', required: true, autocomplete: true },
        {
          type: 3,
          name: 'when',
          description: 'now or later',
          required: false,
          choices: [
            { name: 'now', value: 'now' },
            { name: 'later', value: 'later' },
          ],
        },
        { type: 4, name: 'max-rows', description: 'n', required: false, min_value: 1, max_value: 50 },
        { type: 3, name: 'reason', description: 'reason', required: false },
      ],
    });
  });

  it('offers aliases without what they stand for, and in private chats everything to private chats alone', () => {
    const [, alias] = slashJson([sample], 'private');
    expect(alias).toMatchObject({ name: 'no', description: '/reject now: say no', contexts: [1] });
    expect(alias?.options?.map(({ name }) => name)).toEqual(['id', 'max-rows', 'reason']);
    expect(alias).not.toHaveProperty('default_member_permissions');
  });

  it('is what Discord takes, for every command that there is', () => {
    for (const scope of ['guild', 'private'] as const) checkCommands(slashJson(commands, scope), scope === 'guild' ? 'guild' : 'global');
    expect(slashJson(commands, 'guild').map(({ name }) => name)).toEqual(expect.arrayContaining(commands.map(({ name }) => name)));
  });
});

describe('lineOf', () => {
  const registry = createRegistry([sample]);
  const given = (options: Record<string, string | number>) => Object.entries(options).map(([name, value]) => ({ name, value }));

  it('is the line that could have been typed, in the order of the arguments', () => {
    expect(lineOf('reject', given({ reason: 'too  "late"\nnow', id: 'c1', when: 'now', 'max-rows': 5 }), registry)).toBe(
      "/reject now c1 5 too 'late' now",
    );
    expect(lineOf('no', given({ id: 'c 1' }), registry)).toBe('/no "c 1"');
    expect(lineOf('nothing', given({ a: 'b' }), registry)).toBe('/nothing');
  });
});
