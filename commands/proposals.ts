import { z } from 'zod';
import { badged } from '#src/chat/badge.ts';
import { cardOf } from '#src/chat/card.ts';
import { command } from '#src/chat/command.ts';
import { bareMoney } from '#src/chat/money.ts';
import { buttons, say, table } from '#src/chat/reply.ts';
import { duration } from '#src/chat/time.ts';

export const proposals = command({
  name: 'proposals',
  summary: 'what waits for your answer',
  role: 'viewer',
  args: z.object({}),
  examples: ['/proposals'],
  run({ app, now }) {
    const { memory } = app.ledger;
    const waiting = [...memory.conditions.values()].filter(({ status }) => status === 'proposed');
    const [first, second] = waiting;
    if (first === undefined) {
      return say(
        badged('No proposal waits for you', app),
        'A card comes by itself when a strategist sees something. /propose asks now, /why MARKET says why there was nothing.',
      );
    }
    if (second === undefined) return cardOf(first, app, now);
    const rows = waiting.map(({ id, market, side, riskAmount, expiresAt }) => [
      id,
      market,
      side,
      bareMoney(riskAmount),
      duration(Math.max(0, expiresAt - now)),
    ]);
    return {
      title: badged(`${waiting.length} proposals wait for you`, app),
      blocks: [
        table(['id', 'market', 'side', '>risk', '>left'], rows),
        buttons({ [`Why ${first.id}`]: `/why ${first.id}`, Approve: `/approve ${first.id}`, Reject: `/reject ${first.id}` }),
      ],
    };
  },
});
