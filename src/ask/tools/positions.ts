import { z } from 'zod';
import { positionJson } from '#src/ask/positionRow.ts';
import { query } from '#src/ask/query.ts';
import { MOST_ROWS } from '#src/ask/rows.ts';

export const positions = query({
  name: 'positions',
  description: 'Open positions: amount, entry, last price, unrealized result before the fees of leaving, stop, what is lost at the stop.',
  args: z.strictObject({}),
  words: () => 'open positions',
  run(_, books) {
    const open = [...books.reader.memory.positions.values()];
    return { count: open.length, positions: open.slice(0, MOST_ROWS).map((one) => positionJson(one, books)) };
  },
});
