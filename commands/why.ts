import { z } from 'zod';
import { told } from '#src/chat/argument.ts';
import { type Context, command } from '#src/chat/command.ts';
import { findMarket } from '#src/chat/lookup.ts';
import { buttons, say } from '#src/chat/reply.ts';
import { whyCondition, whyMarket } from '#src/chat/why.ts';
import { conditionById } from '#src/ledger/conditions.ts';
import { orderById } from '#src/ledger/orders.ts';
import { conditionOfTrade } from '#src/ledger/story.ts';

export const why = command({
  name: 'why',
  summary: 'the whole story of a trade, or of the last decision about a market',
  role: 'viewer',
  args: z.object({ about: told }),
  examples: ['/why t3', '/why c5', '/why BTC/USDT'],
  run(context, { about }) {
    const { app } = context;
    const id = conditionIdOf(about.toLowerCase(), context);
    const condition = id === undefined ? undefined : (app.ledger.memory.conditions.get(id) ?? conditionById(app.ledger, id));
    if (condition !== undefined) return whyCondition(condition, app);
    const market = findMarket(app.ledger.memory, about);
    if (market !== undefined) return whyMarket(market, app);
    if (/^e\d+$/i.test(about))
      return {
        ...say(`${about} is a change that was learned`, 'Its figures, and what it has brought, stand elsewhere.'),
        blocks: [buttons({ [about]: `/adaptations ${about}` })],
      };
    return say(
      `${about} has no story here.`,
      `Ask about a trade (t1), a condition (c1), an order (o1), or a market: ${[...app.ledger.memory.markets.keys()].join(', ')}.`,
    );
  },
});

/** The condition behind an id of any kind. */
function conditionIdOf(about: string, { app: { ledger } }: Context): string | undefined {
  if (/^c\d+$/.test(about)) return about;
  if (/^t?\d+$/.test(about)) return conditionOfTrade(ledger, about.startsWith('t') ? about : `t${about}`);
  if (/^o\d+$/.test(about)) return orderById(ledger, about)?.conditionId;
  return undefined;
}
