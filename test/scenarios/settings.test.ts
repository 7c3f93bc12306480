import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { keysOf } from '#src/config/keys.ts';
import { settingsSchema } from '#src/config/settings.ts';
import { cheapKeys } from '#test/cheapKeys.ts';
import { TELEGRAM_TOKEN } from '#test/runningOnFakes.ts';
import { BTC, ETH, idea, PERP } from './acts.ts';
import { halved, suggested, suggestedAgain, unproven } from './adaptationScenes.ts';
import { analystsSpeak } from './analystScenes.ts';
import { halfADay } from './backupScenes.ts';
import { forgedTaps, groupCard, lateTap, oneYes, picturedCandles, reachedLate } from './chatScenes.ts';
import { modelEvaluated } from './evalScenes.ts';
import { askedWhat, askedWhen, wanted, whoLooks } from './llmScenes.ts';
import { afterFailures, answered, firstFails, sameQuestion, slowAnswer, twoErrors, twoFail } from './modelScenes.ts';
import { NEWS, newsRead, OTHER_NEWS } from './newsScenes.ts';
import {
  channelOfServer,
  discordConnects,
  discordWithoutToken,
  statusFollows,
  tapWithoutRole,
  tapWithRole,
  telegramConnects,
  telegramWithoutToken,
} from './platformScenes.ts';
import { smallDivide, twoAtOnce } from './reflectionScenes.ts';
import {
  afterLosses,
  balance,
  dayInZone,
  deskRisk,
  doctor,
  drawdownStates,
  driftedAnswer,
  entry,
  flood,
  funded,
  geared,
  glitch,
  graded,
  guard,
  healthAfterSilence,
  hours,
  leap,
  listed,
  logged,
  lossesApart,
  makerFill,
  manyWait,
  pace,
  replayed,
  type Scene,
  seen,
  simulated,
  starts,
  suggestion,
  thinBook,
  twoOfOneSide,
  twoPatterns,
} from './settingScenes.ts';
import { candlesAfterDays, turnedDown } from './shadowScenes.ts';
import { fundsThere, listsKeys, startsAtBinance, startsLive, startsSomewhere } from './venueScenes.ts';

/** A setting, another value for it than the shipped one (or than `base` gives it), and a scene that must then end differently. */
interface Proof {
  readonly scene: Scene;
  readonly other: string;
  readonly base?: readonly string[];
}

const by = (scene: Scene, other: string | number | boolean, ...base: readonly string[]): Proof => ({ scene, other: String(other), base });

const brief = ['simulated.historyDays=2'];
const long = ['simulated.historyDays=25'];
const market = simulated(seen);
const early = ['learning.minTradesUnknown=2', 'learning.minTradesReduced=3', 'learning.minTradesBenched=4'];
const losing = graded(['stop', 'stop', 'stop', 'stop']);
const winning = graded([65_500, 65_600, 65_700, 65_800, 65_900]);
const mixed = graded([65_500, 'stop', 65_500, 'stop', 65_500, 65_500]);

const newsOn = ['news.enabled=true', `news.path=${NEWS}`, 'model.name=reading'];

/** Where nobody answers. */
const NOBODY = 'http://127.0.0.1:9';
cheapKeys();

