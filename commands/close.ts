import { z } from 'zod';
import { allOf } from '#src/chat/allOf.ts';
import { positionOrAll } from '#src/chat/argument.ts';
import { command } from '#src/chat/command.ts';
import { findPositions, unknownPosition } from '#src/chat/lookup.ts';

export const close = command({
  name: 'close',
  summary: 'close a position at market, now',
  role: 'trader',
  args: z.object({ id: positionOrAll }),
  aliases: { forceexit: '', fx: '' },
  repeatable: true,
  examples: ['/close t3', '/close BTC/USDT', '/close all'],
  run({ app, user }, { id }) {
    const open = findPositions(app.ledger.memory, id);
    if (open.length === 0) return unknownPosition(app.ledger.memory, id);
    return allOf(open.map(({ tradeId }) => app.sniper.closePosition(tradeId, user.actor)));
  },
});
