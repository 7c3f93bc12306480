import { z } from 'zod';
import { badged } from '#src/chat/badge.ts';
import { command } from '#src/chat/command.ts';
import { bareMoney, coins, money } from '#src/chat/money.ts';
import { fields, table } from '#src/chat/reply.ts';
import { isZero, toText } from '#src/domain/decimal.ts';
import { equityOf } from '#src/ledger/equity.ts';
import { balancesOf } from '#src/ledger/postings.ts';

export const balance = command({
  name: 'balance',
  summary: 'what the accounts hold, and what it is worth',
  role: 'viewer',
  discreet: true,
  args: z.object({}),
  examples: ['/balance'],
  run({ app }) {
    const { memory } = app.ledger;
    const accounts = [...memory.accounts.values()].map((account) => ({
      account,
      worth: equityOf(memory, app.quotes, account.id),
      held: [...balancesOf({ memory }, 'cash', account.id)],
    }));
    return {
      title: badged('Balance', app),
      blocks: accounts.flatMap(({ account: { id, venue, quote }, worth, held }) => [
        fields({
          account: `${id} at ${venue}`,
          equity: money(worth.equity, quote),
          cash: money(worth.cash, quote),
          holdings: isZero(worth.holdings) ? undefined : money(worth.holdings, quote),
          unrealized: isZero(worth.unrealized) ? undefined : money(worth.unrealized, quote, 'signed'),
          'without a price': worth.unpriced.length === 0 ? undefined : worth.unpriced.join(', '),
        }),
        table(
          ['asset', '>amount'],
          held.map(([asset, amount]) => [asset, asset === quote ? bareMoney(amount) : coins(amount, '')]),
        ),
      ]),
      data: accounts.map(({ account, worth, held }) => ({
        account: account.id,
        equity: toText(worth.equity),
        cash: toText(worth.cash),
        held: Object.fromEntries(held.map(([asset, amount]) => [asset, toText(amount)])),
      })),
    };
  },
});
