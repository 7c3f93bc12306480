import type { AppParts } from '#src/app.ts';
import type { Candle } from '#src/domain/candle.ts';
import { type Instant, instant, parseInstant } from '#src/domain/clock.ts';
import type { Condition } from '#src/domain/condition.ts';
import { TIMEFRAME_MS } from '#src/domain/timeframe.ts';
import { keptCandles } from '#src/ledger/candleBlocks.ts';
import type { Reader } from '#src/ledger/core.ts';
import { lastEvent } from '#src/ledger/events.ts';
import { indicatorsOf } from '#src/triggers/needs.ts';
import { timeframesNeeded } from './follower.ts';

const MINUTE_MS = 60_000;
/** An average of so many of its lengths has forgotten what came before. */
const LENGTHS = 8;

/** A denial comes within a minute, or with its close: that minute is walked again from its beginning, or from when the condition was armed. */
export function triggeredFrom(ledger: Reader, condition: Condition, deniedAt: Instant): Instant {
  const minute = Math.floor((deniedAt - 1) / MINUTE_MS) * MINUTE_MS;
  const armed = lastEvent(ledger, 'condition.armed', condition.id);
  return instant(Math.max(minute, armed === undefined ? minute : Math.min(parseInstant(armed.at), deniedAt - 1)));
}

/**
 * Candles before `until`, as far back as the triggers of a condition look; none for triggers that look at the price alone. What was seen comes from
 * the ledger, what is older from the feed's own history.
 */
export function historyOf(ledger: Reader, feed: Pick<AppParts['feed'], 'history'>, condition: Condition, until: Instant): Candle[] {
  const reaches = timeframesNeeded(condition).map((timeframe) => 2 * TIMEFRAME_MS[timeframe]);
  for (const trigger of [condition.entry, condition.invalidation])
    if (trigger) for (const { timeframe, length } of indicatorsOf(trigger)) reaches.push(LENGTHS * length * TIMEFRAME_MS[timeframe]);
  if (reaches.length === 0) return [];
  const from = instant(Math.max(0, until - Math.max(...reaches)));
  const kept = keptCandles(ledger, condition.market, from, until);
  const keptFrom = kept[0]?.openedAt ?? until;
  return [...feed.history(condition.market).filter(({ openedAt }) => openedAt >= from && openedAt < keptFrom), ...kept];
}
