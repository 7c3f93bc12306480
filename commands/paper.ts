import { z } from 'zod';
import { badged } from '#src/chat/badge.ts';
import { command } from '#src/chat/command.ts';
import { say } from '#src/chat/reply.ts';

export const paper = command({
  name: 'paper',
  summary: 'lock trading with real money again; open positions keep their exits',
  role: 'owner',
  args: z.object({}),
  repeatable: true,
  examples: ['/paper'],
  inLockdown: () => true,
  // Less risk needs no second step.
  oneStep: () => true,
  run({ app, user }) {
    if (app.live === undefined) return say(badged('Heron trades on paper', app), 'No real money can be traded here. Nothing was changed.');
    const wasUnlocked = app.live.lock(user.actor, 'asked for');
    return say(
      badged(wasUnlocked ? 'Live trading is locked' : 'Live trading was locked already', app),
      'Nothing new is opened with real money. Open positions keep their stops and targets.',
    );
  },
});
