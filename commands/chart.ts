import { z } from 'zod';
import { market as marketArgument, oneOf } from '#src/chat/argument.ts';
import { badged } from '#src/chat/badge.ts';
import { decisionTimeframe, timeframesOf } from '#src/chat/candleParts.ts';
import { command } from '#src/chat/command.ts';
import { findMarket, unknownMarket } from '#src/chat/lookup.ts';
import { marketChart } from '#src/chat/marketChart.ts';
import { buttons, say } from '#src/chat/reply.ts';
import { TIMEFRAMES } from '#src/domain/timeframe.ts';

export const chart = command({
  name: 'chart',
  summary: 'candles of a market with everything that is planned or open there',
  role: 'viewer',
  args: z.object({ market: marketArgument, timeframe: oneOf(...TIMEFRAMES).optional() }),
  examples: ['/chart BTC/USDT', '/chart btc 15m'],
  run({ app }, args) {
    const { memory } = app.ledger;
    const market = findMarket(memory, args.market);
    if (market === undefined) return unknownMarket(memory, args.market);
    const { symbol } = market;
    const there = timeframesOf(app, symbol);
    const timeframe = args.timeframe ?? decisionTimeframe(app, symbol);
    if (timeframe === undefined) return say(badged(`${symbol} has no candle yet`, app), 'The first minute that ends makes the first one.');
    if (!there.includes(timeframe))
      return say(badged(`There are no candles of ${timeframe} for ${symbol}`, app), `There are some of ${there.join(', ')}.`);
    const block = marketChart(market, timeframe, app);
    const others = there.filter((one) => one !== timeframe).map((one) => [one, `/chart ${symbol} ${one}`]);
    return {
      title: badged(`${symbol} ${timeframe}`, app),
      blocks: [block, buttons({ ...Object.fromEntries(others), Market: `/market ${symbol}` })],
      data: { market: symbol, timeframe, candles: block.chart.kind === 'candles' ? block.chart.candles.length : 0 },
    };
  },
});
