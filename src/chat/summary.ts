import type { App } from '#src/app.ts';
import { type Instant, startOfDay } from '#src/domain/clock.ts';
import { isEqual, isNegative, isZero, toText } from '#src/domain/decimal.ts';
import { rOf } from '#src/domain/trade.ts';
import { equityOf } from '#src/ledger/equity.ts';
import { lastJobRun } from '#src/ledger/jobs.ts';
import { pnlBetween } from '#src/ledger/pnl.ts';
import { gradeNow } from '#src/ledger/scores.ts';
import { type Span, tradesIn } from '#src/ledger/span.ts';
import { badged } from './badge.ts';
import { learnedIn } from './learned.ts';
import { lessonsOf } from './lessons.ts';
import { modelsPart } from './modelsPart.ts';
import { bareMoney, inR, money, paidOrReceived, percent, price } from './money.ts';
import { openPosition } from './openPosition.ts';
import { type Block, buttons, fields, type Reply, table, text } from './reply.ts';
import { duration, fromNow } from './time.ts';
import { EXIT_NAMES, plural } from './words.ts';
import { zonedDay, zonedTime } from './zonedTime.ts';

const TRADES_SHOWN = 12;
const ROWS_SHOWN = 8;

export interface SummaryParts {
  /** What it tells about: from the summary before to the time that this one was due. */
  readonly span: Span;
  readonly now: Instant;
  readonly zone: string;
  /** `3 h late`, or nothing. */
  readonly lateness: string;
  /** What comes next, in order of time. */
  readonly coming: readonly { readonly at: Instant; readonly what: string }[];
  /** The picture of equity, where there is one. */
  readonly chart?: Block | undefined;
}

export type Told = Pick<App, 'ledger' | 'quotes' | 'settings' | 'mode' | 'feed'> & { readonly sniper: Pick<App['sniper'], 'distancePct'> };

/** The summary of a day: what it brought and why, what was learned, how things stand, what comes next, and the anchor of the ledger. */
export function summaryOf(app: Told, parts: SummaryParts): Reply {
  const { span, zone, lateness, chart } = parts;
  const result = pnlBetween(app.ledger, span.from, span.to);
  const asset = assetOf(app);
  const outcome = result.trades === 0 ? 'no trade closed' : money(result.pnl, asset, 'signed');
  const lessons = lessonsOf(app.ledger, span);
  const learned = [...lessons, ...learnedIn(app.ledger, span, app.settings.values.learning)];
  const heading = lessons.length === 0 ? 'What was learned' : 'What the trades taught';
  return {
    title: badged(`Summary of ${zonedDay(span.to, zone)}: ${outcome}`, app),
    ...(result.trades > 0 && { tone: isNegative(result.pnl) ? ('bad' as const) : ('good' as const) }),
    blocks: [
      ...(lateness === '' ? [] : [text(`This comes ${lateness}.`)]),
      fields(figures(app, parts, result)),
      ...(chart === undefined ? [] : [chart]),
      ...tradesOf(app, span),
      ...(learned.length === 0 ? [] : [text(`${heading}\n${learned.map((line) => `· ${line}`).join('\n')}`)]),
      ...modelsPart(app.ledger, span),
      ...scoresOf(app, parts),
      ...armedOf(app, parts.now),
      ...openOf(app),
      ...comingOf(parts),
      fields({ anchor: `#${app.ledger.head.seq} ${app.ledger.head.hash.slice(0, 16)}` }),
      buttons({ Status: '/status', Positions: '/positions', Trades: '/trades' }),
    ],
    data: {
      from: span.from,
      to: span.to,
      trades: result.trades,
      wins: result.wins,
      pnl: toText(result.pnl),
      fees: toText(result.fees),
      funding: toText(result.funding),
      anchor: { seq: app.ledger.head.seq, hash: app.ledger.head.hash },
    },
  };
}

const assetOf = ({ ledger: { memory } }: Told): string => [...memory.accounts.values()][0]?.quote ?? '';

