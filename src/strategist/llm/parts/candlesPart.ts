import { instant } from '#src/domain/clock.ts';
import { TIMEFRAME_MS } from '#src/domain/timeframe.ts';
import { minute, rough } from '#src/strategist/llm/figures.ts';
import { ofMarkets, type PartMaker } from '#src/strategist/llm/part.ts';

/** The newest closed candles of one of the two timeframes, oldest first. A candle opens where the one before it closed, so only the first open is told. */
export const candlesPart =
  (view: 0 | 1): PartMaker =>
  (asked, { candles, settings }) =>
    ofMarkets(asked, ({ context: { market, now }, seen }) => {
      const { timeframe } = seen.views[view];
      const lengthMs = TIMEFRAME_MS[timeframe];
      const closed = candles.of(market.symbol, timeframe).filter(({ openedAt }) => openedAt + lengthMs <= now);
      const shown = closed.slice(-settings.llm.candles);
      const [first, last] = [shown[0], shown.at(-1)];
      if (first === undefined || last === undefined) return undefined;
      const rows = shown.map(({ high, low, close }) => [high, low, close].map((price) => rough(price, market)).join('/'));
      return `${timeframe} up to ${minute(instant(last.openedAt + lengthMs))}, high/low/close from ${rough(first.open, market)}: ${rows.join(' ')}`;
    });
