import type { World } from '#test/harness.ts';

const MARKETS = ['BTC/USDT', 'ETH/USDT', 'SOL/USDT'] as const;
const GOOD = ['momentum_breakout', 'trend_pullback'] as const;
const TRADES = 21;
/** A breakout that failed, so that what goes well does not always go well. */
const FAILED = 12;

/** A day of trades, one after the other, in turn in each market: every gap fill is stopped out, the others reach their target but for one. */
export async function trade(world: World): Promise<void> {
  const home = new Map(MARKETS.map((market) => [market, world.feed.last(market) as number]));
  for (let i = 0; i < TRADES; i++) {
    const market = MARKETS[i % MARKETS.length] as (typeof MARKETS)[number];
    const price = home.get(market) as number;
    const isGap = i % 2 === 1;
    const wins = !isGap && i !== FAILED;
    const at = (share: number): number => Number((price * share).toPrecision(5));
    const [entry, stop, target] = [at(1.004), at(0.984), at(1.034 + (i % 5) * 0.001)];
    await world.proposes({
      market,
      entry,
      stop,
      targets: [[target, 100]],
      riskPct: 0.4,
      pattern: isGap ? 'gap_fill' : (GOOD[(i >> 1) % GOOD.length] as string),
      hours: 1,
    });
    await world.minutes(2, { [market]: at(1.005) });
    await world.minutes(4, { [market]: wins ? target * 1.0005 : stop * 0.9995 });
    await world.minutes(4, { [market]: price });
    await world.minutes(1);
  }
}
