import { promptOf } from '#src/config/prompt.ts';
import { systemClock } from '#src/domain/clock.ts';
import { modelOf } from '#src/modelOf.ts';
import { tryChange } from '#src/trial/tryChange.ts';
import { Trials } from '#src/trial.ts';
import { People } from '#test/day/people.ts';
import { openStage, type Stage } from '#test/day/stage.ts';
import { type FakeModel, fakeModel } from '#test/fakes/model/fakeModel.ts';
import { hurriedClock } from '#test/fakes/model/hurriedClock.ts';
import { reflecting } from './reflecting.ts';
import { Sockets } from './sockets.ts';
import { trade } from './trading.ts';

const START = '2026-01-05T17:58:00Z';
/** Everything that would stop or resize the trades of a busy day. */
const SETS = [
  'policy.autopilot=true',
  'guards.ordersPerDayDesk=500',
  'guards.personDayPct=100000',
  'guards.lossStreak.wide=100',
  'guards.marketLosses.count=100',
  'learning.minTradesReduced=100',
  'learning.minTradesBenched=100',
  'reflection.minTrades=4',
  'reflection.everyTrades=15',
];

/** A Heron that has traded all day, between a Telegram and a Discord of this machine, with a model's server beside it. */
export interface Night extends AsyncDisposable {
  readonly stage: Stage;
  readonly people: People;
  readonly fake: FakeModel;
  /** Ports that were connected to. */
  readonly ports: () => readonly number[];
}

/** Ann and Bob come when the trading is over. With `model`, the settings name one and have its key; the server stands in them either way. */
export async function openNight({ model }: { readonly model: boolean }): Promise<Night> {
  const sockets = new Sockets();
  const fake = await fakeModel({ answers: reflecting });
  const named = model ? ['model.name=thinker-1', `model.token=${fake.key}`] : [];
  const stage = await openStage({
    startAt: START,
    sets: [...SETS, ...named, `model.baseUrl=${fake.url}`, 'model.inputPerMillion="2.5"', 'model.outputPerMillion="10"'],
    parts({ ledger, clock, settings }) {
      const report = (error: unknown): never => {
        throw error;
      };
      const thinker = modelOf({ settings: settings.values, ledger, clock, wall: hurriedClock(20), report });
      const trials = new Trials({ ledger, settings, clock: systemClock(), here: tryChange });
      return { ...(thinker && { model: thinker }), prompt: promptOf, trials };
    },
    async before(world) {
      await world.says('/schedule add summary 23:45');
      await trade(world);
    },
  });
  return {
    stage,
    people: new People(stage),
    fake,
    ports: () => sockets.ports,
    async [Symbol.asyncDispose]() {
      sockets[Symbol.dispose]();
      await stage[Symbol.asyncDispose]();
      await fake[Symbol.asyncDispose]();
    },
  };
}
