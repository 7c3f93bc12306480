import { z } from 'zod';
import { query } from '#src/ask/query.ts';
import { eventId } from '#src/ask/rows.ts';
import { toText } from '#src/domain/decimal.ts';
import { equityOf } from '#src/ledger/equity.ts';
import { openRisk } from '#src/ledger/openRisk.ts';
import { balancesOf } from '#src/ledger/postings.ts';
import { lastPosting } from '#src/ledger/search.ts';

export const balances = query({
  name: 'balances',
  description:
    'Of each account: equity (cash, holdings at last prices, unrealized result of perpetuals), cash by asset, risk that is open now.',
  args: z.strictObject({}),
  words: () => 'balances and equity',
  run(_, { reader, quotes }) {
    const { memory } = reader;
    return {
      accounts: [...memory.accounts.values()].map(({ id, venue, mode, quote }) => {
        const { equity, cash, holdings, unrealized, unpriced } = equityOf(memory, quotes, id);
        return {
          event: eventId(lastPosting(reader, id)),
          account: id,
          venue,
          mode,
          counted_in: quote,
          equity: toText(equity),
          cash: toText(cash),
          holdings: toText(holdings),
          unrealized: toText(unrealized),
          unpriced,
          open_risk: toText(openRisk(memory, id).amount),
          assets: [...balancesOf({ memory }, 'cash', id)].map(([asset, amount]) => ({ asset, amount: toText(amount) })),
        };
      }),
      halted: memory.halt === undefined ? null : { event: eventId(memory.halt.seq), since: memory.halt.at },
    };
  },
});
