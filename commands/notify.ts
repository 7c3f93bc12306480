import { z } from 'zod';
import { oneOf } from '#src/chat/argument.ts';
import { type Context, command, mayRun } from '#src/chat/command.ts';
import { ALWAYS_TOLD, KIND_NAMES, modeOf, NOTIFY_KINDS, NOTIFY_MODES, type NotifyKind } from '#src/chat/notifyKinds.ts';
import { buttons, type Reply, say, table, text } from '#src/chat/reply.ts';

export const notify = command({
  name: 'notify',
  summary: 'which messages this chat gets, with or without a sound',
  role: 'viewer',
  args: z.object({ kind: oneOf(...KIND_NAMES).optional(), mode: oneOf(...NOTIFY_MODES).optional() }),
  repeatable: true,
  examples: ['/notify', '/notify learning off'],
  run(context, { kind, mode }): Reply {
    const { app, user, channel } = context;
    if (!app.ledger.memory.chats.has(channel)) {
      return say('This screen shows everything.', 'A chat of Telegram or Discord can choose: say /notify there.');
    }
    if (kind === undefined) return listOf(context);
    if (mode === undefined) return oneKind(context, kind);
    if (!mayRun(user.role, 'trader')) return say('Choosing messages needs the role trader.', 'Nothing was changed.');
    if (mode === 'off' && ALWAYS_TOLD.has(kind)) {
      return say(`${NOTIFY_KINDS[kind]}: these are never off.`, `Nobody may miss them. /notify ${kind} silent takes their sound away.`);
    }
    app.ledger.transact((tx) => tx.append({ kind: 'notice.set', subject: channel, actor: user.actor, data: { kind, mode } }));
    return say(`${kind} is ${mode} in this chat now.`, `That is: ${NOTIFY_KINDS[kind]}.`);
  },
});

function listOf({ app, channel }: Context): Reply {
  const { memory } = app.ledger;
  const { quiet_from, quiet_to, quiet_zone } = memory.chats.get(channel) ?? {};
  return {
    title: 'What this chat is told',
    blocks: [
      table(
        ['kind', 'mode', 'about'],
        KIND_NAMES.map((kind) => [kind, modeOf(memory, channel, kind), NOTIFY_KINDS[kind]]),
      ),
      text(
        quiet_from
          ? `Quiet from ${quiet_from} to ${quiet_to}, ${quiet_zone}: only halt, order and audit have a sound then.`
          : 'No quiet hours.',
      ),
      text('/notify KIND on, silent or off changes one; /quiet 22:00-07:00 sets hours without a sound.'),
    ],
  };
}

function oneKind({ app, channel }: Context, kind: NotifyKind): Reply {
  const mode = modeOf(app.ledger.memory, channel, kind);
  const others = NOTIFY_MODES.filter((one) => one !== mode && !(one === 'off' && ALWAYS_TOLD.has(kind)));
  return {
    title: `${kind} is ${mode} in this chat`,
    blocks: [text(`That is: ${NOTIFY_KINDS[kind]}.`), buttons(Object.fromEntries(others.map((one) => [one, `/notify ${kind} ${one}`])))],
  };
}
