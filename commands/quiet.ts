import { z } from 'zod';
import { freeText } from '#src/chat/argument.ts';
import { command } from '#src/chat/command.ts';
import { parseSpan, zoneNamed } from '#src/chat/quiet.ts';
import { type Reply, say } from '#src/chat/reply.ts';

export const quiet = command({
  name: 'quiet',
  summary: 'hours in which messages of this chat come without a sound',
  role: 'trader',
  args: z.object({ hours: freeText('FROM-TO|off'), zone: freeText('zone').optional() }),
  repeatable: true,
  examples: ['/quiet 22:00-07:00', '/quiet 22:00-07:00 Europe/Berlin', '/quiet off'],
  inLockdown: () => true,
  run({ app, user, channel }, { hours, zone }): Reply {
    if (!app.ledger.memory.chats.has(channel)) return say('This screen makes no sound.', 'Quiet hours belong to a chat: say /quiet there.');
    const set = (from: string | null, to: string | null, zone: string | null): number =>
      app.ledger.transact((tx) => tx.append({ kind: 'quiet.set', subject: channel, actor: user.actor, data: { from, to, zone } }));
    if (hours.toLowerCase() === 'off') {
      set(null, null, null);
      return say('This chat has no quiet hours now.');
    }
    const span = parseSpan(hours);
    if (span === undefined)
      return say(`${hours} is no span of hours.`, 'For example: /quiet 22:00-07:00, or /quiet off. Nothing was changed.');
    const named = zoneNamed(zone ?? app.settings.values.owner.zone);
    if (named === undefined) return say(`There is no time zone ${zone}.`, 'For example: Europe/Berlin. Nothing was changed.');
    set(span.from, span.to, named);
    return say(
      `Quiet from ${span.from} to ${span.to}, ${named}.`,
      'Messages come without a sound then. What is about a halt, an order that went wrong or an audit keeps its own.',
    );
  },
});