const PROOFS: Readonly<Record<string, Proof>> = {
  mode: by(startsAtBinance, 'live'),
  'live.maxFunds': by(fundsThere, '"5000"', 'live.maxFunds="20000"'),
  'ledger.path': by(doctor, '"/dev/shm/heron.db"'),
  'vault.path': by(listsKeys, '"/nowhere/keys.vault"'),
  'owner.zone': by(dayInZone, 'Asia/Tokyo', 'guards.dailyLossPct=0.4'),
  'chat.twoPersonAbovePct': by(oneYes, 0.1),
  'chat.buttonMinutes': by(lateTap, 5),
  'chat.groupButtons': by(groupCard, true),
  'chat.lockAfterRefusals': by(forgedTaps, 6),
  'chat.lockMinutes': by(forgedTaps, 5),
  'chat.mergeAbove': by(reachedLate, 50),
  'chat.statusSeconds': by(statusFollows, 1),
  'chat.chartCandles': by(picturedCandles, 40),
  'telegram.token': by(telegramWithoutToken, TELEGRAM_TOKEN),
  'telegram.apiRoot': by(telegramConnects, NOBODY),
  'discord.token': by(discordWithoutToken, 'a-token-that-opens-nothing'),
  'discord.api': by(discordConnects, `${NOBODY}/api`),
  'discord.guild': by(tapWithRole, '"1042424242424242424"'),
  'discord.channel': by(channelOfServer, '""'),
  'discord.role': by(tapWithoutRole, '""'),
  'log.level': by(logged, 'error'),
  'feed.source': by(startsSomewhere, 'binance'),
  'feed.deadAfterSeconds': by(healthAfterSilence, 50),
  'feed.maxJumpPct': by(glitch, 10),
  'venue.testnet': by(startsLive, true),
  'venue.url': by(startsAtBinance, NOBODY),
  'simulated.seed': by(market, 43, ...brief),
  'simulated.speed': by(simulated(pace), 120, ...brief),
  'simulated.startAt': by(market, '2026-02-05T08:00:00Z', ...brief),
  'simulated.historyDays': by(market, 3, ...brief),
  'simulated.tickSeconds': by(market, 4, ...brief),
  'simulated.spreadBps': by(market, 4, ...brief),
  'simulated.participationPct': by(market, 10, ...brief),
  'simulated.volatility': by(market, 2, ...brief),
  'simulated.trends': by(market, false, ...long),
  'simulated.ranges': by(market, false, ...long),
  'simulated.clusters': by(market, false, ...long),
  'simulated.gaps': by(market, false, ...long),
  'simulated.shocks': by(market, false, ...long),
  'desk.markets': by(listed, JSON.stringify([BTC, ETH])),
  'desk.strategist': by(whoLooks, 'smc'),
  'desk.capital': by(balance, '"5000"'),
  'desk.quote': by(starts, 'EUR'),
  'desk.riskPct': by(deskRisk, 0.5),
  'desk.leverage': by(guard('liquidationBuffer'), 10),
  'condition.minStopAtr': by(suggestion(idea({ exits: { trail: [], breakEvenAfter: 1, timeLimitMs: 0, atr: '1500' } })), 1),
  'condition.minRewardRisk': by(suggestion(idea()), 2),
  'condition.maxTriggerDistancePct': by(suggestion(idea({ entry: 66_000, stop: 65_000, targets: [[67_800, 100]] })), 2),
  'condition.maxExpiryHours': by(suggestion(idea({ hours: 40 })), 30, 'smc.profiles.swing.expiryHours=20'),
  'condition.maxPerCycle': by(flood, 1),
  'condition.maxOpenProposals': by(manyWait, 3),
  'condition.sameMarketAndSide': by(twoOfOneSide, true),
  'policy.autoUpToPct': by(suggestion(idea({ riskPct: 0.3 })), 0.3),
  'policy.neverAbovePct': by(suggestion(idea({ riskPct: 0.3 })), 0.29, 'policy.autoUpToPct=0.1'),
  'policy.autopilot': by(suggestion(idea({ riskPct: 0.3 })), true),
  'policy.priceTolerancePct': by(driftedAnswer(63_500, 0), 1),
  'policy.confirmWithinSeconds': by(driftedAnswer(63_500, 3), 600),
  'guards.riskPct': by(guard('riskPerTrade'), 2, 'guards.marketExposurePct=200', 'guards.venueExposurePct=200'),
  'guards.openPositions': by(guard('openPositions'), 2, 'guards.openPositions=1'),
  'guards.positionsPerMarket': by(guard('onePerMarket'), 2, 'condition.sameMarketAndSide=true'),
  'guards.marketExposurePct': by(entry(), 10),
  'guards.venueExposurePct': by(entry(), 10),
  'guards.grossExposurePct': by(entry(), 10),
  'guards.personDayPct': by(guard('personDay'), 60, 'guards.personDayPct=50'),
  'guards.leverageMax': by(geared(12), 15),
  'guards.liquidationBufferPct': by(guard('liquidationBuffer'), 10, 'desk.leverage=10'),
  'guards.dailyLossPct': by(guard('dailyLoss'), 0.4),
  'guards.drawdownDegradedPct': by(drawdownStates, 0.3),
  'guards.drawdownHaltPct': by(drawdownStates, 0.4, 'guards.dailyLossPct=0.3', 'guards.drawdownDegradedPct=0.35'),
  'guards.lossStreak.tight': by(afterLosses(2, 0, { regime: 'tight_smc' }), 2),
  'guards.lossStreak.tightPauseMinutes': by(afterLosses(2, 60, { regime: 'tight_smc' }), 30, 'guards.lossStreak.tight=2'),
  'guards.lossStreak.wide': by(afterLosses(2, 0, {}), 2),
  'guards.lossStreak.widePauseMinutes': by(afterLosses(2, 60, {}), 30, 'guards.lossStreak.wide=2'),
  'guards.marketLosses.count': by(afterLosses(1, 0, {}), 1),
  'guards.marketLosses.withinHours': by(lossesApart(5), 4, 'guards.marketLosses.count=2'),
  'guards.marketLosses.pauseHours': by(afterLosses(1, 120, {}), 1, 'guards.marketLosses.count=1'),
  'guards.spreadBps': by(guard('spread'), 30),
  'guards.basisPct': by(guard('basis'), 1),
  'guards.wideCostPctOfRisk': by(guard('wideCost'), 30),
  'guards.feeEdge': by(guard('feeEdge'), 20),
  'guards.ordersPerMinute': by(guard('orderRate'), 2),
  'guards.ordersPerDayDesk': by(guard('orderRate'), 2),
  'guards.ordersPerDayVenue': by(guard('orderRate'), 2),
  'guards.errorsPerHour': by(guard('errorBreaker'), 1),
  'guards.shock.movePct': by(guard('shock'), 3),
  'guards.shock.markets': by(leap({ [BTC]: 1.6, [ETH]: 1.6, [PERP]: 1.6 }, 0), 4),
  'guards.shock.marketsMovePct': by(leap({ [BTC]: 1.6, [ETH]: 1.6, [PERP]: 1.6 }, 0), 1.7),
  'guards.shock.pauseMinutes': by(leap({ [BTC]: 2.7, [PERP]: 2.7 }, 10), 5),
  'guards.quoteAgeMs': by(guard('staleQuote'), 600_000, 'feed.deadAfterSeconds=700'),
  'guards.minVolume24h': by(guard('minVolume'), 1_000_000_000),
  'guards.symbols': by(guard('symbolList'), JSON.stringify([ETH])),
  'paper.makerFeePct': by(makerFill, 0.02),
  'paper.takerFeePct': by(entry(), 0.12),
  'paper.slippageBps': by(entry(), 3),
  'paper.participationPct': by(thinBook, 20),
  'paper.maintenanceMarginPct': by(guard('liquidationBuffer'), 4, 'desk.leverage=7'),
  'paper.fundingIntervalHours': by(funded, 1),
  'learning.halfLifeTrades': by(losing, 5, ...early),
  'learning.priorTrades': by(twoPatterns, 0, 'learning.minTradesUnknown=2', 'learning.minTradesReduced=2', 'learning.minTradesBenched=3'),
  'learning.intervalPct': by(mixed, 99, ...early),
  'learning.favoredFactor': by(winning, 1.5, ...early),
  'learning.reducedFactor': by(losing, 0.25, ...early, 'learning.minTradesBenched=50'),
  'learning.minTradesUnknown': by(winning, 6, ...early, 'learning.minTradesReduced=6', 'learning.minTradesBenched=7'),
  'learning.minTradesReduced': by(losing, 5, ...early, 'learning.minTradesBenched=50'),
  'learning.minTradesBenched': by(losing, 5, ...early),
  'learning.benchDays': by(losing, 1, ...early),
  'model.token': by(answered, 'sk-another-key-0123456789'),
  'model.baseUrl': by(answered, `${NOBODY}/v1`),
  'model.name': by(answered, 'thinker-9'),
  'model.fallback': by(firstFails, 'thinker-2'),
  'model.timeoutSeconds': by(slowAnswer, 3),
  'model.retries': by(twoErrors, 1),
  'model.breakerFailures': by(twoFail, 2),
  'model.safeModeMinutes': by(afterFailures, 10),
  'model.cacheMinutes': by(sameQuestion, 5),
  'model.tokensPerDay': by(answered, 100),
  'model.moneyPerDay': by(answered, '"0.1"', 'model.inputPerMillion="1000"'),
  'model.inputPerMillion': by(answered, '"3"'),
  'model.outputPerMillion': by(answered, '"12"'),
  'model.cutoff': by(modelEvaluated, '2025-06-30'),
  'llm.asks': by(askedWhen, '4h'),
  'llm.gatherSeconds': by(askedWhen, 30),
  'llm.candles': by(askedWhat, 6),
  'llm.contextTokens': by(askedWhat, 2_000),
  'llm.answerTokens': by(askedWhat, 400),
  'llm.expiryHours': by(wanted, 3),
  'analysts.on': by(analystsSpeak, JSON.stringify(['trend', 'model'])),
  'analysts.horizonHours': by(analystsSpeak, 1),
  'news.enabled': by(newsRead, true, `news.path=${NEWS}`, 'model.name=reading'),
  'news.path': by(newsRead, OTHER_NEWS, ...newsOn),
  'news.hours': by(newsRead, 3, ...newsOn),
  'shadow.enabled': by(turnedDown, false),
  'reflection.everyTrades': by(smallDivide, 5),
  'reflection.minTrades': by(smallDivide, 100),
  'reflection.confidencePct': by(smallDivide, 99.99),
  'reflection.maxProposals': by(twoAtOnce, 1, 'reflection.everyTrades=84'),
  'reflection.autoApply': by(suggested, true),
  'reflection.replayDays': by(suggested, 7),
  'reflection.trialTrades': by(halved, 40),
  'reflection.trialHours': by(halved, 5),
  'reflection.trialDays': by(unproven, 2, 'jobs.auditMinutes=9999'),
  'reflection.cooldownHours': by(suggestedAgain, 2),
  'replay.spreadBps': by(replayed, 10),
  'replay.participationPct': by(replayed, 1),
  'replay.seed': by(replayed, 7),
  'jobs.markMinutes': by(hours(2), 30),
  'jobs.auditMinutes': by(hours(2), 30),
  'jobs.pruneHours': by(hours(3), 1),
  'jobs.traceDays': by(hours(27), 1, 'jobs.pruneHours=1'),
  'jobs.candleDays': by(candlesAfterDays, 1, 'jobs.pruneHours=1', 'jobs.auditMinutes=9999', 'reflection.replayDays=1'),
  'jobs.jobRunsKept': by(hours(3), 2, 'jobs.pruneHours=1'),
  'jobs.backupHours': by(halfADay, 12),
  'jobs.backupsKept': by(halfADay, 1),
};

