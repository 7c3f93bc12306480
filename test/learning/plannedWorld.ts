import { type AppParts, createApp, type RunningApp } from '#src/app.ts';
import { loadSettings } from '#src/config/load.ts';
import { later, systemClock, VirtualClock } from '#src/domain/clock.ts';
import { fileFeeds } from '#src/feed/file.ts';
import { simulatedMarket } from '#src/feed/simulated/markets.ts';
import { Ledger } from '#src/ledger/ledger.ts';
import { tryChange } from '#src/trial/tryChange.ts';
import { Trials } from '#src/trial.ts';
import { draftOf, ScriptedStrategist } from '#test/scriptedStrategist.ts';
import { MARKETS, type Plan, PRICE, type Slot } from './plan.ts';

const MINUTE_MS = 60_000;

/** Everything that would mix something else into the result is out of the way: limits that stop trading, scores that change sizes by themselves, talk. */
const SETS = [
  `desk.markets=[${MARKETS.map((one) => `"${one}"`).join(', ')}]`,
  'desk.riskPct=0.4',
  'desk.leverage=1',
  'policy.autopilot=true',
  'condition.minRewardRisk=0.5',
  'guards.marketExposurePct=100',
  'guards.venueExposurePct=100',
  'guards.drawdownDegradedPct=97',
  'guards.drawdownHaltPct=99',
  'guards.dailyLossPct=98',
  'guards.lossStreak.tight=1000',
  'guards.lossStreak.wide=1000',
  'guards.marketLosses.count=1000',
  'guards.wideCostPctOfRisk=100',
  'guards.shock.movePct=90',
  'guards.shock.marketsMovePct=80',
  'guards.ordersPerDayDesk=100000',
  'guards.personDayPct=100000',
  'guards.ordersPerDayVenue=100000',
  'guards.ordersPerMinute=1000',
  'guards.basisPct=90',
  'learning.minTradesUnknown=100000',
  'learning.minTradesReduced=100000',
  'learning.minTradesBenched=100000',
  'analysts.on=[]',
  'jobs.markMinutes=100000',
  'jobs.auditMinutes=1000000',
  'jobs.pruneHours=10000',
  'jobs.candleDays=365',
  'jobs.traceDays=10000',
];

export interface PlannedOptions extends Pick<AppParts, 'model' | 'prompt'> {
  readonly sets?: readonly string[];
  readonly id?: string;
  /** Whether what is not traded is followed, as controls need it. */
  readonly withShadows?: boolean;
}

/** A Heron whose strategist and prices follow a plan, on a ledger in memory. Time waits for reflections, replays and shadows. */
export class PlannedWorld implements AsyncDisposable {
  readonly ledger: Ledger;
  readonly clock: VirtualClock;
  app!: RunningApp;
  readonly #plan: Plan;
  readonly #strategist = new ScriptedStrategist();
  readonly #errors: unknown[] = [];

  private constructor(plan: Plan) {
    this.#plan = plan;
    this.clock = new VirtualClock((plan.slots[0] as Slot).at);
    this.ledger = new Ledger({ path: ':memory:', clock: this.clock, batch: 200, report: (error) => void this.#errors.push(error) });
  }

  static async open(plan: Plan, { sets = [], id = 'planned', withShadows = true, ...parts }: PlannedOptions = {}): Promise<PlannedWorld> {
    const world = new PlannedWorld(plan);
    const { ledger, clock } = world;
    const settings = loadSettings({ env: {}, folder: '/nowhere', sets: [...SETS, ...sets] });
    const markets = MARKETS.map((one) => simulatedMarket(one));
    world.app = await createApp({
      ...parts,
      settings,
      ledger,
      clock,
      feed: fileFeeds(
        markets.map((market) => ({ market, candles: plan.candles.get(market.symbol) ?? [], spreadBps: 2, participationPct: 100 })),
      ),
      strategist: world.#strategist,
      kind: 'paper',
      source: 'a planned world',
      ledgerId: id,
      report: (error) => void world.#errors.push(error),
      trials: new Trials({ ledger, settings, clock: systemClock(), here: tryChange }),
      withShadows,
    });
    return world;
  }

  /** The strategist has its idea, and the market does with it what the plan says. */
  async play(slot: Slot): Promise<void> {
    const { app } = this;
    app.engine.step();
    this.#strategist.drafts = [draft(slot)];
    await app.proposer.now(slot.market);
    for (let i = 0; i < 2; i++) {
      app.engine.step();
      await this.#settle();
    }
  }

  async playAll(): Promise<void> {
    for (const slot of this.#plan.slots) await this.play(slot);
    this.clock.advanceTo(later(this.clock.now(), MINUTE_MS));
    await this.#settle();
  }

  /** Ends; throws when something inside failed. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.app.stop('the plan is over');
    if (this.#errors.length > 0) throw new AggregateError(this.#errors, this.#errors.map(String).join('; '));
  }

  async #settle(): Promise<void> {
    await this.app.shadows?.ready();
    await this.app.learning.idle();
  }
}

function draft({ at, market, pattern, regime, entry, stop, target }: Slot): ReturnType<typeof draftOf> {
  const idea = {
    market,
    pattern,
    regime,
    entry,
    stop,
    targets: [[target, 100]] as const,
    hours: 1,
    exits: { trail: [], breakEvenAfter: 0, timeLimitMs: 0, atr: '2' },
  };
  return { ...draftOf(idea, PRICE, later(at, MINUTE_MS)), riskPct: 0.4 };
}
