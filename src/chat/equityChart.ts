import type { App } from '#src/app.ts';
import type { Candle } from '#src/domain/candle.ts';
import type { EquityChart, EquityPoint } from '#src/domain/chart.ts';
import { type Instant, later } from '#src/domain/clock.ts';
import { toNumber } from '#src/domain/decimal.ts';
import { deepest, drawdownsOf } from '#src/domain/drawdown.ts';
import { parseSymbol } from '#src/domain/market.ts';
import { TIMEFRAME_MS } from '#src/domain/timeframe.ts';
import type { DeskRow } from '#src/ledger/desks.ts';
import { equityOf } from '#src/ledger/equity.ts';
import { type Mark, markHistory } from '#src/ledger/markHistory.ts';
import { badgeOf } from './badge.ts';
import { altOf, changePct } from './chartWords.ts';
import { percent } from './money.ts';
import { type Block, picture } from './reply.ts';
import { plural } from './words.ts';

const DAY_MS = 86_400_000;
/** A picture is 1,000 pixels wide: of more points than this, each stretch keeps its first, lowest, highest and last. */
const MOST_POINTS = 480;

/** What the picture of equity is made from. Candles, where they are given, fill in prices that were not recorded. */
export type EquityScene = Pick<App, 'ledger' | 'quotes' | 'settings' | 'mode' | 'feed'> & Partial<Pick<App, 'candles'>>;

/** Equity of a desk (the first one unless said) over so many days, with drawdown, beside buying its markets in equal parts and holding them. Undefined before the second mark. */
export function equityChart(app: EquityScene, now: Instant, days: number, deskId?: string): Block | undefined {
  const { memory } = app.ledger;
  const desk = deskId === undefined ? [...memory.desks.values()][0] : memory.desks.get(deskId);
  if (desk === undefined) return undefined;
  const marks = [...markHistory(app.ledger, desk.id, later(now, -days * DAY_MS)), markNow(app, desk, now)];
  if (marks.length < 3) return undefined;
  const points = withHold(marks, basesOf(desk, app), app);
  const chart: EquityChart = {
    kind: 'equity',
    title: `Equity · desk ${desk.id} · ${plural(Math.min(days, daysOf(marks)), 'day')}`,
    subtitle: subtitleOf(points),
    zone: app.settings.values.owner.zone,
    badge: badgeOf(app),
    asset: memory.accounts.get(desk.account_id)?.quote ?? '',
    points: thinned(points),
  };
  return picture(chart, altOf(chart));
}

/** Days that marks reach over, begun ones too. */
const daysOf = (marks: readonly Mark[]): number => Math.max(1, Math.ceil(((marks.at(-1)?.at ?? 0) - (marks[0]?.at ?? 0)) / DAY_MS));

function markNow({ ledger: { memory }, quotes }: EquityScene, desk: DeskRow, now: Instant): Mark {
  const { equity, prices } = equityOf(memory, quotes, desk.account_id, desk.id);
  const held = Object.entries(prices).map(([symbol, text]) => [symbol, Number(text)] as const);
  const others = [...quotes.all()].map(({ market, last }) => [market, last] as const);
  return { at: now, equity: toNumber(equity), prices: Object.fromEntries([...others, ...held]) };
}

/** One market for each coin of a desk, the spot market where it has one: what somebody would have bought. */
function basesOf(desk: DeskRow, { settings }: EquityScene): string[] {
  const symbols = JSON.parse(desk.markets) as string[];
  const chosen = new Map<string, string>();
  for (const symbol of symbols.length > 0 ? symbols : settings.values.desk.markets) {
    const parsed = parseSymbol(symbol);
    if (parsed !== undefined && (parsed.kind === 'spot' || !chosen.has(parsed.base))) chosen.set(parsed.base, symbol);
  }
  return [...chosen.values()];
}

/** Each mark with what holding would be worth, from the first moment on at which every price is known. */
function withHold(marks: readonly Mark[], symbols: readonly string[], { candles }: EquityScene): EquityPoint[] {
  const series = symbols.map((symbol) => new Closes(candles?.of(symbol, '1h') ?? []));
  let bought: { readonly equity: number; readonly prices: readonly number[] } | undefined;
  return marks.map(({ at, equity, prices }) => {
    const known = symbols.map((symbol, i) => prices[symbol] ?? series[i]?.at(at) ?? 0);
    if (symbols.length === 0 || !known.every((price) => price > 0)) return { at, equity, hold: null };
    const start = bought ?? { equity, prices: known };
    bought = start;
    const growth = known.reduce((sum, price, i) => sum + price / (start.prices[i] as number), 0) / known.length;
    return { at, equity, hold: Number((start.equity * growth).toFixed(2)) };
  });
}

/** Closes of hourly candles, asked for in order of time. */
class Closes {
  readonly #candles: readonly Candle[];
  #next = 0;

  constructor(candles: readonly Candle[]) {
    this.#candles = candles;
  }

  /** The close of the candle that ended last before `at`; undefined before the first and after a hole of more than a day. */
  at(at: Instant): number | undefined {
    while ((this.#candles[this.#next]?.openedAt ?? Number.POSITIVE_INFINITY) + TIMEFRAME_MS['1h'] <= at) this.#next++;
    const candle = this.#candles[this.#next - 1];
    return candle !== undefined && at - candle.openedAt < DAY_MS ? candle.close : undefined;
  }
}

function subtitleOf(points: readonly EquityPoint[]): string {
  const [first, last] = [points[0], points.at(-1)];
  const held = points.find(({ hold }) => hold !== null)?.hold;
  const worst = deepest(drawdownsOf(points))?.pct ?? 0;
  return [
    grown(first?.equity ?? 0, last?.equity ?? 0),
    `max drawdown ${percent(worst)}`,
    ...(held == null || last?.hold == null ? [] : [`buy and hold ${grown(held, last.hold)}`]),
  ].join(' · ');
}

/** Two places at most: there is no room for more. */
const grown = (from: number, to: number): string => percent(Number(changePct(from, to).toFixed(2)), 'signed');

/** Fewer points that draw the same line; the deepest drawdown keeps both of its ends. */
export function thinned(points: readonly EquityPoint[]): readonly EquityPoint[] {
  if (points.length <= MOST_POINTS) return points;
  const keep = new Set<EquityPoint>();
  const stretch = Math.ceil(points.length / (MOST_POINTS / 4));
  for (let from = 0; from < points.length; from += stretch) {
    const some = points.slice(from, from + stretch);
    const sorted = some.toSorted((a, b) => a.equity - b.equity);
    for (const one of [some[0], sorted[0], sorted.at(-1), some.at(-1)]) if (one !== undefined) keep.add(one);
  }
  const worst = deepest(drawdownsOf(points));
  return points.filter((point) => keep.has(point) || point.at === worst?.at || point === worst?.peak);
}
