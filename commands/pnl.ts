import { z } from 'zod';
import { desk as deskArgument, oneOf } from '#src/chat/argument.ts';
import { badged } from '#src/chat/badge.ts';
import { command } from '#src/chat/command.ts';
import { money, paidOrReceived, percent } from '#src/chat/money.ts';
import { PERIOD_WORDS, PERIODS, startOfPeriod } from '#src/chat/period.ts';
import { fields, say } from '#src/chat/reply.ts';
import { isNegative, isZero, toText } from '#src/domain/decimal.ts';
import { pnlBetween } from '#src/ledger/pnl.ts';
import { runningPnl } from '#src/ledger/runningPnl.ts';

export const pnl = command({
  name: 'pnl',
  summary: 'net result of closed trades, after fees and funding',
  role: 'viewer',
  discreet: true,
  args: z.object({ period: oneOf(...PERIODS).optional(), desk: deskArgument.optional() }),
  aliases: { profit: 'all', daily: 'day', weekly: 'week', monthly: 'month' },
  examples: ['/pnl', '/pnl week', '/pnl all main'],
  run({ app, now }, { period = 'day', desk }) {
    const { memory } = app.ledger;
    if (desk !== undefined && !memory.desks.has(desk))
      return say(`There is no desk ${desk}.`, `Desks: ${[...memory.desks.keys()].join(', ')}.`);
    const { zone } = app.settings.values.owner;
    const from = startOfPeriod(period, now, zone);
    const result = from === undefined ? runningPnl(app.ledger, desk) : pnlBetween(app.ledger, from, undefined, desk);
    const [account] = memory.accounts.values();
    const asset = account?.quote ?? '';
    const of = desk === undefined ? '' : ` of desk ${desk}`;
    const data = {
      period,
      trades: result.trades,
      wins: result.wins,
      pnl: toText(result.pnl),
      fees: toText(result.fees),
      funding: toText(result.funding),
    };
    if (result.trades === 0) {
      return {
        ...say(
          badged(`No trade${of} was closed ${PERIOD_WORDS[period]}`, app),
          period === 'all' ? '/proposals shows what waits for you.' : '/pnl all looks further back.',
        ),
        data,
      };
    }
    return {
      title: badged(`PnL${of} ${PERIOD_WORDS[period]}: ${money(result.pnl, asset, 'signed')}`, app),
      tone: isNegative(result.pnl) ? 'bad' : 'good',
      blocks: [
        fields({
          trades: `${result.trades}, ${result.wins} won (${percent((result.wins / result.trades) * 100)})`,
          fees: money(result.fees, asset),
          funding: isZero(result.funding) ? undefined : paidOrReceived(result.funding, asset),
          day: period === 'all' ? undefined : `begins at 00:00 in ${zone}`,
        }),
      ],
      data,
    };
  },
});
