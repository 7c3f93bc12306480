import { type AppParts, createApp, type RunningApp } from '#src/app.ts';
import type { Sourced } from '#src/config/load.ts';
import type { Settings } from '#src/config/settings.ts';
import { type Instant, parseInstant, systemClock, VirtualClock } from '#src/domain/clock.ts';
import { CannotStart, OutsideError } from '#src/domain/errors.ts';
import { canonicalJson, sha256 } from '#src/domain/hash.ts';
import type { Market } from '#src/domain/market.ts';
import { type SimulatedFeed, simulatedFeed } from '#src/feed/simulated/feed.ts';
import { simulatedMarket } from '#src/feed/simulated/markets.ts';
import { DEFAULT_MODEL, type SimulatedModel } from '#src/feed/simulated/model.ts';
import { ledgerIdOf } from '#src/found.ts';
import { lastEvent, recentEvents } from '#src/ledger/events.ts';
import { Ledger } from '#src/ledger/ledger.ts';
import { strategistOf } from '#src/strategists.ts';
import { Trials } from '#src/trial.ts';
import { type Pace, startPace } from './pace.ts';
import { thinkingOf } from './thinking.ts';

const DAY_MINUTES = 1440;

export interface Simulation {
  readonly app: RunningApp;
  readonly clock: VirtualClock;
  /** Market time at which it goes on. */
  readonly from: Instant;
  /** Lets time run; `failed` hears of an error in a step, after which nothing is stepped. */
  readonly beat: (failed: (error: unknown) => void) => Pace;
  /** Ends connections, where there are any; before the app is stopped. */
  readonly close?: () => Promise<void>;
}

export interface SimulationOptions extends Pick<AppParts, 'announce' | 'report' | 'monoMs' | 'wall' | 'backup'> {
  readonly settings: Sourced;
  readonly ledgerPath: string;
  /** Hears what a start waits for, when that takes long. */
  readonly note?: ((text: string) => void) | undefined;
}

/** Opens a ledger on the simulated market and goes on where it stopped; a new ledger begins at `simulated.startAt`. */
export async function openSimulation(options: SimulationOptions): Promise<Simulation> {
  const { settings, ledgerPath, announce, report, monoMs, wall, backup } = options;
  const { values } = settings;
  const startAt = parseInstant(values.simulated.startAt);
  const markets = marketsOf(values);
  const clock = new VirtualClock(startAt);
  const ledger = new Ledger({ path: ledgerPath, clock, ...(report ? { report } : {}) });
  try {
    const last = recentEvents(ledger, 1)[0];
    const from = last === undefined ? startAt : parseInstant(last.at);
    clock.advanceTo(from);
    const source = sourceOf(values);
    const ledgerId = ledgerIdOf(ledger) ?? sha256(source).slice(0, 12);
    const feed = feedOf(values, markets, startAt, last === undefined ? undefined : from, ledger);
    const thinking = await thinkingOf({ settings: values, ledger, clock, wall, report });
    const app = await createApp({
      settings,
      ledger,
      clock,
      feed,
      strategist: (deps) => strategistOf(deps.settings, deps),
      kind: 'paper',
      source,
      ledgerId,
      trials: new Trials({ ledger, settings, clock: wall ?? systemClock() }),
      ...(announce ? { announce } : {}),
      ...(report ? { report } : {}),
      ...(monoMs ? { monoMs } : {}),
      ...(backup ? { backup } : {}),
      ...(wall ? { wall } : {}),
      ...thinking,
    });
    const beat: Simulation['beat'] = (failed) => startPace(app.engine, clock.now(), values.simulated.speed, systemClock(), failed);
    return { app, clock, from, beat };
  } catch (error) {
    ledger.close();
    throw error;
  }
}

/** Looked up before anything is opened, so that a market that does not exist leaves no ledger behind. */
function marketsOf({ desk }: Settings): readonly Market[] {
  try {
    return desk.markets.map((symbol) => simulatedMarket(symbol));
  } catch (error) {
    if (error instanceof OutsideError) throw new CannotStart(error.code, `desk.markets does not fit: ${error.message}`, error.hint);
    throw error;
  }
}

function feedOf(
  { simulated }: Settings,
  markets: readonly Market[],
  startAt: Instant,
  at: Instant | undefined,
  ledger: Ledger,
): SimulatedFeed {
  const snapshot = lastEvent(ledger, 'feed.saved', 'simulated')?.data.snapshot;
  return simulatedFeed({
    seed: simulated.seed,
    markets,
    startAt,
    historyMinutes: Math.round(simulated.historyDays * DAY_MINUTES),
    tickSeconds: simulated.tickSeconds,
    spreadBps: simulated.spreadBps,
    participationPct: simulated.participationPct,
    model: shapeOf(simulated),
    ...(at === undefined ? {} : { resume: { at, snapshot } }),
  });
}

function shapeOf({ volatility, trends, ranges, clusters, gaps, shocks }: Settings['simulated']): Partial<SimulatedModel> {
  return {
    hourlyVolatilityPct: DEFAULT_MODEL.hourlyVolatilityPct * volatility,
    ...(trends ? {} : { trendPctPerHour: 0 }),
    ...(ranges ? {} : { rangePullPerHour: 0 }),
    ...(clusters ? {} : { clustering: 0 }),
    ...(gaps ? {} : { gapsPerDay: 0 }),
    ...(shocks ? {} : { shocksPerWeek: 0 }),
  };
}

/** What makes the prices: everything but the speed, the spread and the size of the history. */
function sourceOf({ simulated, desk }: Settings): string {
  const { seed, startAt, speed: _, historyDays, tickSeconds, ...model } = simulated;
  const shape = sha256(canonicalJson({ ...model, historyDays, tickSeconds, markets: desk.markets })).slice(0, 8);
  return `simulated market, seed ${seed}, from ${startAt}, model ${shape}`;
}
