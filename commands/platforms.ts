import { z } from 'zod';
import { type Context, command } from '#src/chat/command.ts';
import { KIND_NAMES, modeOf } from '#src/chat/notifyKinds.ts';
import type { PlatformState } from '#src/chat/platform.ts';
import { type Block, fields, type Reply, text } from '#src/chat/reply.ts';
import { clockTime, fromNow } from '#src/chat/time.ts';
import { platformName } from '#src/chat/who.ts';
import { plural } from '#src/chat/words.ts';
import { waitingMessages } from '#src/ledger/waiting.ts';

export const platforms = command({
  name: 'platforms',
  summary: 'how each chat platform is, where Heron speaks, and what is heard there',
  role: 'viewer',
  args: z.object({}),
  examples: ['/platforms'],
  run(context): Reply {
    const { app } = context;
    const states = app.platforms?.() ?? [];
    const down = states.filter(({ state }) => state === 'down');
    const chats = [...app.ledger.memory.chats.values()];
    return {
      title:
        down.length > 0
          ? `Not reachable: ${down.map(({ name }) => platformName(name)).join(', ')}`
          : states.length === 0
            ? 'Heron speaks at the terminal only'
            : 'Every platform is reachable',
      ...(down.length > 0 ? { tone: 'warn' as const } : states.length > 0 ? { tone: 'good' as const } : {}),
      blocks: [
        ...(states.length === 0
          ? []
          : [fields(Object.fromEntries(states.map((state) => [platformName(state.name), stateText(state, context)])))]),
        ...(chats.length === 0 ? [text('No chat is open. /pair makes a code that opens one.')] : [chatFields(context)]),
      ],
      data: { platforms: states.map((one) => ({ ...one })), chats: chats.map(({ id, kind, title }) => ({ id, kind, title })) },
    };
  },
});

function stateText({ state, since, reason }: PlatformState, { app }: Context): string {
  const now = app.wall.now();
  if (state === 'off') return `off${reason === '' ? '' : `: ${reason}`}`;
  return `${state} since ${clockTime(since, now)}, ${fromNow(since, now)}${reason === '' ? '' : `: ${reason}`}`;
}

function chatFields({ app }: Context): Block {
  const { memory } = app.ledger;
  const waiting = new Map(waitingMessages(app.ledger).map(({ channel, count }) => [channel, count]));
  return fields(
    Object.fromEntries(
      [...memory.chats.values()].map((chat) => {
        const told = new Map<string, string[]>();
        for (const kind of KIND_NAMES) {
          const mode = modeOf(memory, chat.id, kind);
          if (mode !== 'on') told.set(mode, [...(told.get(mode) ?? []), kind]);
        }
        const lines = [
          `${platformName(chat.id)}, ${chat.kind}`,
          told.size === 0 ? 'hears everything' : [...told].map(([mode, kinds]) => `${mode}: ${kinds.join(', ')}`).join('; '),
          chat.quiet_from === null ? '' : `quiet ${chat.quiet_from} to ${chat.quiet_to} ${chat.quiet_zone ?? 'UTC'}`,
          waiting.has(chat.id) ? `${plural(waiting.get(chat.id) ?? 0, 'message')} waiting` : '',
        ];
        return [chat.title === '' ? chat.id : chat.title, lines.filter((line) => line !== '').join('\n')];
      }),
    ),
  );
}
