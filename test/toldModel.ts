import type { Trigger } from '#src/triggers/trigger.ts';
import { type FakeModel, fakeModel } from './fakes/model/fakeModel.ts';
import type { Scripted } from './fakes/model/scripted.ts';
import type { World } from './harness.ts';
import { openLived } from './livedDesk.ts';
import { partsByModel } from './scenarios/llmStage.ts';
import type { Idea } from './scriptedStrategist.ts';
import { ScriptedTrials } from './scriptedTrials.ts';

/** Hours of candles behind its desk: enough to measure stops with. */
const HOURS = 30;
const MARKETS = '["BTC/USDT","ETH/USDT"]';
/** What each answer is said to have used, so that a change of a prompt changes no conversation. */
const USAGE = { in: 1_100, out: 150 };
const KINDS = { crossesAbove: 'crosses_above', crossesBelow: 'crosses_below' } as const;

/** No condition, and BTC/USDT rather up, as far as it was asked about it. */
const nothingIn = (context: string) => ({
  opinions: context.includes('BTC/USDT') ? [{ market: 'BTC/USDT', direction: 'up', strength: 0.62 }] : [],
  conditions: [],
  note: 'Nothing stands at a level.',
});

/** A language model that a transcript tells what to answer: the real client, and a server on a socket. What it was not told is nothing. */
export class ToldModel {
  readonly #proposals: object[] = [];
  readonly #answers: Scripted[] = [];
  #fake!: FakeModel;

  static async open(): Promise<ToldModel> {
    const model = new ToldModel();
    model.#fake = await fakeModel({
      answers: ({ messages, tools }) =>
        tools === undefined
          ? { json: model.#proposals.shift() ?? nothingIn(messages.at(-1)?.content ?? ''), usage: USAGE }
          : (model.#answers.shift() ?? { text: 'NONE', usage: USAGE }),
    });
    return model;
  }

  /** A Heron whose strategist it is, with BTC/USDT at 64,000 and ETH/USDT at 3,200. */
  world(sets: readonly string[]): Promise<World> {
    const named = ['model.name=thinker-1', `model.token=${this.#fake.key}`, `model.baseUrl=${this.#fake.url}`];
    const parts: NonNullable<Parameters<typeof openLived>[0]>['parts'] = (start) => ({
      ...partsByModel(start),
      trials: new ScriptedTrials(),
    });
    return openLived({ sets: [`desk.markets=${MARKETS}`, ...named, ...sets], parts }, HOURS);
  }

  /** Its next answer as the strategist. The entry is a crossing. */
  proposes({ market, side, entry, stop, targets = [], riskPct = 1, hours = 6, thesis }: Idea): void {
    const { is, level } = entry as Extract<Trigger, { type: 'price' }>;
    const condition = {
      market,
      side,
      entry: { kind: KINDS[is as keyof typeof KINDS], price: Number(level), timeframe: null },
      stop,
      targets: targets.map(([price, sharePct]) => ({ price, sharePct })),
      riskPct,
      expiryHours: hours,
      pattern: 'momentum_breakout',
      thesis: thesis ?? 'Sellers gave up at the level twice. Beyond it there is room.',
      against: 'The trend is young.',
      invalidation: null,
    };
    this.#proposals.push({
      opinions: [{ market, direction: side === 'short' ? 'down' : 'up', strength: 0.6 }],
      conditions: [condition],
      note: '',
    });
  }

  /** Its answer to the next question in free text: it looks one thing up, and then says so many lines. */
  answers(tool: string, args: object, lines: readonly string[]): void {
    this.#answers.push({ calls: [{ name: tool, args }], usage: USAGE }, { text: lines.join('\n'), usage: USAGE });
  }

  down(): Promise<void> {
    return this.#fake.close();
  }

  up(): Promise<void> {
    return this.#fake.open();
  }

  end(): Promise<void> {
    return this.#fake[Symbol.asyncDispose]() as Promise<void>;
  }
}
