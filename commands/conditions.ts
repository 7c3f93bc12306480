import { z } from 'zod';
import { badged } from '#src/chat/badge.ts';
import { command } from '#src/chat/command.ts';
import { percent } from '#src/chat/money.ts';
import { buttons, say, table } from '#src/chat/reply.ts';
import { duration } from '#src/chat/time.ts';

export const conditions = command({
  name: 'conditions',
  summary: 'what is armed, how far away and for how long',
  role: 'viewer',
  args: z.object({}),
  examples: ['/conditions'],
  run({ app, now }) {
    const armed = [...app.ledger.memory.conditions.values()].filter(({ status }) => status === 'armed');
    const [first] = armed;
    if (first === undefined)
      return say(
        badged('Nothing is armed', app),
        'Approve a proposal and the sniper waits for its trigger: /proposals shows what waits for you.',
      );
    const rows = armed.map(({ id, market, side, expiresAt }) => {
      const distancePct = app.sniper.distancePct(id);
      return [id, market, side, distancePct === undefined ? '-' : percent(distancePct, 'signed'), duration(Math.max(0, expiresAt - now))];
    });
    return {
      title: badged(`${armed.length} armed`, app),
      blocks: [
        table(['id', 'market', 'side', '>away', '>left'], rows),
        buttons({ Why: `/why ${first.id}`, Disarm: `/disarm ${first.id}` }),
      ],
    };
  },
});
