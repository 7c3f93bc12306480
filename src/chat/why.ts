import type { App } from '#src/app.ts';
import { parseInstant } from '#src/domain/clock.ts';
import type { Condition } from '#src/domain/condition.ts';
import { isNegative } from '#src/domain/decimal.ts';
import type { Market } from '#src/domain/market.ts';
import { rOf } from '#src/domain/trade.ts';
import type { AnyEvent, EventKind, LedgerEvent } from '#src/ledger/event.ts';
import { shadowOf } from '#src/ledger/shadows.ts';
import { storyOf } from '#src/ledger/story.ts';
import { lastTrace } from '#src/ledger/traces.ts';
import { tradeOf } from '#src/ledger/trades.ts';
import { badged } from './badge.ts';
import { answerButtons, distanceText } from './card.ts';
import { quoteOf } from './lookup.ts';
import { coins, inR, money, price } from './money.ts';
import { openPosition } from './openPosition.ts';
import { type Block, buttons, fields, type Reply, say, type Tone, text } from './reply.ts';
import { sentenceOf } from './sentence.ts';
import { type StoryLine, storyLines } from './storyLines.ts';
import { clockTime, deadline, fromNow } from './time.ts';
import { capital, EXIT_SENTENCES } from './words.ts';

/** The whole story of a condition: the short answer, the idea, what happened when, each with the numbers of the events that prove it. */
export function whyCondition(condition: Condition, app: App): Reply {
  const events = storyOf(app.ledger, condition.id);
  const closed = eventOfKind(events, 'trade.closed');
  const trade = closed && tradeOf(closed.data);
  const lines = storyLines(events);
  const name =
    trade?.id ?? [...app.ledger.memory.positions.values()].find(({ conditionId }) => conditionId === condition.id)?.tradeId ?? condition.id;
  const result = trade === undefined ? '' : `, ${money(trade.pnl, quoteOf(trade.market), 'signed')}`;
  const tone: Tone | undefined = trade === undefined ? undefined : isNegative(trade.pnl) ? 'bad' : 'good';
  const idea = [condition.thesis, condition.against === undefined ? '' : `Against it: ${condition.against}`].filter((part) => part !== '');
  return {
    title: badged(`Why ${name}: ${condition.side} ${condition.market}${result}`, app),
    ...(tone && { tone }),
    blocks: [text(shortAnswer(condition, events, app)), text(idea.join('\n')), ...days(lines), ...next(condition, app)],
    data: { condition: condition.id, status: condition.status, story: lines.map(({ at, text, evidence }) => ({ at, text, evidence })) },
  };
}

/** Why there was, or was not, a proposal for a market the last time that somebody looked (C9). */
export function whyMarket({ symbol }: Market, app: App): Reply {
  const trace = lastTrace(app.ledger, symbol);
  const live = [...app.ledger.memory.conditions.values()].filter(({ market }) => market === symbol);
  if (trace === undefined) {
    return say(
      badged(`Why ${symbol}`, app),
      'Nobody has looked at this market yet: the first candle of the decision timeframe has not closed. Try again in a minute.',
    );
  }
  const now = app.clock.now();
  const [first, ...others] = JSON.parse(trace.reasons) as string[];
  const looked =
    trace.cycles === 1
      ? clockTime(trace.to_at, now)
      : `${trace.cycles} times since ${clockTime(trace.from_at, now)}, last ${clockTime(trace.to_at, now)}`;
  const outcome =
    { proposed: 'it was proposed', nothing: 'nothing was proposed', waiting: 'still waiting' }[trace.outcome] ?? trace.outcome;
  return {
    title: badged(`Why ${symbol}: ${outcome}`, app),
    blocks: [
      text(`${capital(first ?? 'no reason was recorded')}${others.map((reason) => `\n· ${reason}`).join('')}`),
      fields({
        looked: `${looked} (${fromNow(trace.to_at, now)})`,
        strategist: trace.strategist,
        bias: trace.bias,
        price: price(trace.price),
        evidence: `trace ${trace.id}`,
      }),
      ...(live.length === 0
        ? []
        : [
            text(`Live here: ${live.map(({ id, side, status }) => `${id} (${side}, ${status})`).join(', ')}.`),
            buttons(Object.fromEntries(live.map(({ id }) => [`Why ${id}`, `/why ${id}`]))),
          ]),
    ],
    data: { market: symbol, outcome: trace.outcome, reasons: JSON.parse(trace.reasons) as string[], trace: trace.id },
  };
}

