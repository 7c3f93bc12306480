import type { ChartLevel, ChartMarker } from '#src/domain/chart.ts';
import { type Instant, instant, parseInstant } from '#src/domain/clock.ts';
import type { Condition } from '#src/domain/condition.ts';
import { toNumber } from '#src/domain/decimal.ts';
import { likelyEntry } from '#src/domain/sense.ts';
import { lastEvent } from '#src/ledger/events.ts';
import type { FillRow } from '#src/ledger/fills.ts';
import { storyOf } from '#src/ledger/story.ts';
import { type CandleScene, candleParts, decisionTimeframe, newestCandle } from './candleParts.ts';
import type { Scene } from './card.ts';
import { altOf } from './chartWords.ts';
import { evidenceZones } from './evidenceZones.ts';
import { price } from './money.ts';
import { openPosition } from './openPosition.ts';
import { type Block, picture } from './reply.ts';
import { EXIT_NAMES } from './words.ts';

/**
 * The picture of a condition's card: the newest closed candles of its market in the timeframe that was decided on, with entry, stop, targets, the
 * structures it rests on, and its fills. Undefined while its market has no candle.
 */
export function conditionChart(condition: Condition, scene: Scene, now: Instant): Block | undefined {
  const { candles } = scene;
  const market = scene.ledger.memory.markets.get(condition.market);
  if (candles === undefined || market === undefined) return undefined;
  const whole: CandleScene = { ...scene, candles };
  const timeframe = decisionTimeframe(whole, condition.market, condition.deskId);
  if (timeframe === undefined) return undefined;
  const parts = candleParts(whole, market, timeframe);
  const fills = fillsOf(condition, scene);
  const begin = parts.candles[0]?.[0] ?? now;
  const isOver = fills.length > 0 && condition.status === 'closed';
  // What is still waited for or open reaches to the edge of the picture.
  const until = isOver ? parseInstant((fills.at(-1) as FillRow).at) : 2 * now - begin;
  const chart = {
    ...parts,
    title: `${condition.market} · ${timeframe} · ${condition.side}`,
    subtitle: `${condition.id} · ${newestCandle(parts)}`,
    levels: [...planLevels(condition, scene), ...lastLevel(condition.market, scene)],
    zones: evidenceZones(condition, candles, { begin, until }),
    markers: markersOf(fills),
    since: fills[0] === undefined ? condition.createdAt : parseInstant(fills[0].at),
    side: condition.side,
  };
  return picture(chart, altOf(chart));
}

/** Entry, stop and targets of a condition: as proposed; of an open position where it was entered and where its stop rests now. */
export function planLevels(condition: Condition, { ledger, quotes }: Pick<Scene, 'ledger' | 'quotes'>, prefix = ''): ChartLevel[] {
  const { memory } = ledger;
  const position = [...memory.positions.values()].find(({ conditionId }) => conditionId === condition.id);
  const open = position && openPosition(position, memory, quotes);
  const reference = condition.status === 'proposed' ? quotes.get(condition.market)?.last : undefined;
  const entry = open === undefined ? likelyEntry(condition, reference ?? Number(condition.referencePrice)) : toNumber(open.entry);
  // A stop that has just moved is not yet at the venue.
  const moved = position && lastEvent(ledger, 'stop.moved', position.tradeId)?.data.to;
  const stop = Number(moved ?? open?.stop ?? condition.stop);
  return [
    { kind: 'entry', price: entry, label: `${prefix}ENTRY` },
    { kind: 'stop', price: stop, label: `${prefix}SL` },
    ...condition.targets.map((target, i): ChartLevel => ({ kind: 'target', price: Number(target.price), label: `${prefix}TP${i + 1}` })),
  ];
}

export function lastLevel(market: string, { quotes }: Pick<Scene, 'quotes'>): ChartLevel[] {
  const last = quotes.get(market)?.last;
  return last === undefined ? [] : [{ kind: 'last', price: last, label: 'LAST' }];
}

/** Executions of a condition's round trip so far, oldest first. */
function fillsOf({ id, status }: Condition, { ledger }: Scene): FillRow[] {
  if (status !== 'triggered' && status !== 'closed') return [];
  return storyOf(ledger, id).flatMap((event) => (event.kind === 'fill.recorded' ? [event.data] : []));
}

/** One sign for each order, at the average price of its fills. */
function markersOf(fills: readonly FillRow[]): ChartMarker[] {
  const orders = Map.groupBy(fills, ({ order_id }) => order_id);
  let taken = 0;
  return [...orders.values()].map((parts): ChartMarker => {
    const [{ purpose, side, at }] = parts as [FillRow, ...FillRow[]];
    const amount = parts.reduce((sum, part) => sum + Number(part.amount), 0);
    const worth = parts.reduce((sum, part) => sum + Number(part.amount) * Number(part.price), 0);
    if (purpose === 'target') taken++;
    const shown = price(Number(amount.toPrecision(6)));
    return {
      at: instant(parseInstant(at)),
      price: Number((worth / amount).toPrecision(10)),
      kind: purpose === 'target' ? 'target' : purpose === 'entry' || !STOPS.has(purpose) ? side : 'stop',
      label:
        purpose === 'entry'
          ? `${side === 'buy' ? 'bought' : 'sold'} ${shown}`
          : purpose === 'target'
            ? `target ${taken}`
            : EXIT_NAMES[purpose],
    };
  });
}

const STOPS: ReadonlySet<string> = new Set(['stop', 'break_even', 'trailing', 'liquidated']);
