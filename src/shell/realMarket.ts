import { createApp, type RunningApp } from '#src/app.ts';
import { instant, parseInstant, systemClock, VirtualClock } from '#src/domain/clock.ts';
import { sha256 } from '#src/domain/hash.ts';
import type { LiveFeed } from '#src/feed/ccxt/liveFeed.ts';
import { ledgerIdOf } from '#src/found.ts';
import { recentEvents } from '#src/ledger/events.ts';
import { Ledger } from '#src/ledger/ledger.ts';
import { strategistOf } from '#src/strategists.ts';
import { Trials } from '#src/trial.ts';
import { startLivePace } from './livePace.ts';
import type { Pace } from './pace.ts';
import { pricesOf } from './pricesOf.ts';
import { openPublicSource } from './publicSource.ts';
import { openRealFeed } from './realFeed.ts';
import type { Simulation, SimulationOptions } from './simulated.ts';
import { thinkingOf } from './thinking.ts';

export interface RealMarket extends Simulation {
  readonly app: RunningApp;
  /** Lets time run. */
  readonly beat: (failed: (error: unknown) => void) => Pace;
  /** Ends the connections to the venue. */
  readonly close: () => Promise<void>;
}

/**
 * Opens a ledger on paper at a real market: the prices and rules of the venue that `feed.source` names, read without any key; the orders are made here
 * and stay here. Throws CannotStart with nothing left open.
 */
export async function openRealMarket(options: SimulationOptions): Promise<RealMarket> {
  const { settings, ledgerPath, announce, monoMs, backup, wall = systemClock(), report = () => undefined, note } = options;
  const { values } = settings;
  const open = await openPublicSource(values.feed.source, values, values.desk.markets, 'paper');
  let ledger: Ledger | undefined;
  let feed: LiveFeed | undefined;
  try {
    const clock = new VirtualClock(instant(0));
    ledger = new Ledger({ path: ledgerPath, clock, report });
    const last = recentEvents(ledger, 1)[0];
    const real = await openRealFeed({
      open,
      settings: values,
      ledger,
      wall,
      notBefore: last === undefined ? instant(0) : parseInstant(last.at),
      report,
      note,
    });
    const { time } = real;
    const prices = real.feed;
    feed = prices;
    const from = time.now();
    clock.advanceTo(from);
    const source = pricesOf(values);
    const thinking = await thinkingOf({ settings: values, ledger, clock, wall, report });
    const app = await createApp({
      settings,
      ledger,
      clock,
      feed: prices,
      strategist: (deps) => strategistOf(deps.settings, deps),
      kind: 'paper',
      source,
      ledgerId: ledgerIdOf(ledger) ?? sha256(`${source} ${from}`).slice(0, 12),
      trials: new Trials({ ledger, settings, clock: wall }),
      report,
      wall,
      ...(announce ? { announce } : {}),
      ...(monoMs ? { monoMs } : {}),
      ...(backup ? { backup } : {}),
      ...thinking,
    });
    const beat = (failed: (error: unknown) => void): Pace => startLivePace({ engine: app.engine, clock, time, feed: prices, wall, failed });
    return { app, clock, from, beat, close: () => prices.close() };
  } catch (error) {
    ledger?.close();
    await (feed ?? open.source).close().catch(() => undefined);
    throw error;
  }
}
