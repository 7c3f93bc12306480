import type { Sourced } from '#src/config/load.ts';
import { startOfDay, toIso } from '#src/domain/clock.ts';
import { decimal, ZERO } from '#src/domain/decimal.ts';
import type { Market } from '#src/domain/market.ts';
import type { CandleFile } from '#src/feed/candleFile/read.ts';
import type { Answers } from '#src/shell/answers.ts';
import { settingsFor } from '#src/shell/replaySettings.ts';
import type { Strategist } from '#src/strategist/port.ts';
import { smcStrategist } from '#src/strategist/smc/smc.ts';
import { strategistOf } from '#src/strategists.ts';
import { averageCross } from './averageCross.ts';
import { Bootstrap } from './bootstrap.ts';
import { buyAndHold, withoutLimits } from './buyAndHold.ts';
import { knowledgeOf } from './knowledge.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import { randomEntries } from './randomEntries.ts';
import type { EvalReport } from './report.ts';
import { differencesOf, type Entered, resultsOf, rowOf } from './rows.ts';

/** Runs of random entries that are looked at together. */
const RANDOM_RUNS = 20;

export interface EvalOptions {
  readonly file: CandleFile;
  readonly market: Market;
  readonly settings: Sourced;
  /** Undefined: the model does not take part. */
  readonly answers: Answers | undefined;
}

/** Runs every strategist over the same candles through the one engine, and says how they differ and how sure that is. */
export async function evaluate({ file, market, settings, answers }: EvalOptions): Promise<EvalReport> {
  const byRules = settingsFor(settings, 'auto', market);
  const { values } = byRules;
  const rules = { file, market, settings: byRules };
  const smc = await outcomeOf({ ...rules, strategist: smcStrategist(values.smc) });
  const entered: Entered[] = [{ name: 'smc', outcomes: [smc], modelCost: ZERO, trades: true }];
  if (answers !== undefined) {
    const byModel = settingsFor(settings, 'auto', market, answers.name);
    const outcome = await outcomeOf({ ...rules, settings: byModel, answers, strategist: (deps) => strategistOf(deps.settings, deps) });
    entered.push({ name: 'llm', outcomes: [outcome], modelCost: decimal(outcome.model?.cost ?? '0'), trades: true });
  }
  const nothing = await outcomeOf({ ...rules, strategist: nothingAtAll });
  const held = await outcomeOf({ ...rules, settings: withoutLimits(byRules), strategist: buyAndHold });
  const crossed = await outcomeOf({ ...rules, strategist: averageCross });
  const drawn: Outcome[] = [];
  const [from, to] = [file.candles[0]?.openedAt, file.candles.at(-1)?.openedAt] as const;
  if (from === undefined || to === undefined) throw new Error('an evaluation without candles');
  for (let seed = 1; seed <= RANDOM_RUNS; seed++)
    drawn.push(await outcomeOf({ ...rules, strategist: randomEntries({ seed, shapes: smc.shapes, from, to, settings: values }) }));
  entered.push(
    { name: 'nothing', outcomes: [nothing], modelCost: ZERO, trades: false },
    { name: 'buy and hold', outcomes: [held], modelCost: ZERO, trades: false },
    { name: 'moving average', outcomes: [crossed], modelCost: ZERO, trades: true },
    { name: 'random', outcomes: drawn, modelCost: ZERO, trades: true },
  );
  const days = [...new Set(file.candles.map(({ openedAt }) => startOfDay(openedAt, 'UTC') as number))];
  const bootstrap = new Bootstrap(days, 1);
  const draws = new Map(
    entered.map(({ name, outcomes, trades }) => [name, trades ? bootstrap.means(resultsOf(outcomes)) : undefined] as const),
  );
  return {
    market: market.symbol,
    profile: values.smc.profile,
    quote: market.quote,
    from: toIso(from),
    to: toIso(to),
    candles: file.candles.length,
    rows: entered.map((one) => rowOf(one, market.quote, draws.get(one.name))),
    differences: differencesOf(entered, draws),
    knowledge: knowledgeOf(answers === undefined ? undefined : settings.values.model.cutoff, from, to),
    model: entered.find(({ name }) => name === 'llm')?.outcomes[0]?.model ?? null,
  };
}

const nothingAtAll: Strategist = {
  name: 'nothing',
  forMarket: () => ({
    timeframes: ['1h'],
    asks: '1h',
    candle: () => undefined,
    bias: () => 'neutral',
    decide: () => ({ outcome: 'nothing', reasons: ['it never trades'], drafts: [] }),
  }),
};
