import type { App } from '#src/app.ts';
import { compare } from '#src/domain/decimal.ts';
import type { Grade } from '#src/domain/score.ts';
import type { Reader } from '#src/ledger/core.ts';
import type { EventData } from '#src/ledger/event.ts';
import { exitsIn, gradesChangedBy, type MarketResult, marketsIn, type Span, tradesIn } from '#src/ledger/span.ts';
import { badged } from './badge.ts';
import { learnedIn } from './learned.ts';
import { quoteOf } from './lookup.ts';
import { modelsPart } from './modelsPart.ts';
import { inR, money } from './money.ts';
import { buttons, fields, type Reply, text } from './reply.ts';
import { EXIT_NAMES, GRADE_WORDS, plural } from './words.ts';
import { zonedDay, zonedTime } from './zonedTime.ts';

/** Of more trades than this, only the newest are asked for the grades that they changed. */
const ASKED = 300;

/** What the trades of a span teach, from the facts alone: how they ended, where it went well and badly, which grades changed. Empty without trades. */
export function lessonsOf(ledger: Reader, span: Span): string[] {
  const markets = marketsIn(ledger, span);
  const trades = markets.reduce((sum, one) => sum + one.trades, 0);
  if (trades === 0) return [];
  const exits = exitsIn(ledger, span);
  const won = exits.reduce((sum, { wins }) => sum + wins, 0);
  const meanR = markets.reduce((sum, one) => sum + one.meanR * one.trades, 0) / trades;
  const ended = exits.map(({ reason, trades: count, wins }) => `${count} × ${EXIT_NAMES[reason]}${winsText(wins, count)}`);
  return [
    `${plural(trades, 'trade')}, ${won} won, ${inR(meanR)} each on average.`,
    `How they ended: ${ended.join(', ')}.`,
    bestAndWorst(markets),
    ...gradeLines(ledger, span),
  ];
}

const winsText = (wins: number, trades: number): string =>
  trades === 1 ? '' : wins === trades ? ' (all won)' : wins === 0 ? ' (none won)' : ` (${wins} won)`;

function bestAndWorst(markets: readonly MarketResult[]): string {
  const sorted = [...markets].sort((a, b) => compare(b.pnl, a.pnl));
  const said = ({ market, pnl, trades }: MarketResult): string =>
    `${market} ${money(pnl, quoteOf(market), 'signed')} in ${plural(trades, 'trade')}`;
  const [best, worst] = [sorted[0] as MarketResult, sorted.at(-1) as MarketResult];
  return best === worst ? `All in one market: ${said(best)}.` : `Best: ${said(best)}. Worst: ${said(worst)}.`;
}

/** From the grade before the first change of the span to the one after its last. */
function gradeLines(ledger: Reader, span: Span): string[] {
  const changes = new Map<string, EventData['score.graded']>();
  for (const closed of tradesIn(ledger, span, ASKED)) {
    for (const { data } of gradesChangedBy(ledger, closed)) {
      const key = `${data.desk_id}|${data.dimension}|${data.key}`;
      changes.set(key, { ...data, before: changes.get(key)?.before ?? data.before });
    }
  }
  const changed = [...changes.values()].filter(({ before, after }) => before !== after);
  const isFirst = ({ before, after }: EventData['score.graded']): boolean => before === 'unknown' && after === 'normal';
  const first = changed.filter(isFirst).map(nameOf);
  return [
    ...(first.length === 0 ? [] : [`Enough trades for a grade, and it is normal: ${first.join(', ')}.`]),
    ...changed
      .filter((one) => !isFirst(one))
      .map((one) => `${capital(nameOf(one))}: ${one.before} → ${GRADE_WORDS[one.after as Grade] ?? one.after}.`),
  ];
}

const nameOf = ({ dimension, key }: EventData['score.graded']): string =>
  dimension === 'desk' ? 'the desk' : `${dimension === 'market' ? '' : `${dimension} `}${key.replaceAll('_', ' ')}`;

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

export interface LessonsParts {
  /** The trades that it tells about. */
  readonly span: Span;
  /** When what it tells was found and changed: also by the reflection that ran just before. */
  readonly learned: Span;
  readonly zone: string;
  /** `3 h late`, or nothing. */
  readonly lateness: string;
}

/** The message of the task `reflection`. */
export function lessonsReply(app: Pick<App, 'ledger' | 'mode' | 'feed' | 'settings'>, parts: LessonsParts): Reply {
  const { span, zone, lateness } = parts;
  const lessons = lessonsOf(app.ledger, span);
  const learned = learnedIn(app.ledger, parts.learned, app.settings.values.learning);
  const [first = 'No trade was closed, so there is nothing new to learn from.', ...others] = lessons;
  const nothing = lessons.length === 0 ? [] : [text('Nothing new stands out: what is there may be chance.')];
  return {
    title: badged(`Reflection of ${zonedDay(span.to, zone)}`, app),
    blocks: [
      ...(lateness === '' ? [] : [text(`This comes ${lateness}.`)]),
      fields({ since: `${zonedTime(span.from, span.to, zone)} (${zone})` }),
      text(first),
      ...(others.length === 0 ? [] : [text(others.map((line) => `· ${line}`).join('\n'))]),
      ...(learned.length === 0 ? nothing : [text(`What follows from them\n${learned.map((line) => `· ${line}`).join('\n')}`)]),
      ...modelsPart(app.ledger, parts.learned),
      buttons({ Coins: '/coins', Patterns: '/patterns', ...(learned.length > 0 && { Insights: '/insights', Changes: '/adaptations' }) }),
    ],
  };
}
