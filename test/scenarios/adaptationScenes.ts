import type { Change } from '#src/domain/adaptation.ts';
import { adaptationById } from '#src/ledger/adaptations.ts';
import type { Learned } from '#src/reflection/verbs.ts';
import { openWorld, type World, type WorldOptions } from '#test/harness.ts';
import type { Idea } from '#test/scriptedStrategist.ts';
import { ScriptedTrials } from '#test/scriptedTrials.ts';
import { arms, BTC, enters, idea } from './acts.ts';
import type { Scene } from './settingScenes.ts';

/** Nothing but what was learned decides about a trade, and looks come early. */
const SETS = [
  'policy.autopilot=true',
  'reflection.trialTrades=4',
  'reflection.trialHours=1',
  'learning.minTradesUnknown=1000',
  'learning.minTradesReduced=1000',
  'learning.minTradesBenched=1000',
  'guards.marketExposurePct=500',
  'guards.venueExposurePct=500',
  'guards.lossStreak.wide=99',
  'guards.marketLosses.count=99',
  'guards.dailyLossPct=40',
  'guards.drawdownDegradedPct=50',
  'guards.drawdownHaltPct=60',
];

/** A market where changes can be tried; it begins on a Monday at 08:00 UTC, when the European session does. */
export class LearningWorld {
  readonly trials = new ScriptedTrials();
  world!: World;

  static async open(sets: readonly string[] = [], options: Omit<WorldOptions, 'sets' | 'parts'> = {}): Promise<LearningWorld> {
    const it = new LearningWorld();
    it.world = await openWorld({ prices: { [BTC]: 63_900 }, ...options, sets: [...SETS, ...sets], parts: () => ({ trials: it.trials }) });
    return it;
  }

  /** Suggests a change as a reflection would. */
  async suggests(change: unknown, reason = 'Trades there lost more than others.', mustHelp = false): Promise<Learned> {
    const { world } = this;
    const learned = await world.app.adaptations.propose({ deskId: 'main', change, reason, insightId: null, proposedBy: 'rules', mustHelp });
    // A turn, so that what is told about it arrives.
    await world.says('/version');
    return learned;
  }

  /** Suggests a change and puts it in force; returns its id. */
  async applies(change: Change): Promise<string> {
    const { id, text } = await this.suggests(change);
    if (id === undefined) throw new Error(text);
    const said = await this.world.says(`/apply ${id}`);
    if (this.status(id) !== 'applied') throw new Error(said);
    return id;
  }

  status(id: string): string | undefined {
    return adaptationById(this.world.ledger, id)?.status;
  }

  /** Round trips in BTC that end at the target, or at the stop. Each takes seven minutes. */
  async trades(outcomes: readonly ('wins' | 'loses')[], what: Idea = {}): Promise<void> {
    const { world } = this;
    for (const outcome of outcomes) {
      await world.minutes(3, { [BTC]: 63_900 });
      await enters(world, idea({ targets: [[65_500, 100]], riskPct: 0.2, ...what }));
      await world.minutes(3, { [BTC]: outcome === 'wins' ? 65_550 : 62_950 });
    }
    await world.minutes(3, { [BTC]: 63_900 });
  }

  /** Arms an idea and moves the price over its entry, whatever comes of it; returns the guard and the figure of a denial. */
  async triggers(what: Idea = {}): Promise<readonly [guard: string, figure: string] | 'entered'> {
    const { world } = this;
    await world.minutes(3, { [BTC]: 63_900 });
    const id = await arms(world, idea({ riskPct: 0.2, ...what }));
    await world.price(BTC, 64_010);
    const denied = world.events('condition.denied').find(({ subject }) => subject === id)?.data;
    return denied === undefined ? 'entered' : [denied.guard, denied.figure];
  }

  /** What the newest entry was multiplied by, and why. */
  sized(): { factor: number; because: string; rules: readonly string[] } | undefined {
    const data = this.world.events('condition.triggered').at(-1)?.data;
    return data && { factor: data.factor, because: data.because, rules: data.rules };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.world.end();
  }
}

export const BENCH = { kind: 'market', market: BTC, action: 'bench' } as const satisfies Change;
export const FAVOR = { kind: 'market', market: BTC, action: 'favor' } as const satisfies Change;
export const HALF = { kind: 'rule', when: { session: 'europe' }, action: 'reduce' } as const satisfies Change;
export const COOLDOWN = { kind: 'parameter', key: 'smc.cooldown.lossMinutes', before: 120, after: 144 } as const satisfies Change;

const FOUR_LOSSES = ['loses', 'loses', 'loses', 'loses'] as const;
/** Losses and gains of a size, so that nothing is proven. */
const MIXED = ['loses', 'wins', 'loses', 'wins'] as const;

const inLearning =
  (play: (it: LearningWorld) => Promise<unknown>): Scene =>
  async (sets) => {
    await using it = await LearningWorld.open(sets);
    return await play(it);
  };

/** A change is suggested, and what becomes of it by itself. */
export const suggested: Scene = inLearning(async (it) => {
  const { id, text } = await it.suggests(BENCH);
  return { text, status: id && it.status(id), replayedFrom: it.trials.asked[0]?.from };
});

/** Half the size through four losses within half an hour, and two hours later. */
export const halved: Scene = inLearning(async (it) => {
  const id = await it.applies(HALF);
  await it.trades(FOUR_LOSSES);
  const soon = it.status(id);
  await it.world.minutes(120);
  return { soon, later: it.status(id), grades: it.world.events('adaptation.graded').length };
});

/** Half the size through trades that prove nothing, and three days later. */
export const unproven: Scene = inLearning(async (it) => {
  const id = await it.applies(HALF);
  await it.trades(MIXED);
  await it.world.silence(3 * 24 * 60);
  await it.world.minutes(1);
  return { status: it.status(id), reason: it.world.events('adaptation.undone').at(-1)?.data.reason };
});

/** A change is taken back, and suggested again three hours later. */
export const suggestedAgain: Scene = inLearning(async (it) => {
  const id = await it.applies(BENCH);
  await it.world.says(`/undo ${id}`);
  await it.world.silence(180);
  const { ok, text } = await it.suggests(BENCH);
  return { ok, text };
});
