import { z } from 'zod';
import { allOf } from '#src/chat/allOf.ts';
import { oneOf, positionOrAll } from '#src/chat/argument.ts';
import { command } from '#src/chat/command.ts';
import { findPositions, unknownPosition } from '#src/chat/lookup.ts';

export const close = command({
  name: 'close',
  summary: 'close a position at market, now',
  role: 'trader',
  args: z.object({ id: positionOrAll, keep: oneOf('keep').optional() }),
  aliases: { forceexit: '', fx: '' },
  repeatable: true,
  examples: ['/close t3', '/close BTC/USDT', '/close all', '/close t3 keep'],
  inLockdown: ({ keep }) => keep === undefined,
  run({ app, user }, { id, keep }) {
    const open = findPositions(app.ledger.memory, id);
    if (open.length === 0) return unknownPosition(app.ledger.memory, id);
    const { sniper } = app;
    return allOf(open.map(({ tradeId }) => (keep ? sniper.keepPosition(tradeId, user.actor) : sniper.closePosition(tradeId, user.actor))));
  },
});
