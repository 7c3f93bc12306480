import { z } from 'zod';
import { query } from '#src/ask/query.ts';
import { conditionJson, cut } from '#src/ask/rows.ts';
import { toldOf } from '#src/ask/told.ts';
import { conditionById } from '#src/ledger/conditions.ts';
import type { Reader } from '#src/ledger/core.ts';
import { lastEvent } from '#src/ledger/events.ts';
import { orderById } from '#src/ledger/orders.ts';
import { conditionOfTrade, storyOf } from '#src/ledger/story.ts';
import { lastTrace } from '#src/ledger/traces.ts';

/** A long story is told by its beginning and its end. */
const MOST_EVENTS = 40;

export const why = query({
  name: 'why',
  description:
    'The whole story, event by event, of a trade (t1), a condition (c1) or an order (o1); for a market, why there was or was not a proposal when somebody last looked.',
  args: z.strictObject({ about: z.string().max(30).describe('t1, c1, o1, or a market') }),
  words: ({ about }) => `the story of ${about}`,
  run({ about }, books) {
    const { reader } = books;
    if (reader.memory.markets.has(about)) return lookedAt(about, reader);
    const id = conditionIdOf(about, reader);
    const condition = id === undefined ? undefined : conditionById(reader, id);
    if (condition === undefined)
      throw new Error('there is no story of that name; ask about a trade (t1), a condition (c1), an order (o1) or a market');
    const told = storyOf(reader, condition.id).flatMap((event) => toldOf(event) ?? []);
    const half = MOST_EVENTS / 2;
    const kept = told.length <= MOST_EVENTS ? told : [...told.slice(0, half), ...told.slice(-half)];
    const proposed = lastEvent(reader, 'condition.proposed', condition.id);
    return {
      condition: conditionJson({ seq: proposed?.seq ?? 0, row: condition }),
      left_out: told.length - kept.length,
      story: kept,
    };
  },
});

function conditionIdOf(about: string, reader: Reader): string | undefined {
  if (/^c\d{1,12}$/.test(about)) return about;
  if (/^t\d{1,12}$/.test(about)) return conditionOfTrade(reader, about);
  return /^o\d{1,12}$/.test(about) ? orderById(reader, about)?.conditionId : undefined;
}

function lookedAt(market: string, reader: Reader) {
  const trace = lastTrace(reader, market);
  if (trace === undefined) return { market, looked: null };
  const reasons = (JSON.parse(trace.reasons) as string[]).map(cut);
  const { outcome, bias, strategist, price, from_at, to_at, cycles } = trace;
  return {
    market,
    looked: { id: `trace${trace.id}`, outcome, reasons, bias, strategist, price, first: from_at, last: to_at, times: cycles },
  };
}
