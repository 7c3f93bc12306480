import { z } from 'zod';
import { positionJson } from '#src/ask/positionRow.ts';
import { query } from '#src/ask/query.ts';
import { conditionJson, eventId, tradeJson } from '#src/ask/rows.ts';
import { toIso } from '#src/domain/clock.ts';
import { toText } from '#src/domain/decimal.ts';
import { conditionById } from '#src/ledger/conditions.ts';
import { lastEvent } from '#src/ledger/events.ts';
import { fillsOfTrade } from '#src/ledger/fills.ts';
import { conditionOfTrade } from '#src/ledger/story.ts';
import { tradeById } from '#src/ledger/trades.ts';

export const trade = query({
  name: 'trade',
  description: 'One trade, closed or open, with its condition and its fills.',
  args: z.strictObject({ id: z.string().regex(/^t\d{1,12}$/, 'a trade is named like t12') }),
  words: ({ id }) => `trade ${id}`,
  run({ id }, books) {
    const { reader } = books;
    const conditionId = conditionOfTrade(reader, id);
    const condition = conditionId === undefined ? undefined : conditionById(reader, conditionId);
    if (condition === undefined) throw new Error('there is no such trade');
    const proposed = lastEvent(reader, 'condition.proposed', condition.id);
    const closed = lastEvent(reader, 'trade.closed', id);
    const row = tradeById(reader, id);
    const open = reader.memory.positions.get(id);
    return {
      trade: row === undefined || closed === undefined ? null : tradeJson({ seq: closed.seq, row }),
      open: open === undefined ? null : positionJson(open, books),
      condition: conditionJson({ seq: proposed?.seq ?? 0, row: condition }),
      fills: fillsOfTrade(reader, id).map((fill) => ({
        id: fill.id,
        order: fill.orderId,
        at: toIso(fill.at),
        purpose: fill.purpose,
        side: fill.side,
        amount: toText(fill.amount),
        price: toText(fill.price),
        fee: toText(fill.feeValue),
        liquidity: fill.liquidity,
        event: eventId(lastEvent(reader, 'fill.recorded', fill.id)?.seq ?? 0),
      })),
    };
  },
});
