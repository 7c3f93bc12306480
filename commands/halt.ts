import { z } from 'zod';
import { freeText } from '#src/chat/argument.ts';
import { badged } from '#src/chat/badge.ts';
import { command } from '#src/chat/command.ts';
import { buttons, fields, type Reply, text } from '#src/chat/reply.ts';
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
    const { already, since, canceledEntries, protectedPositions, openPositions } = app.sniper.halt(reason, user.actor);
    const unprotected = openPositions - protectedPositions;
    return {
      title: badged(already ? `Heron is still halted, since ${clockTime(since, now)}` : 'Heron is halted', app),
      tone: 'warn',
      blocks: [
        fields({
          'entry orders': canceledEntries === 0 ? 'none at work' : `${canceledEntries} canceled`,
          positions: openPositions === 0 ? 'none open' : `${openPositions} open, ${protectedPositions} with a stop at the venue`,
          'without a stop': unprotected > 0 ? `${unprotected}, watched by the sniper` : undefined,
          verified: clockTime(now, now),
        }),
        text('Nothing new is opened until an owner says /resume. Open positions keep their stops and targets.'),
        buttons(openPositions > 0 ? { Positions: '/positions', 'Close all': '/close all' } : { Status: '/status' }),
      ],
    };
  },
});
