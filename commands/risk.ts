import { z } from 'zod';
import { badged } from '#src/chat/badge.ts';
import { command } from '#src/chat/command.ts';
import { inDoubtLine } from '#src/chat/inDoubtLine.ts';
import { money, percent } from '#src/chat/money.ts';
import { fields, text } from '#src/chat/reply.ts';
import { clockTime } from '#src/chat/time.ts';
import { divide, isPositive, toNumber, toText } from '#src/domain/decimal.ts';
import { equityOf } from '#src/ledger/equity.ts';
import { openRisk } from '#src/ledger/openRisk.ts';

export const risk = command({
  name: 'risk',
  summary: 'every limit, and how much of it is used',
  role: 'viewer',
  discreet: true,
  args: z.object({}),
  examples: ['/risk'],
  run({ app, now }) {
    const { memory } = app.ledger;
    const open = [...memory.accounts.values()].map(({ id, quote }) => {
      const { amount, inDoubt, unprotected, reserved } = openRisk(memory, id);
      const { equity } = equityOf(memory, app.quotes, id);
      const share = isPositive(equity) ? ` (${percent(toNumber(divide(amount, equity, 8)) * 100)})` : '';
      const doubt = inDoubtLine(inDoubt, quote, reserved);
      return { id, amount, unprotected, doubt, line: `${money(amount, quote)}${share} lost if every stop is hit` };
    });
    const limits = app.sniper.limitsInUse();
    const unprotected = open.flatMap((one) => one.unprotected);
    return {
      title: badged('Risk', app),
      ...(memory.halt && { tone: 'warn' as const }),
      blocks: [
        fields({
          halted: memory.halt === undefined ? 'no' : `since ${clockTime(memory.halt.at, now)}: ${memory.halt.reason}`,
          ...Object.fromEntries(open.map(({ id, line }) => [open.length === 1 ? 'open' : `open ${id}`, line])),
          ...Object.fromEntries(open.map(({ id, doubt }) => [open.length === 1 ? 'in doubt' : `in doubt ${id}`, doubt])),
          'no stop at venue': unprotected.length === 0 ? undefined : unprotected.join(', '),
        }),
        text(
          limits
            .filter(({ now }) => now !== '')
            .map(({ holds, now }) => `· ${holds}\n  now: ${now}`)
            .join('\n'),
        ),
        text(
          `Looked at with each order:\n${limits
            .filter(({ now }) => now === '')
            .map(({ holds }) => `· ${holds}`)
            .join('\n')}`,
        ),
      ],
      data: {
        openRisk: Object.fromEntries(open.map(({ id, amount }) => [id, toText(amount)])),
        limits: limits.map((limit) => ({ ...limit })),
      },
    };
  },
});
