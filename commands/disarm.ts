import { z } from 'zod';
import { allOf } from '#src/chat/allOf.ts';
import { armedOrAll } from '#src/chat/argument.ts';
import { command } from '#src/chat/command.ts';
import { say } from '#src/chat/reply.ts';

export const disarm = command({
  name: 'disarm',
  summary: 'take back an approval before its trigger comes',
  role: 'trader',
  args: z.object({ id: armedOrAll }),
  repeatable: true,
  examples: ['/disarm c1', '/disarm all'],
  inLockdown: () => true,
  run({ app, user }, { id }) {
    if (id !== 'all') return allOf([app.sniper.disarm(id, user.actor)]);
    const armed = [...app.ledger.memory.conditions.values()].filter(({ status }) => status === 'armed');
    if (armed.length === 0) return say('Nothing is armed, so there is nothing to disarm.');
    return allOf(armed.map((condition) => app.sniper.disarm(condition.id, user.actor)));
  },
});
