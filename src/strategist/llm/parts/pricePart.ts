import { MarketStates } from '#src/analysis/marketState.ts';
import { level, short } from '#src/strategist/llm/figures.ts';
import { ofMarkets, type PartMaker } from '#src/strategist/llm/part.ts';

/** Where a market is: price, costs, average range, bias, trend and volatility. */
export const pricePart: PartMaker = (asked, { candles }) => {
  const states = new MarketStates(candles);
  return ofMarkets(asked, ({ context: { market, price, now, costBps, allowShort }, seen }) => {
    const [{ atr, adx, timeframe }] = seen.views;
    const { trend, volatility } = states.of(market.symbol, now);
    const words = [
      `price ${level(price, market)}`,
      allowShort ? 'perpetual' : 'spot, long only',
      `round trip costs ${short(costBps, 0)} bps`,
      ...(atr === undefined ? [] : [`ATR ${timeframe} ${level(atr, market)} (${short((atr / price) * 100)} %)`]),
      ...(adx === undefined ? [] : [`ADX ${timeframe} ${short(adx, 0)}`]),
      ...(trend === undefined ? [] : [`trend ${trend}`]),
      ...(volatility === undefined ? [] : [`volatility ${volatility}`]),
      seen.describeBias(),
    ];
    return words.join('; ');
  });
};