const every = [...keysOf(settingsSchema).leaves.keys()];
const isOfSmc = (key: string): boolean => key.startsWith('smc.');

/** A scene under the same settings is played once. */
const played = new Map<Scene, Map<string, Promise<unknown>>>();
function play(scene: Scene, sets: readonly string[]): Promise<unknown> {
  const known = played.get(scene) ?? new Map<string, Promise<unknown>>();
  played.set(scene, known);
  const name = sets.join('\n');
  const outcome = known.get(name) ?? scene(sets);
  known.set(name, outcome);
  return outcome;
}

describe('every setting', () => {
  it('has a proof here, or beside the strategist whose settings they are', () => {
    expect(Object.keys(PROOFS)).toEqual(every.filter((key) => !isOfSmc(key)));
    const folder = fileURLToPath(new URL('../../src/strategist/smc/', import.meta.url));
    const tests = readdirSync(folder).filter((name) => name.endsWith('.test.ts'));
    const text = tests.map((name) => readFileSync(`${folder}${name}`, 'utf8')).join('\n');
    const unproven = every.filter(isOfSmc).filter((key) => {
      const name = key.replace(/^smc\.(?:profiles\.(?:swing|intraday)\.)?/, '');
      return !text.includes(`'${name}':`) && !text.includes(` ${name}: `) && !text.includes(`'${name} changes`);
    });
    expect(unproven).toEqual([]);
  });

  for (const [key, { scene, other, base = [] }] of Object.entries(PROOFS)) {
    it(`${key} changes an outcome`, async () => {
      const before = await play(scene, base);
      const after = await play(scene, [...base, `${key}=${other}`]);
      expect(JSON.stringify(after)).not.toBe(JSON.stringify(before));
    });
  }

  // Where servers and machine time have a part, a scene could differ by itself, and prove nothing.
  it.each(Object.keys(PROOFS).filter((key) => /^(?:chat|telegram|discord|model)\./.test(key)))(
    '%s changes it because it is another value, not because it is another time',
    async (key) => {
      const { scene, other, base = [] } = PROOFS[key] as Proof;
      const sets = [...base, `${key}=${other}`];
      expect(await scene(sets)).toEqual(await play(scene, sets));
    },
  );
});
