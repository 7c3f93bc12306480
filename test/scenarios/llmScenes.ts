import { promptOf } from '#src/config/prompt.ts';
import type { Answered, Model, Question } from '#src/model/port.ts';
import type { Wire } from '#src/strategist/llm/wire.ts';
import { strategistOf } from '#src/strategists.ts';
import type { World } from '#test/harness.ts';
import { openLived } from '#test/livedDesk.ts';
import { BTC, ETH } from './acts.ts';
import { ARMED, answerOf } from './llmStage.ts';
import type { Scene } from './settingScenes.ts';

/** A model in the app's own process, which always wants the same; what it was asked, and when. */
class Wanting implements Model {
  readonly name = 'wanting';
  readonly asked: { readonly at: number; readonly user: string; readonly maxTokens: number }[] = [];
  world: World | undefined;

  ask<T>({ user, maxTokens }: Question<T>): Promise<Answered<T>> {
    this.asked.push({ at: this.world?.now ?? 0, user, maxTokens });
    return Promise.resolve({ ok: true, value: answerOf(ARMED) satisfies Wire as T });
  }

  inquire(): never {
    throw new Error('nobody asks freely here');
  }

  state(): ReturnType<Model['state']> {
    return { state: 'up', reason: '' };
  }
}

/** Settings of a desk with a model; its name is enough, nobody is called. */
const WITH_MODEL = [`desk.markets=["${BTC}","${ETH}"]`, 'model.name=wanting'];

const withModel =
  (play: (world: World, model: Wanting) => Promise<unknown>, hours = 30): Scene =>
  async (sets) => {
    const model = new Wanting();
    await using world = await openLived(
      {
        sets: [...WITH_MODEL, ...sets],
        parts: () => ({ model, prompt: promptOf, strategist: (deps) => strategistOf(deps.settings, deps) }),
      },
      hours,
    );
    model.world = world;
    return await play(world, model);
  };

/** When it is asked while four hours pass, to the second. */
export const askedWhen: Scene = withModel(async (world, model) => {
  await world.minutes(245);
  return model.asked.map(({ at }) => at);
});

/** The whole question. */
export const askedWhat: Scene = withModel(async (world, model) => {
  await world.app.proposer.now();
  return model.asked.map(({ user, maxTokens }) => ({ user, maxTokens }));
}, 80);

/** What becomes of a condition that it wants. */
export const wanted: Scene = withModel(async (world) => {
  await world.app.proposer.now();
  return world.ledger.all('select strategist, expires_at from condition order by id');
});

/** Who looks at a market. */
export const whoLooks: Scene = withModel(async (world) => {
  await world.minutes(61);
  return world.ledger.all('select distinct strategist from trace order by strategist');
});
