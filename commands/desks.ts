import { z } from 'zod';
import { badged } from '#src/chat/badge.ts';
import { command } from '#src/chat/command.ts';
import { money } from '#src/chat/money.ts';
import { startOfPeriod } from '#src/chat/period.ts';
import { buttons, fields } from '#src/chat/reply.ts';
import { plural } from '#src/chat/words.ts';
import { toText } from '#src/domain/decimal.ts';
import { pnlBetween } from '#src/ledger/pnl.ts';
import { runningPnl } from '#src/ledger/runningPnl.ts';

export const desks = command({
  name: 'desks',
  summary: 'the desks: status, strategist, markets and result',
  role: 'viewer',
  args: z.object({}),
  examples: ['/desks'],
  run({ app, now }) {
    const { memory } = app.ledger;
    const { zone } = app.settings.values.owner;
    const all = [...memory.desks.values()].map((desk) => ({
      desk,
      today: pnlBetween(app.ledger, startOfPeriod('day', now, zone), undefined, desk.id),
      total: runningPnl(app.ledger, desk.id),
    }));
    const paused = all.some(({ desk }) => desk.status === 'paused');
    return {
      title: badged(plural(all.length, 'desk'), app),
      blocks: [
        ...all.map(({ desk, today, total }) => {
          const asset = memory.accounts.get(desk.account_id)?.quote ?? '';
          const open = [...memory.positions.values()].filter(({ deskId }) => deskId === desk.id).length;
          return fields({
            desk: `${desk.id}, ${desk.status}`,
            account: desk.account_id,
            strategist: `${desk.strategist} (${desk.profile})`,
            markets: (JSON.parse(desk.markets) as string[]).join(', '),
            open: String(open),
            today: money(today.pnl, asset, 'signed'),
            total: `${money(total.pnl, asset, 'signed')} in ${plural(total.trades, 'trade')}`,
          });
        }),
        buttons(paused ? { Unpause: '/unpause' } : { Pause: '/pause' }),
      ],
      data: all.map(({ desk, total }) => ({ desk: desk.id, status: desk.status, trades: total.trades, pnl: toText(total.pnl) })),
    };
  },
});
