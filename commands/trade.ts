import { z } from 'zod';
import { tradeId } from '#src/chat/argument.ts';
import { badged } from '#src/chat/badge.ts';
import { command } from '#src/chat/command.ts';
import { quoteOf } from '#src/chat/lookup.ts';
import { grouped, inR, money, price } from '#src/chat/money.ts';
import { buttons, fields, say } from '#src/chat/reply.ts';
import { clockTime, duration } from '#src/chat/time.ts';
import { EXIT_SENTENCES, plural } from '#src/chat/words.ts';
import { isNegative, isZero, negate, toText } from '#src/domain/decimal.ts';
import { rOf } from '#src/domain/trade.ts';
import { fillsOfTrade } from '#src/ledger/fills.ts';
import { tradeById, tradeRow } from '#src/ledger/trades.ts';

export const trade = command({
  name: 'trade',
  summary: 'one closed trade, every figure exact',
  role: 'viewer',
  args: z.object({ id: tradeId }),
  examples: ['/trade t3'],
  run({ app, now }, { id }) {
    const { memory } = app.ledger;
    if (memory.positions.has(id))
      return {
        ...say(`${id} is still open.`, 'It becomes a trade when its last part is closed.'),
        blocks: [buttons({ Position: `/position ${id}` })],
      };
    const one = tradeById(app.ledger, id);
    if (one === undefined) return say(`There is no trade ${id}.`, '/trades lists the last ones.');
    const asset = quoteOf(one.market);
    const fills = fillsOfTrade(app.ledger, id).length;
    const exact = (amount: typeof one.pnl): string => `${grouped(toText(amount))} ${asset}`;
    return {
      title: badged(`${id}: ${one.side} ${one.market}, ${money(one.pnl, asset, 'signed')}`, app),
      tone: isNegative(one.pnl) ? 'bad' : 'good',
      blocks: [
        fields({
          PnL: exact(one.pnl),
          R: inR(rOf(one)),
          fees: exact(one.fees),
          funding: isZero(one.funding)
            ? undefined
            : isNegative(one.funding)
              ? `${exact(negate(one.funding))} received`
              : `${exact(one.funding)} paid`,
          risk: exact(one.plannedRisk),
          amount: `${grouped(toText(one.amount))} in ${plural(fills, 'fill')}`,
          dust: isZero(one.dust) ? undefined : `${grouped(toText(one.dust))} written off`,
          entry: `${price(one.entryPrice)}, ${clockTime(one.openedAt, now)}`,
          exit: `${price(one.exitPrice)}, ${clockTime(one.closedAt, now)}`,
          held: duration(one.closedAt - one.openedAt),
          because: EXIT_SENTENCES[one.exitReason],
          from: `${one.conditionId}, ${one.strategist}, ${one.pattern.replaceAll('_', ' ')}, ${one.regime.replaceAll('_', ' ')}`,
        }),
        buttons({ Why: `/why ${id}` }),
      ],
      data: { ...tradeRow(one) },
    };
  },
});
