import { describe, expect, it } from 'vitest';
import { walkOf } from '#src/analysis/smc/sample.ts';
import { loadSettings } from '#src/config/load.ts';
import { simulatedMarket } from '#src/feed/simulated/markets.ts';
import { LlmMarket } from './llmMarket.ts';

const settings = loadSettings({ env: {}, folder: '/nowhere', sets: ['llm.asks=1h', 'smc.profile=intraday'] }).values;

describe('what the model is shown of a market', () => {
  it('begins anew, timeframe by timeframe, where candles are missing for good', () => {
    const market = new LlmMarket(simulatedMarket('BTC/USDT'), settings);
    for (const timeframe of ['1h', '4h'] as const) for (const candle of walkOf(timeframe, 80, 3)) market.candle(timeframe, candle);
    const seen = (): number[] => market.views.map((view) => view.seen);
    const before = market.describeBias();
    expect([seen(), before]).toEqual([[80, 80], expect.not.stringContaining('not warm')]);
    market.gap(['15m', '1h']);
    expect([seen(), market.describeBias()]).toEqual([[0, 80], before]);
    market.gap(['1h', '4h']);
    expect([seen(), market.bias(), market.describeBias()]).toEqual([[0, 0], 'neutral', expect.stringContaining('not warm yet')]);
    for (const candle of walkOf('1h', 3, 4)) market.candle('1h', candle);
    expect(seen()).toEqual([3, 0]);
  });
});