const eventOfKind = <K extends EventKind>(events: readonly AnyEvent[], kind: K): LedgerEvent<K> | undefined =>
  events.findLast((event) => event.kind === kind) as LedgerEvent<K> | undefined;

/** The one sentence that somebody in a hurry wants. */
function shortAnswer(condition: Condition, events: readonly AnyEvent[], app: App): string {
  const now = app.clock.now();
  switch (condition.status) {
    case 'proposed':
      return `It waits for your answer; it expires ${deadline(condition.expiresAt, now)}.`;
    case 'armed':
      return `It is armed and waits for its trigger${distanceText(condition, app)} until ${clockTime(condition.expiresAt, now)}.`;
    case 'triggered':
      return openAnswer(condition, app);
    case 'closed':
      return closedAnswer(events);
    default: {
      const end = events.findLast(({ kind, subject }) => subject === condition.id && kind === `condition.${condition.status}`);
      return `Nothing was opened. ${end === undefined ? `It is ${condition.status}.` : sentenceOf(end)}${wouldHave(condition, app)}`;
    }
  }
}

/** What it would have been worth, where it was followed without money. */
function wouldHave({ id }: Condition, { ledger }: App): string {
  const shadow = shadowOf(ledger, id);
  if (shadow === undefined || shadow.status === 'lost') return '';
  if (shadow.status === 'following') return ' It is followed on paper, without money.';
  if (shadow.status === 'untriggered' || shadow.r === null) return ' Its trigger did not come either.';
  const made = inR(Math.abs(shadow.r)).replace('+', '');
  return ` Followed on paper, without money, it ${shadow.r < 0 ? 'lost' : 'made'} ${made}.`;
}

function openAnswer({ id, market }: Condition, { ledger: { memory }, quotes }: App): string {
  const position = [...memory.positions.values()].find(({ conditionId }) => conditionId === id);
  if (position === undefined) return 'It triggered; its entry order is at work.';
  const { unrealized, stop } = openPosition(position, memory, quotes);
  const result = unrealized === undefined ? 'no price at the moment' : `${money(unrealized, quoteOf(market), 'signed')} so far`;
  return `It is open: ${coins(position.amount, '')} ${market}, ${result}, ${stop === undefined ? 'watched by the sniper without a stop at the venue' : `stop at ${price(stop)}`}.`;
}

function closedAnswer(events: readonly AnyEvent[]): string {
  const closed = eventOfKind(events, 'trade.closed');
  if (closed === undefined) {
    const end = eventOfKind(events, 'condition.closed');
    return `Nothing was opened: ${end?.data.reason ?? 'its entry came to nothing'}.`;
  }
  const trade = tradeOf(closed.data);
  const targets = events.filter(({ kind }) => kind === 'target.reached').length;
  const reached =
    targets === 0 || trade.exitReason === 'target'
      ? ''
      : targets === 1
        ? 'target 1 was reached, then '
        : `${targets} targets were reached, then `;
  const verb = isNegative(trade.pnl) ? 'lost' : 'made';
  return `It ${verb} ${inR(Math.abs(rOf(trade))).replace('+', '')}: ${reached}${EXIT_SENTENCES[trade.exitReason]}.`;
}

/** One block a day, because times alone would not tell the days apart. */
function days(lines: readonly StoryLine[]): Block[] {
  const byDay = new Map<string, string[]>();
  for (const { at, text, evidence } of lines) {
    const day = at.slice(0, 10);
    const told = byDay.get(day) ?? [];
    told.push(`${at.slice(11, 16)}  ${text} ${evidence.map((seq) => `#${seq}`).join(' ')}`);
    byDay.set(day, told);
  }
  return [...byDay].map(([day, told]) => text(`${dayName(day)}, UTC\n${told.join('\n')}`));
}

/** `5 Jan 2026` */
function dayName(day: string): string {
  const at = parseInstant(`${day}T00:00:00Z`);
  return new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'short', year: 'numeric' }).format(at);
}

function next({ id, status }: Condition, { ledger: { memory } }: App): Block[] {
  if (status === 'proposed') return [answerButtons(id)];
  if (status === 'armed') return [buttons({ Disarm: `/disarm ${id}` })];
  const position = [...memory.positions.values()].find(({ conditionId }) => conditionId === id);
  return position === undefined ? [] : [buttons({ Close: `/close ${position.tradeId}` })];
}
