import { z } from 'zod';
import { freeText } from '#src/chat/argument.ts';
import { badged } from '#src/chat/badge.ts';
import { command } from '#src/chat/command.ts';
import { haltedButtons, haltedFields } from '#src/chat/halted.ts';
import { type Reply, text } from '#src/chat/reply.ts';
import { clockTime } from '#src/chat/time.ts';

export const halt = command({
  name: 'halt',
  summary: 'the kill switch: no new risk from now on, also after a restart',
  role: 'trader',
  panic: true,
  args: z.object({ reason: freeText('reason').optional() }),
  rest: true,
  aliases: { stop: '' },
  repeatable: true,
  examples: ['/halt', '/halt the exchange behaves strangely'],
  inLockdown: () => true,
  run({ app, user, now }, { reason = 'asked for' }): Reply {
    const halted = app.sniper.halt(reason, user.actor);
    const { already, since } = halted;
    return {
      title: badged(already ? `Heron is still halted, since ${clockTime(since, now)}` : 'Heron is halted', app),
      tone: 'warn',
      blocks: [
        haltedFields(halted, { after: { verified: clockTime(now, now) } }),
        text('Nothing new is opened until an owner says /resume. Open positions keep their stops and targets.'),
        haltedButtons(halted),
      ],
    };
  },
});
