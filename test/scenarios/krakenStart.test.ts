import { expect, it } from 'vitest';
import { RealMarketStage } from '#test/realMarketStage.ts';

// With the limiter that the exchange library has for Kraken: ten questions in ten seconds.
it('Heron starts on a market of Kraken within its first ten questions, without waiting for more', async () => {
  const began = performance.now();
  await using stage = await RealMarketStage.open('kraken');
  const tookMs = performance.now() - began;
  expect(stage.feed.longer(stage.market).length).toBeGreaterThan(0);
  expect(tookMs).toBeLessThan(6_000);
  const asked = stage.fake.server.requests.length;
  expect(asked).toBeLessThanOrEqual(10);
});
