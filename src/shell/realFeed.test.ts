import { expect, it } from 'vitest';
import { loadSettings } from '#src/config/load.ts';
import { instant, later, parseInstant, VirtualClock } from '#src/domain/clock.ts';
import { simulatedMarket } from '#src/feed/simulated/markets.ts';
import { Ledger } from '#src/ledger/ledger.ts';
import { HandSource } from '#test/fakes/handSource.ts';
import { settled } from '#test/feedStage.ts';
import { openRealFeed, type RealFeed } from './realFeed.ts';

const BTC = 'BTC/USDT';

/** A start at a venue whose candles take so long; what was said meanwhile. */
async function said(candlesMs: number): Promise<{ notes: string[]; asked: number }> {
  const clock = new VirtualClock(parseInstant('2026-03-02T10:00:30Z'));
  const source = new HandSource(clock);
  source.reads(BTC, 100);
  const original = source.fetchOHLCV.bind(source);
  source.fetchOHLCV = async (...call) => {
    await new Promise<void>((go) => clock.after(candlesMs, go));
    return original(...call);
  };
  const notes: string[] = [];
  let real: RealFeed | undefined;
  void openRealFeed({
    open: { source, title: 'Kraken', markets: [simulatedMarket(BTC)] },
    settings: loadSettings({ env: {}, folder: '/nowhere', sets: ['smc.profile=intraday'] }).values,
    ledger: new Ledger({ path: ':memory:', clock }),
    wall: clock,
    notBefore: instant(0),
    report: () => undefined,
    note: (text) => notes.push(text),
  }).then((opened) => {
    real = opened;
  });
  for (let i = 0; i < 400 && real === undefined; i++) {
    await settled();
    clock.advanceTo(later(clock.now(), 50));
  }
  if (real === undefined) throw new Error('it did not open');
  await real.feed.close();
  return { notes, asked: source.calls.get('fetchTime') ?? 0 };
}

it('a start that takes long says what it is waiting for, once', async () => {
  const { notes } = await said(5_000);
  expect(notes).toEqual([expect.stringMatching(/^Still loading from Kraken: candles of BTC\/USDT \(1m, 5m, 15m, 1h, 4h\)/)]);
});

it('a start that does not take long says nothing, and asks for the time once', async () => {
  expect(await said(100)).toEqual({ notes: [], asked: 1 });
});
