import { promptOf } from '#src/config/prompt.ts';
import { modelOf } from '#src/modelOf.ts';
import type { Wire, WireCondition } from '#src/strategist/llm/wire.ts';
import { strategistOf } from '#src/strategists.ts';
import { type FakeModel, type FakeModelOptions, fakeModel } from '#test/fakes/model/fakeModel.ts';
import { hurriedClock } from '#test/fakes/model/hurriedClock.ts';
import type { World, WorldOptions } from '#test/harness.ts';
import { openLived } from '#test/livedDesk.ts';
import { BTC, ETH } from './acts.ts';

/** Waits and time-outs of the model's client pass so many times as fast. */
const HURRY = 20;
/** Hours of candles behind it: enough to measure stops with. */
const HOURS = 30;

/** The parts of an app whose strategist is what its settings name, with the model that they name. */
export const partsByModel: NonNullable<WorldOptions['parts']> = ({ ledger, clock, settings }) => {
  const report = (error: unknown): never => {
    throw error;
  };
  const model = modelOf({ settings: settings.values, ledger, clock, wall: hurriedClock(HURRY), report });
  return { ...(model === undefined ? {} : { model }), prompt: promptOf, strategist: (deps) => strategistOf(deps.settings, deps) };
};

/** The whole app with a language model behind a server on a socket; its desk trades BTC/USDT and ETH/USDT. */
export interface LlmStage extends AsyncDisposable {
  readonly world: World;
  readonly fake: FakeModel;
  /** Asks about everything now; what came of each market. */
  asks(): Promise<Record<string, { readonly outcome: string; readonly reasons: readonly string[] }>>;
  /** The text of the newest question. */
  question(): string;
  /** Verdicts of the exchanges in the ledger, oldest first. */
  verdicts(): string[];
}

export async function openLlm(script: FakeModelOptions = {}, sets: readonly string[] = []): Promise<LlmStage> {
  const fake = await fakeModel(script);
  const named = ['model.name=thinker-1', `model.token=${fake.key}`, `model.baseUrl=${fake.url}`];
  const world = await openLived({ sets: [`desk.markets=["${BTC}","${ETH}"]`, ...named, ...sets], parts: partsByModel }, HOURS);
  return {
    world,
    fake,
    async asks() {
      const cycles = await world.app.proposer.now();
      return Object.fromEntries(cycles.map(({ market, outcome, reasons }) => [market, { outcome, reasons }]));
    },
    question: () =>
      fake.asked
        .at(-1)
        ?.messages.map(({ content }) => content)
        .join('\n') ?? '',
    verdicts: () => world.ledger.all<{ verdict: string }>('select verdict from llm_call order by seq').map(({ verdict }) => verdict),
    async [Symbol.asyncDispose]() {
      await world.end();
      await fake[Symbol.asyncDispose]();
    },
  };
}

/** A long in BTC/USDT at the first prices of a lived desk, small enough to be approved by the policy. */
export const ARMED: WireCondition = {
  market: BTC,
  side: 'long',
  entry: { kind: 'crosses_above', price: 64_400, timeframe: null },
  stop: 63_200,
  targets: [{ price: 66_500, sharePct: 100 }],
  riskPct: 0.2,
  expiryHours: 12,
  pattern: 'momentum_breakout',
  thesis: 'The break of 64,400 goes on.',
  against: 'The trend is young.',
  invalidation: null,
};
/** A long in ETH/USDT that somebody has to approve. */
export const IDEA: WireCondition = {
  ...ARMED,
  market: ETH,
  entry: { kind: 'crosses_below', price: 3_180, timeframe: null },
  stop: 3_120,
  targets: [
    { price: 3_280, sharePct: 60 },
    { price: 3_340, sharePct: 30 },
  ],
  riskPct: 0.6,
  pattern: 'order_block_retest',
  thesis: 'Buyers left a block at 3,180.',
};

export const answerOf = (...conditions: readonly WireCondition[]): Wire => ({
  opinions: [
    { market: BTC, direction: 'up', strength: 0.6 },
    { market: ETH, direction: 'flat', strength: 0.5 },
  ],
  conditions: [...conditions],
  note: 'Nothing else.',
});
/** The same as text. */
export const said = (...conditions: readonly WireCondition[]): string => JSON.stringify(answerOf(...conditions));
