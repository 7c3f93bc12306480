import { parseInstant } from '#src/domain/clock.ts';
import { parseSymbol } from '#src/domain/market.ts';
import { TIMEFRAME_MS } from '#src/domain/timeframe.ts';
import type { Settings } from './settings.ts';

/** What two settings owe each other. `keys` are the settings to look at; `fault` is the rest of a sentence, or undefined when all is well. */
export interface CrossCheck {
  readonly keys: readonly string[];
  fault(settings: Settings): string | undefined;
}

type Bound = (settings: Settings) => readonly [lower: number, upper: number];

const atMost = (lower: string, upper: string, of: Bound, why: string): CrossCheck => ({
  keys: [lower, upper],
  fault(settings) {
    const [a, b] = of(settings);
    return a <= b ? undefined : `${lower} must be at most ${upper}: ${why}`;
  },
});

const below = (lower: string, upper: string, of: Bound, why: string): CrossCheck => ({
  keys: [lower, upper],
  fault(settings) {
    const [a, b] = of(settings);
    return a < b ? undefined : `${lower} must be less than ${upper}: ${why}`;
  },
});

const expiry = (profile: 'swing' | 'intraday'): CrossCheck =>
  atMost(
    `smc.profiles.${profile}.expiryHours`,
    'condition.maxExpiryHours',
    ({ smc, condition }) => [smc.profiles[profile].expiryHours, condition.maxExpiryHours],
    'otherwise every proposal would be refused for its expiry',
  );

/** Settings that are each well formed and contradict each other. */
export const CROSS_CHECKS: readonly CrossCheck[] = [
  below(
    'guards.drawdownDegradedPct',
    'guards.drawdownHaltPct',
    ({ guards }) => [guards.drawdownDegradedPct, guards.drawdownHaltPct],
    'sizes are halved before Heron halts',
  ),
  below(
    'guards.dailyLossPct',
    'guards.drawdownHaltPct',
    ({ guards }) => [guards.dailyLossPct, guards.drawdownHaltPct],
    'a bad day must not by itself reach the halt',
  ),
  atMost(
    'desk.riskPct',
    'guards.riskPct',
    ({ desk, guards }) => [desk.riskPct, guards.riskPct],
    'otherwise every proposal would be denied',
  ),
  atMost(
    'desk.leverage',
    'guards.leverageMax',
    ({ desk, guards }) => [desk.leverage, guards.leverageMax],
    'otherwise every order of a perpetual would be denied',
  ),
  atMost(
    'policy.autoUpToPct',
    'policy.neverAbovePct',
    ({ policy }) => [policy.autoUpToPct, policy.neverAbovePct],
    'what nobody may approve cannot be approved by itself',
  ),
  atMost(
    'jobs.pruneHours',
    'jobs.traceDays',
    ({ jobs }) => [jobs.pruneHours, jobs.traceDays * 24],
    'a lifetime shorter than the interval that checks it would not be kept',
  ),
  atMost(
    'guards.quoteAgeMs',
    'feed.deadAfterSeconds',
    ({ guards, feed }) => [guards.quoteAgeMs, feed.deadAfterSeconds * 1000],
    'a feed whose quotes still count cannot be dead',
  ),
  {
    keys: ['feed.deadAfterSeconds', 'simulated.tickSeconds'],
    fault: ({ feed, simulated }) =>
      feed.source === 'simulated' && feed.deadAfterSeconds <= 2 * simulated.tickSeconds
        ? 'feed.deadAfterSeconds must be more than two of simulated.tickSeconds: otherwise one quote that is missing would be a dead feed'
        : undefined,
  },
  atMost(
    'learning.minTradesUnknown',
    'learning.minTradesReduced',
    ({ learning }) => [learning.minTradesUnknown, learning.minTradesReduced],
    'the grades follow each other',
  ),
  atMost(
    'learning.minTradesReduced',
    'learning.minTradesBenched',
    ({ learning }) => [learning.minTradesReduced, learning.minTradesBenched],
    'the grades follow each other',
  ),
  below(
    'model.cacheMinutes',
    'llm.asks',
    ({ model, llm }) => [model.cacheMinutes, TIMEFRAME_MS[llm.asks] / 60_000],
    'an answer that outlives the interval would be given twice',
  ),
  atMost(
    'reflection.replayDays',
    'jobs.candleDays',
    ({ reflection, jobs }) => [reflection.replayDays, jobs.candleDays],
    'a change cannot be replayed over candles that are gone',
  ),
  atMost(
    'llm.expiryHours',
    'condition.maxExpiryHours',
    ({ llm, condition }) => [llm.expiryHours, condition.maxExpiryHours],
    'otherwise proposals would be refused for their expiry',
  ),
  {
    keys: ['desk.strategist', 'model.name'],
    fault: ({ desk, model }) =>
      desk.strategist === 'llm' && model.name === '' ? 'desk.strategist is llm, and no model is named in model.name' : undefined,
  },
  {
    keys: ['model.token', 'model.name'],
    fault: ({ model }) =>
      model.token !== '' && model.name === '' ? 'there is a key in model.token, and no model is named in model.name' : undefined,
  },
  {
    keys: ['news.enabled', 'news.path', 'model.name'],
    fault: ({ news, model }) =>
      news.enabled && (news.path === '' || model.name === '')
        ? 'news need a file in news.path and a model in model.name that reads them'
        : undefined,
  },
  expiry('swing'),
  expiry('intraday'),
  {
    keys: ['desk.markets', 'desk.quote'],
    fault({ desk }) {
      for (const symbol of desk.markets) {
        const parsed = parseSymbol(symbol);
        if (parsed === undefined)
          return `${JSON.stringify(symbol)} in desk.markets is not a market; one is written BTC/USDT (spot) or BTC/USDT:USDT (perpetual)`;
        if (parsed.quote !== desk.quote)
          return `${symbol} in desk.markets is priced in ${parsed.quote} and not in desk.quote, ${desk.quote}`;
      }
      const twice = desk.markets.find((symbol, index) => desk.markets.indexOf(symbol) !== index);
      return twice === undefined ? undefined : `${twice} stands in desk.markets twice`;
    },
  },
  {
    keys: ['mode', 'feed.source'],
    fault: ({ mode, feed }) =>
      mode === 'live' && feed.source === 'simulated'
        ? 'live trading needs a venue in feed.source; a simulated market trades no money'
        : undefined,
  },
  {
    keys: ['simulated.startAt'],
    fault({ simulated }) {
      try {
        parseInstant(simulated.startAt);
        return undefined;
      } catch {
        return 'simulated.startAt must be an instant with a time zone, such as 2026-01-05T08:00:00Z';
      }
    },
  },
];
