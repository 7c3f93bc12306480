import { z } from 'zod';
import { type Instant, instant, parseInstant, toIso, VirtualClock } from '#src/domain/clock.ts';
import { type ClientParts, ModelClient, type ModelSettings } from '#src/model/client.ts';
import type { Inquiry, ModelCall, Question } from '#src/model/port.ts';
import { type FakeModel, type FakeModelOptions, fakeModel } from './fakeModel.ts';
import { hurriedClock } from './hurriedClock.ts';

/** An answer with a form: a market out of two, an action, a price, a number of percent. */
export const ideaSchema = z.strictObject({
  market: z.enum(['BTC/USDT', 'ETH/USDT']),
  action: z.enum(['buy', 'sell', 'wait']),
  stop: z.number().positive().max(1_000_000).nullable(),
  riskPct: z.number().min(0).max(2),
});
export const IDEA = { market: 'BTC/USDT', action: 'buy', stop: 64_000, riskPct: 0.5 };

export const question = (more: Partial<Question<z.infer<typeof ideaSchema>>> = {}): Question<z.infer<typeof ideaSchema>> => ({
  purpose: 'strategist',
  prompt: { name: 'strategist', sha256: 'a'.repeat(64) },
  system: 'You propose.',
  user: 'BTC/USDT is at 65000.',
  name: 'idea',
  schema: ideaSchema,
  maxTokens: 200,
  ...more,
});

/** A question with one tool, which knows the trades of a market. */
export const inquiry = (more: Partial<Inquiry> = {}): Inquiry => ({
  purpose: 'ask',
  prompt: { name: 'ask', sha256: 'b'.repeat(64) },
  system: 'You answer.',
  user: 'How were my trades?',
  tools: [
    {
      name: 'trades',
      description: 'Closed trades of a market.',
      args: z.strictObject({ market: z.enum(['BTC/USDT', 'ETH/USDT']) }),
      run(args) {
        const { market } = args as { market: string };
        if (market === 'ETH/USDT') throw new Error('ETH/USDT was never traded.');
        return [{ id: 't1', market, pnl: '12.5' }];
      },
    },
  ],
  maxRounds: 3,
  maxTokens: 300,
  ...more,
});

const SETTINGS: ModelSettings = {
  token: '',
  baseUrl: '',
  name: 'thinker-1',
  fallback: '',
  timeoutSeconds: 100,
  retries: 2,
  breakerFailures: 3,
  safeModeMinutes: 15,
  inputPerMillion: '2.5',
  outputPerMillion: '10',
};

export interface ModelStage extends AsyncDisposable {
  readonly fake: FakeModel;
  readonly model: ModelClient;
  /** What it was made from. */
  readonly parts: ClientParts;
  readonly calls: readonly ModelCall[];
  /** `verdict` of each call, in order. */
  verdicts(): string[];
  /** What was said about the model being down and up. */
  readonly told: readonly string[];
  /** Of safe mode. */
  readonly clock: VirtualClock;
}

/** A client on a fake server. The clock of time-outs and waits runs twenty times as fast as the machine's. */
export async function modelStage(
  script: FakeModelOptions,
  settings: Partial<ModelSettings> = {},
  parts: Partial<Pick<ClientParts, 'maySpend' | 'known'>> = {},
): Promise<ModelStage> {
  const fake = await fakeModel(script);
  const calls: ModelCall[] = [];
  const told: string[] = [];
  const clock = new VirtualClock(instant(parseInstant('2026-01-05T08:00:00Z')));
  const made: ClientParts = {
    settings: { ...SETTINGS, token: fake.key, baseUrl: fake.url, ...settings },
    clock,
    wall: hurriedClock(20),
    record: (call) => calls.push(call),
    maySpend: () => undefined,
    known: () => undefined,
    down: (reason: string, until: Instant) => told.push(`down until ${toIso(until).slice(11, 16)}: ${reason}`),
    up: (reason) => told.push(`up: ${reason}`),
    ...parts,
  };
  return {
    fake,
    model: new ModelClient(made),
    parts: made,
    calls,
    told,
    clock,
    verdicts: () => calls.map(({ verdict }) => verdict),
    [Symbol.asyncDispose]: () => fake[Symbol.asyncDispose](),
  };
}
