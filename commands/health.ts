import { z } from 'zod';
import { type Context, command } from '#src/chat/command.ts';
import { money } from '#src/chat/money.ts';
import { fields, type Reply, table } from '#src/chat/reply.ts';
import { ageMs, duration, fromNow } from '#src/chat/time.ts';
import { startOfDay, toIso } from '#src/domain/clock.ts';
import { decimal } from '#src/domain/decimal.ts';
import { lastJobRun } from '#src/ledger/jobs.ts';
import { budgetUsedSince } from '#src/ledger/llmCalls.ts';
import { waitingMessages } from '#src/ledger/waiting.ts';

/** A job is late when it has missed its turn and half of another. */
const LATE_TURNS = 1.5;

export const health = command({
  name: 'health',
  summary: 'is every part alive: prices, jobs, messages, ledger, model',
  role: 'viewer',
  args: z.object({}),
  examples: ['/health'],
  run(context): Reply {
    const { app, now } = context;
    const jobs = jobRows(context);
    const deadAfterMs = app.settings.values.feed.deadAfterSeconds * 1000;
    const prices = [...app.ledger.memory.markets.keys()].map((symbol) => {
      const quote = app.quotes.get(symbol);
      const age = quote && ageMs(quote.at, now);
      return { row: [symbol, age === undefined ? 'none' : `${duration(age)} old`], bad: age === undefined || age > deadAfterMs };
    });
    const waiting = waitingMessages(app.ledger);
    const model = modelField(context);
    const bad = [
      ...(model?.bad === true ? ['model'] : []),
      ...jobs.filter((job) => job.bad).map((job) => job.row[0]),
      ...prices.filter((one) => one.bad).map((one) => one.row[0]),
    ];
    return {
      title: bad.length === 0 ? 'Everything is alive' : `Needs a look: ${bad.join(', ')}`,
      tone: bad.length === 0 ? 'good' : 'warn',
      blocks: [
        fields({
          ledger: `${app.ledger.head.seq} events`,
          feed: app.feed.simulated ? `SIMULATED prices (${app.feed.name})` : app.feed.name,
          messages:
            waiting.length === 0
              ? 'all delivered'
              : waiting
                  .map(({ channel, count, since }) => `${count} wait for ${channel}, the oldest came ${fromNow(since, now)}`)
                  .join('; '),
          model: model?.text,
        }),
        table(
          ['market', '>price'],
          prices.map(({ row }) => row),
        ),
        table(
          ['job', 'last run', 'was'],
          jobs.map(({ row }) => row),
        ),
      ],
    };
  },
});

/** How the language model is, and what it has taken of the day's budget; undefined without one. */
function modelField({ app }: Context): { text: string; bad: boolean } | undefined {
  if (app.model === undefined) return undefined;
  const { model, owner } = app.settings.values;
  const { state, reason } = app.model.state();
  const { tokens, cost } = budgetUsedSince(app.ledger, toIso(startOfDay(app.wall.now(), owner.zone)));
  const is = { up: 'answers', untried: 'not asked yet', safe_mode: `left alone for now. ${reason}` }[state];
  const spent = `${tokens.toLocaleString('en-US')} of ${model.tokensPerDay.toLocaleString('en-US')} tokens today`;
  const paid = Number(cost) === 0 ? '' : `, ${money(decimal(cost), 'USD')} of ${model.moneyPerDay}`;
  return { text: `${app.model.name}, ${is}${is.endsWith('.') ? ' S' : '; s'}pent ${spent}${paid}`, bad: state === 'safe_mode' };
}

function jobRows({ app, now }: Context): { row: [string, string, string]; bad: boolean }[] {
  return app.jobs.map(({ name, everyMs }) => {
    const run = lastJobRun(app.ledger, name);
    if (run === undefined) return { row: [name, `none yet, every ${duration(everyMs)}`, ''], bad: false };
    const late = ageMs(run.started_at, now) > everyMs * LATE_TURNS;
    const failed = run.outcome === 'failed';
    return {
      row: [name, fromNow(run.started_at, now), failed ? `failed: ${run.detail}` : late ? 'good, but late' : 'good'],
      bad: late || failed,
    };
  });
}
