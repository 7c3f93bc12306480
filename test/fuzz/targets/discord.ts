import fc from 'fast-check';
import { commands } from '#commands/index.ts';
import { readInteraction } from '#src/chat/discord/interaction.ts';
import { createReceiver } from '#src/chat/discord/receive.ts';
import type { Heard } from '#src/chat/platform.ts';
import { createRegistry } from '#src/chat/registry.ts';
import { parseInstant, VirtualClock } from '#src/domain/clock.ts';
import { faultOfSentence, holds, textOf } from '../flaw.ts';
import { mutated } from '../mutated.ts';
import { anyJson } from '../strange.ts';
import { target } from '../target.ts';
import { listening } from './listening.ts';

const BOB = { id: '222', username: 'bob', global_name: 'Bob' };
const HOME = {
  id: '900',
  application_id: '42',
  token: 'interaction-token',
  guild_id: '500',
  channel_id: '600',
  channel: { id: '600', type: 0, name: 'desk' },
  member: { user: BOB, roles: ['700'] },
};
const THREAD = { ...HOME, channel_id: '601', channel: { id: '601', type: 11, name: 't1', parent_id: '600' } };
const DM = { id: '901', application_id: '42', token: 'interaction-token', channel_id: '800', channel: { id: '800', type: 1 }, user: BOB };

/** Interactions as Discord's gateway sends them (API 10). */
const INTERACTIONS: readonly unknown[] = [
  { ...HOME, type: 2, data: { id: '1', name: 'status', type: 1 } },
  {
    ...THREAD,
    type: 2,
    data: {
      id: '1',
      name: 'reject',
      type: 1,
      options: [
        { name: 'id', type: 3, value: 'c1' },
        { name: 'reason', type: 3, value: 'too "late"' },
      ],
    },
  },
  { ...DM, type: 2, data: { id: '1', name: 'pair', type: 1, options: [{ name: 'code', type: 3, value: 'ABCD2345' }] } },
  { ...HOME, type: 3, message: { id: '77' }, data: { custom_id: 'A'.repeat(22), component_type: 2 } },
  { ...THREAD, type: 3, message: { id: '78' }, data: { custom_id: 'B'.repeat(22), component_type: 2 } },
  { ...HOME, type: 4, data: { id: '1', name: 'approve', type: 1, options: [{ name: 'id', type: 3, value: 'c', focused: true }] } },
  { ...HOME, type: 5, data: { custom_id: 'modal', components: [] } },
  { ...HOME, type: 1 },
];

const inputs = fc.oneof({ arbitrary: mutated(...INTERACTIONS), weight: 9 }, { arbitrary: anyJson, weight: 1 });

export const discordInteractions = target<unknown>({
  name: 'interactions of Discord, read',
  at: 'src/chat/discord/interaction.ts',
  weight: 14,
  open: () => ({
    inputs,
    take(payload) {
      const read = readInteraction(payload);
      if (read === undefined) return;
      const { member, user } = payload as { member?: { user?: { id?: unknown } }; user?: { id?: unknown } };
      holds(read.userId === (member?.user ?? user)?.id, 'it was read from somebody whom it does not name');
      for (const text of [read.id, read.token, read.userId, read.userName, read.channelId, read.homeId, read.title, ...read.roles])
        holds(typeof text === 'string', 'a part of it is no text');
      if (read.did.kind === 'command')
        for (const { value } of read.did.options)
          holds(['string', 'number', 'boolean'].includes(typeof value), 'an option is no plain value');
    },
  }),
});

export const discordAdapter = target<unknown>({
  name: 'interactions of Discord, through the adapter',
  at: 'src/chat/discord/receive.ts',
  weight: 3,
  open() {
    const logs: string[] = [];
    const heard: Heard[] = [];
    const frontDoor = listening(heard, false);
    const api = { post: async () => ({}), patch: async () => ({}), get: async () => ({}), put: async () => ({}), delete: async () => ({}) };
    const receive = createReceiver({
      api: api as never,
      postbox: {} as never,
      paint: (() => Promise.resolve(undefined)) as never,
      frontDoor,
      registry: createRegistry(commands),
      clock: new VirtualClock(parseInstant('2026-01-05T08:00:00Z')),
      rules: { guild: '500', role: '700' },
      openChannel: '600',
      suggest: () => ['c1'],
      log: (text) => void logs.push(text),
    });
    return {
      inputs,
      async take(payload) {
        logs.length = 0;
        heard.length = 0;
        await receive(payload);
        holds(heard.length <= 1, 'one interaction was heard twice');
        for (const { updateId, channel, chatTitle, userName, userId, said } of heard) {
          for (const text of [updateId, channel, chatTitle, userName, userId])
            holds(typeof text === 'string', 'a part of what was heard is no text');
          holds(typeof ('token' in said ? said.token : said.text) === 'string', 'what was said is no text');
        }
        for (const text of logs) {
          const fault = faultOfSentence(text, textOf(payload));
          holds(fault === undefined, `what is logged of it ${fault}: ${text}`);
        }
      },
    };
  },
});
