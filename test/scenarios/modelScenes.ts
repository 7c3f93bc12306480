import type { Model } from '#src/model/port.ts';
import { modelOf } from '#src/modelOf.ts';
import { FAKE_KEY, type FakeModelOptions, fakeModel } from '#test/fakes/model/fakeModel.ts';
import { hurriedClock } from '#test/fakes/model/hurriedClock.ts';
import { IDEA, question } from '#test/fakes/model/modelStage.ts';
import { times } from '#test/fakes/model/scripted.ts';
import { openWorld, type World } from '#test/harness.ts';
import type { Scene } from './settingScenes.ts';

/** Waits and time-outs pass so many times as fast as on the machine. */
const HURRY = 10;
const GOOD = { json: IDEA, usage: { in: 300, out: 40 } };
const WRONG = { status: 401 };

/** A scene in the real app with a model behind a server of this machine; tells what was answered, what was said, and every exchange. */
const thinks =
  (fake: FakeModelOptions, play: (ask: () => Promise<void>, world: World) => Promise<void>): Scene =>
  async (sets) => {
    await using server = await fakeModel({ models: ['thinker-1', 'thinker-2'], ...fake });
    const given = ['model.name=thinker-1', `model.baseUrl=${server.url}`, `model.token=${FAKE_KEY}`];
    const faults: unknown[] = [];
    let model: Model | undefined;
    const world = await openWorld({
      sets: [...given, ...sets],
      prices: { 'BTC/USDT': 63_900 },
      parts({ ledger, clock, settings: { values } }) {
        model = modelOf({ settings: values, ledger, clock, wall: hurriedClock(HURRY), report: (fault) => faults.push(fault) });
        return { model };
      },
    });
    await using _ = world;
    const answers: string[] = [];
    await play(async () => {
      const answered = await model?.ask(question());
      answers.push(answered?.ok ? 'good' : `${answered?.why}: ${answered?.text}`);
    }, world);
    const kinds = ['model.down', 'model.up', 'budget.spent'] as const;
    return {
      answers,
      faults,
      told: kinds.map((kind) => world.events(kind).length),
      calls: world.events('model.called').map(({ data }) => [data.model, data.verdict, data.source, data.attempt, data.cost]),
    };
  };

/** One question that is answered. */
export const answered = thinks({ answers: [GOOD] }, (ask) => ask());

/** The first model fails. */
export const firstFails = thinks({ answers: ({ model }) => (model === 'thinker-2' ? GOOD : WRONG) }, (ask) => ask());

/** The answer takes six seconds. */
export const slowAnswer = thinks({ answers: [{ ...GOOD, afterMs: 6_000 / HURRY }] }, (ask) => ask());

/** The server has two errors and then an answer. */
export const twoErrors = thinks({ answers: [{ status: 500 }, { status: 500 }, GOOD] }, (ask) => ask());

/** Two questions fail, the third would be answered. */
export const twoFail = thinks({ answers: [WRONG, WRONG, GOOD] }, async (ask) => {
  for (let count = 0; count < 3; count++) await ask();
});

/** Three questions fail; twelve minutes later the fourth would be answered. */
export const afterFailures = thinks({ answers: [WRONG, WRONG, WRONG, GOOD] }, async (ask, world) => {
  for (let count = 0; count < 3; count++) await ask();
  await world.minutes(12);
  await ask();
});

/** The same question again after six minutes. */
export const sameQuestion = thinks({ answers: times(2, GOOD) }, async (ask, world) => {
  await ask();
  await world.minutes(6);
  await ask();
});
