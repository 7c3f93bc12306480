import { z } from 'zod';
import { allOf } from '#src/chat/allOf.ts';
import { freeText } from '#src/chat/argument.ts';
import { badged } from '#src/chat/badge.ts';
import { type Context, command } from '#src/chat/command.ts';
import { buttons, fields, type Reply, say, text } from '#src/chat/reply.ts';
import { clockTime } from '#src/chat/time.ts';
import { by } from '#src/chat/who.ts';

const PHRASE = 'resume trading';

export const resume = command({
  name: 'resume',
  summary: 'end a halt; asks for a typed phrase',
  role: 'owner',
  args: z.object({ phrase: freeText('"resume trading"').optional() }),
  rest: true,
  repeatable: true,
  examples: ['/resume', `/resume "${PHRASE}"`],
  oneStep: ({ phrase }) => phrase?.toLowerCase() !== PHRASE,
  run(context, { phrase }): Reply {
    const { app, user } = context;
    if (app.ledger.memory.halt === undefined) return say('Heron is not halted.', 'There is nothing to resume.');
    // Locked down, the sniper says what has to come first.
    if (phrase?.toLowerCase() === PHRASE || app.ledger.memory.lockdown !== undefined)
      return allOf([app.sniper.resume('asked for', user.actor)]);
    return question(context, phrase);
  },
});

/** Says what would go on, and asks for the phrase: resuming is meant to be harder than halting. */
function question({ app, now }: Context, phrase: string | undefined): Reply {
  const { halt, conditions, positions, orders } = app.ledger.memory;
  const of = (status: string): number => [...conditions.values()].filter((one) => one.status === status).length;
  return {
    title: badged('Resume?', app),
    tone: 'warn',
    blocks: [
      fields({
        halted: halt && `since ${clockTime(halt.at, now)}, ${by(halt.actor)}: ${halt.reason}`,
        positions: `${positions.size} open`,
        orders: `${orders.size} at work`,
        armed: of('armed') === 0 ? 'none' : `${of('armed')}, which would act again at once`,
        proposals: `${of('proposed')} waiting`,
      }),
      text(
        phrase === undefined
          ? `To go on, type the phrase: /resume "${PHRASE}"`
          : `That was not the phrase. Type exactly: /resume "${PHRASE}"`,
      ),
      buttons({ Positions: '/positions', Conditions: '/conditions', Risk: '/risk' }),
    ],
  };
}
