import { DESK } from '#src/found.ts';
import { LlmMarket } from '#src/strategist/llm/llmMarket.ts';
import type { Asked } from '#src/strategist/llm/part.ts';
import type { StrategistContext, StrategistDeps } from '#src/strategist/port.ts';
import type { World } from './harness.ts';

/** A prompt that is nothing but its context. */
const barePrompt: StrategistDeps['prompt'] = (name) => ({
  name,
  sha256: `of ${name}`,
  fill: ({ context = '' }) => ({ system: 'You propose conditions.', user: context }),
});

/** What a strategist is given in a world. */
export const depsOf = (world: World, prompt: StrategistDeps['prompt'] = barePrompt): StrategistDeps => ({
  ledger: world.ledger,
  candles: world.app.candles,
  quotes: world.app.quotes,
  clock: world.clock,
  settings: world.settings.values,
  deskId: DESK,
  prompt,
});

/** Every market of the desk as it would be asked about now: structures from the candles that the world has kept. */
export function askedOf(world: World): Asked[] {
  const settings = world.settings.values;
  return settings.desk.markets.flatMap((symbol): Asked[] => {
    const market = world.ledger.memory.markets.get(symbol);
    const price = world.app.quotes.get(symbol)?.last;
    if (market === undefined || price === undefined) return [];
    const seen = new LlmMarket(market, settings);
    for (const timeframe of seen.timeframes) for (const candle of world.app.candles.of(symbol, timeframe)) seen.candle(timeframe, candle);
    const context: StrategistContext = {
      now: world.now,
      market,
      price,
      costBps: 24,
      allowShort: market.kind === 'perpetual',
      riskPct: settings.desk.riskPct,
      lastTrade: { closedAt: world.now, won: true },
      busy: { long: false, short: false },
    };
    return [{ context, seen }];
  });
}
