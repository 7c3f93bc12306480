import { z } from 'zod';
import { badged } from '#src/chat/badge.ts';
import { type Context, command } from '#src/chat/command.ts';
import { inDoubtLine } from '#src/chat/inDoubtLine.ts';
import { bareMoney, money, percent } from '#src/chat/money.ts';
import { startOfPeriod } from '#src/chat/period.ts';
import { buttons, fields, type Reply } from '#src/chat/reply.ts';
import { ageMs, clockTime, duration, fromNow } from '#src/chat/time.ts';
import { by } from '#src/chat/who.ts';
import { plural } from '#src/chat/words.ts';
import { divide, isPositive, toNumber, toText } from '#src/domain/decimal.ts';
import { equityOf } from '#src/ledger/equity.ts';
import { lastJobRun } from '#src/ledger/jobs.ts';
import { openRisk } from '#src/ledger/openRisk.ts';
import { pnlBetween } from '#src/ledger/pnl.ts';

export const status = command({
  name: 'status',
  summary: 'how things stand, on one card',
  role: 'viewer',
  live: true,
  args: z.object({}),
  examples: ['/status'],
  run: (context): Reply => {
    const { app, now } = context;
    const { memory } = app.ledger;
    const { halt } = memory;
    const conditions = [...memory.conditions.values()];
    const waiting = conditions.filter(({ status }) => status === 'proposed').length;
    const armed = conditions.filter(({ status }) => status === 'armed').length;
    const audit = lastJobRun(app.ledger, 'audit');
    const money = accountLines(context);
    return {
      title: badged('Status', app),
      ...(halt && { tone: 'warn' as const }),
      blocks: [
        fields({
          trading: tradingLine(context),
          ...money.lines,
          armed: String(armed),
          waiting: waiting === 0 ? 'no proposal' : `${plural(waiting, 'proposal')} for your answer`,
          prices: pricesLine(context),
          audit: audit === undefined ? 'not run yet' : `${audit.outcome}, ${fromNow(audit.started_at, now)}`,
        }),
        ...(waiting > 0 ? [buttons({ Proposals: '/proposals' })] : halt === undefined ? [] : [buttons({ Resume: '/resume' })]),
      ],
      data: { halted: halt !== undefined, armed, waiting, accounts: money.data },
    };
  },
});

function tradingLine({ app, now }: Context): string {
  const { halt, lockdown } = app.ledger.memory;
  if (lockdown !== undefined) return `LOCKED DOWN since ${clockTime(lockdown.at, now)}, ${by(lockdown.actor)}: ${lockdown.reason}`;
  if (halt !== undefined) return `HALTED since ${clockTime(halt.at, now)}: ${halt.reason}`;
  return app.live?.isUnlocked() === false ? 'locked: nothing new is opened before an owner says /live' : 'on';
}

/** Equity, today's PnL and open risk of each account; the account is named only when there are several. */
function accountLines({ app, now }: Context) {
  const { memory } = app.ledger;
  const today = pnlBetween(app.ledger, startOfPeriod('day', now, app.settings.values.owner.zone), undefined);
  const lines: Record<string, string> = {};
  const data = [...memory.accounts.values()].map(({ id, quote }) => {
    const name = memory.accounts.size > 1 ? ` ${id}` : '';
    const { equity, unrealized, unpriced } = equityOf(memory, app.quotes, id);
    const risk = openRisk(memory, id);
    const open = [...memory.positions.values()].filter(({ accountId }) => accountId === id).length;
    const riskPct = isPositive(equity) ? ` (${percent(toNumber(divide(risk.amount, equity, 8)) * 100)} of equity)` : '';
    lines[`equity${name}`] = `${money(equity, quote)}${unpriced.length > 0 ? ` without ${unpriced.join(', ')} (no price)` : ''}`;
    lines.today = today.trades === 0 ? 'no trade closed' : `${money(today.pnl, quote, 'signed')} in ${plural(today.trades, 'trade')}`;
    lines[`open${name}`] = open === 0 ? 'no position' : `${plural(open, 'position')}, ${bareMoney(unrealized, 'signed')} so far`;
    lines[`open risk${name}`] =
      `${money(risk.amount, quote)}${riskPct}${risk.unprotected.length > 0 ? `; no stop at the venue for ${risk.unprotected.join(', ')}` : ''}`;
    const doubt = inDoubtLine(risk.inDoubt, quote, risk.reserved);
    if (doubt !== undefined) lines[`in doubt${name}`] = doubt;
    return {
      account: id,
      quote,
      equity: toText(equity),
      unrealized: toText(unrealized),
      openRisk: toText(risk.amount),
      pnlToday: toText(today.pnl),
    };
  });
  return { lines, data };
}

function pricesLine({ app, now }: Context): string {
  const ages = [...app.quotes.all()].map(({ at }) => ageMs(at, now));
  if (ages.length === 0) return 'none yet';
  const simulated = app.feed.simulated ? 'SIMULATED, ' : '';
  return `${simulated}${plural(ages.length, 'market')}, oldest ${duration(Math.max(...ages))} old`;
}