function figures(app: Told, { span, now, zone }: SummaryParts, result: ReturnType<typeof pnlBetween>): Record<string, string | undefined> {
  const asset = assetOf(app);
  const midnight = startOfDay(span.to, zone);
  const today = pnlBetween(app.ledger, midnight, span.to);
  const [account] = app.ledger.memory.accounts.values();
  const equity = account && equityOf(app.ledger.memory, app.quotes, account.id);
  return {
    since: `${zonedTime(span.from, span.to, zone)} (${zone})`,
    trades: result.trades === 0 ? undefined : `${result.trades}, ${result.wins} won`,
    fees: result.trades === 0 ? undefined : money(result.fees, asset),
    funding: isZero(result.funding) ? undefined : paidOrReceived(result.funding, asset),
    'since 00:00': isEqual(today.pnl, result.pnl) ? undefined : money(today.pnl, asset, 'signed'),
    equity:
      equity && `${money(equity.equity, asset)}${equity.unpriced.length > 0 ? ` without ${equity.unpriced.join(', ')} (no price)` : ''}`,
    trading: app.ledger.memory.halt === undefined ? undefined : `HALTED: ${app.ledger.memory.halt.reason}`,
    audit: auditText(app, now),
  };
}

function auditText({ ledger }: Told, now: Instant): string {
  const standing = ledger.memory.findings.size;
  const last = lastJobRun(ledger, 'audit');
  const when = last === undefined ? 'not run yet' : `last ${fromNow(last.started_at, now)}`;
  return standing === 0
    ? `nothing found, ${when}`
    : `${plural(standing, 'finding')} stand${standing === 1 ? 's' : ''}, see /drift (${when})`;
}

function tradesOf({ ledger }: Told, span: Span): Block[] {
  const closed = tradesIn(ledger, span, TRADES_SHOWN + 1);
  if (closed.length === 0) return [];
  const shown = closed.slice(-TRADES_SHOWN);
  return [
    table(
      ['trade', 'market', '>PnL', '>R', 'because'],
      shown.map(({ trade }) => [
        trade.id,
        trade.market,
        bareMoney(trade.pnl, 'signed'),
        inR(rOf(trade)).replace(' R', ''),
        EXIT_NAMES[trade.exitReason],
      ]),
    ),
    ...(closed.length > shown.length ? [text('Earlier ones: /trades 50.')] : []),
  ];
}

/** Scores of the markets that were traded. */
function scoresOf({ ledger }: Told, { span, now }: SummaryParts): Block[] {
  const traded = new Set(tradesIn(ledger, span, 200).map(({ trade }) => `${trade.deskId}|market|${trade.market}`));
  const rows = [...traded].flatMap((key) => ledger.memory.scores.get(key) ?? []).slice(0, ROWS_SHOWN);
  if (rows.length === 0) return [];
  return [
    table(
      ['score', '>n', '>mean R', 'grade'],
      rows.map((row) => {
        const grade = gradeNow(row, now);
        return [row.key, String(row.stats.trades), inR(row.stats.meanR).replace(' R', ''), grade === 'unknown' ? 'too few' : grade];
      }),
    ),
  ];
}

function armedOf({ ledger, sniper }: Told, now: Instant): Block[] {
  const live = [...ledger.memory.conditions.values()];
  const armed = live.filter(({ status }) => status === 'armed');
  const waiting = live.filter(({ status }) => status === 'proposed').length;
  const asks = waiting === 0 ? '' : ` ${plural(waiting, 'proposal')} wait${waiting === 1 ? 's' : ''} for your answer: /proposals.`;
  if (armed.length === 0) return [text(`Nothing is armed.${asks}`)];
  return [
    table(
      ['armed', 'market', '>away', '>left'],
      armed.slice(0, ROWS_SHOWN).map(({ id, market, expiresAt }) => {
        const away = sniper.distancePct(id);
        return [id, market, away === undefined ? '-' : percent(away, 'signed'), duration(Math.max(0, expiresAt - now))];
      }),
    ),
    ...(armed.length > ROWS_SHOWN || asks !== ''
      ? [text(`${armed.length > ROWS_SHOWN ? 'All of them: /conditions.' : ''}${asks}`.trim())]
      : []),
  ];
}

function openOf({ ledger: { memory }, quotes }: Told): Block[] {
  const open = [...memory.positions.values()].map((one) => openPosition(one, memory, quotes));
  if (open.length === 0) return [text('No position is open.')];
  return [
    table(
      ['open', 'market', '>so far', '>stop'],
      open
        .slice(0, ROWS_SHOWN)
        .map(({ position, unrealized, stop }) => [
          position.tradeId,
          position.market,
          unrealized === undefined ? '?' : bareMoney(unrealized, 'signed'),
          stop === undefined ? 'none' : price(stop),
        ]),
    ),
    ...(open.length > ROWS_SHOWN ? [text('All of them: /positions.')] : []),
  ];
}

function comingOf({ coming, now, zone }: SummaryParts): Block[] {
  if (coming.length === 0) return [];
  return [text(`Next\n${coming.map(({ at, what }) => `${zonedTime(at, now, zone)}  ${what}`).join('\n')}`)];
}
