import type { CandleChart } from '#src/domain/chart.ts';
import type { Instant } from '#src/domain/clock.ts';
import type { Condition } from '#src/domain/condition.ts';
import type { Market } from '#src/domain/market.ts';
import type { Timeframe } from '#src/domain/timeframe.ts';
import { type CandleScene, candleParts, newestCandle } from './candleParts.ts';
import { altOf } from './chartWords.ts';
import { lastLevel, planLevels } from './conditionChart.ts';
import { type Block, picture } from './reply.ts';

/** A market as it is: candles, last price, and what is planned or open there. Of several plans the open one comes first; each is named by its id. */
export function marketChart(market: Market, timeframe: Timeframe, scene: CandleScene): Block & { readonly kind: 'chart' } {
  const parts = candleParts(scene, market, timeframe);
  const plans = plansIn(market.symbol, scene);
  const [main] = plans;
  const levels = plans.flatMap(({ condition, name }) => planLevels(condition, scene, plans.length === 1 ? '' : `${name} `));
  const chart: CandleChart = {
    ...parts,
    title: `${market.symbol} · ${timeframe}${main === undefined ? '' : ` · ${main.condition.side}`}`,
    subtitle: [...plans.map(({ name, state }) => `${name} ${state}`), newestCandle(parts)].join(' · '),
    levels: [...levels, ...lastLevel(market.symbol, scene)],
    zones: [],
    markers: [],
    ...(main !== undefined && { since: main.since, side: main.condition.side }),
  };
  return picture(chart, altOf(chart)) as Block & { readonly kind: 'chart' };
}

interface Plan {
  readonly condition: Condition;
  readonly name: string;
  readonly state: string;
  readonly since: Instant;
}

/** Open positions, then armed conditions, then proposals. */
function plansIn(market: string, { ledger: { memory } }: CandleScene): Plan[] {
  const live = [...memory.conditions.values()].filter((one) => one.market === market);
  const open = [...memory.positions.values()].flatMap(({ tradeId, conditionId, openedAt }): Plan[] => {
    const condition = live.find(({ id }) => id === conditionId);
    return condition === undefined ? [] : [{ condition, name: tradeId, state: 'open', since: openedAt }];
  });
  const waiting = (status: Condition['status']): Plan[] =>
    live
      .filter((one) => one.status === status)
      .map((condition) => ({ condition, name: condition.id, state: status, since: condition.createdAt }));
  return [...open, ...waiting('armed'), ...waiting('proposed')];
}
