import { openWorld, type World, type WorldOptions } from '#test/harness.ts';

/**
 * A day in which everything happens that can: a spot trade with targets and break-even, a perpetual short over a funding time, a stop, a rejected, an
 * expired and a superseded idea, a guard's no, a pause, a halt and its end, questions at the terminal, all jobs.
 */
export async function livedDay(options: WorldOptions = {}): Promise<World> {
  const world = await openWorld({
    startAt: '2026-01-05T15:30:00Z',
    ...options,
    sets: ['policy.autoUpToPct=0', 'guards.openPositions=3', ...(options.sets ?? [])],
  });
  for (const [market, price] of [
    ['BTC/USDT', 63_800],
    ['BTC/USDT:USDT', 63_810],
    ['ETH/USDT', 3_100],
  ] as const)
    await world.price(market, price);
  world.funding('BTC/USDT:USDT', 0.01);

  const long = await world.proposes({
    entry: 64_000,
    stop: 62_900,
    targets: [
      [65_500, 50],
      [67_000, 50],
    ],
  });
  await world.says(`/approve ${long}`);
  const short = await world.proposes({
    market: 'BTC/USDT:USDT',
    side: 'short',
    entry: 63_700,
    stop: 65_900,
    targets: [[60_500, 100]],
    pattern: 'order_block_retest',
    regime: 'tight_smc',
  });
  await world.says(`/approve ${short}`);
  await world.price('BTC/USDT:USDT', 63_690, { afterSeconds: 20 });
  await world.price('BTC/USDT', 64_010, { afterSeconds: 20 });
  await world.says('/status');
  await world.minutes(15, { 'BTC/USDT': 65_600 });
  await world.minutes(20, { 'BTC/USDT': 64_050, 'BTC/USDT:USDT': 63_300 });
  await world.says(`/close ${world.events('order.submitted').find(({ data }) => data.market === 'BTC/USDT:USDT')?.data.trade_id}`);

  const rejected = await world.proposes({ market: 'ETH/USDT' });
  await world.says(`/reject ${rejected}`);
  await world.proposes({ market: 'ETH/USDT', stop: 3_020, hours: 0.5 });
  await world.proposes({ market: 'ETH/USDT', stop: 3_010, hours: 0.25 });
  await world.says('/pause');
  const denied = await world.proposes({ entry: 64_200, stop: 63_000, pattern: 'trend_pullback' });
  await world.says(`/approve ${denied}`);
  await world.price('BTC/USDT', 64_210, { afterSeconds: 40 });
  await world.says('/unpause');
  await world.says('/halt a look');
  await world.says('/resume resume trading');

  const stopped = await world.proposes({
    entry: 64_400,
    stop: 63_400,
    targets: [[66_500, 100]],
    pattern: 'trend_pullback',
    exits: { trail: [], breakEvenAfter: 1, timeLimitMs: 0, atr: '600' },
  });
  await world.says(`/approve ${stopped}`);
  await world.price('BTC/USDT', 64_410, { afterSeconds: 40 });
  await world.minutes(12, { 'BTC/USDT': 63_350 });
  for (const line of ['/positions', '/trades', '/why', '/balance']) await world.says(line);
  await world.minutes(40);
  return world;
}
