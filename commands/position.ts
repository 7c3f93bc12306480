import { z } from 'zod';
import { positionId } from '#src/chat/argument.ts';
import { badged } from '#src/chat/badge.ts';
import { command } from '#src/chat/command.ts';
import { findPositions, quoteOf, unknownPosition } from '#src/chat/lookup.ts';
import { bareMoney, coins, money, paidOrReceived, price } from '#src/chat/money.ts';
import { openPosition } from '#src/chat/openPosition.ts';
import { buttons, fields } from '#src/chat/reply.ts';
import { deadline, fromNow } from '#src/chat/time.ts';
import { later } from '#src/domain/clock.ts';
import { isZero } from '#src/domain/decimal.ts';
import { riskAtStop } from '#src/ledger/openRisk.ts';

export const position = command({
  name: 'position',
  summary: 'one open position in detail',
  role: 'viewer',
  discreet: true,
  args: z.object({ id: positionId }),
  examples: ['/position t3', '/position BTC/USDT'],
  run({ app, now }, { id }) {
    const { memory } = app.ledger;
    const [found] = findPositions(memory, id);
    if (found === undefined) return unknownPosition(memory, id);
    const { position, entry, last, unrealized, stop } = openPosition(found, memory, app.quotes);
    const asset = quoteOf(position.market);
    const condition = memory.conditions.get(position.conditionId);
    const risk = riskAtStop(memory, position);
    const limit = condition?.exits.timeLimitMs ?? 0;
    return {
      title: badged(`${position.tradeId}: ${position.side} ${position.market}`, app),
      blocks: [
        fields({
          'so far': unrealized === undefined ? 'no price' : `${money(unrealized, asset, 'signed')} before the fees of leaving`,
          open: `${coins(position.amount, '')} of ${coins(position.enteredAmount, '')}`,
          entry: `${price(entry)}, ${fromNow(position.openedAt, now)}`,
          price: last === undefined ? 'none' : price(last),
          stop: stop === undefined ? 'none at the venue; the sniper watches it' : price(stop),
          'at the stop': risk === undefined ? undefined : isZero(risk) ? 'nothing of the cost is lost any more' : `-${money(risk, asset)}`,
          targets: condition?.targets.map((target) => `${price(target.price)} (${target.sharePct} %)`).join(' · '),
          'time limit': limit > 0 ? `${deadline(later(position.openedAt, limit), now)} without target 1` : undefined,
          'taken so far': isZero(position.exitedAmount) ? undefined : bareMoney(position.gross, 'signed'),
          fees: bareMoney(position.fees),
          funding: isZero(position.funding) ? undefined : paidOrReceived(position.funding, asset),
          from: position.conditionId,
        }),
        buttons({ Why: `/why ${position.tradeId}`, Close: `/close ${position.tradeId}` }),
      ],
    };
  },
});
