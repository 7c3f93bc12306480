import { type Instant, later, parseInstant, toIso } from '#src/domain/clock.ts';
import { add, type Decimal, decimal, toText, ZERO } from '#src/domain/decimal.ts';
import { assert } from '#src/domain/errors.ts';
import { canonicalJson } from '#src/domain/hash.ts';
import { hourOf, weekdayOf } from '#src/domain/marketState.ts';
import { addTrade, emptyStats, type Grade, gradeOf, type ScoreSettings, type ScoreStats } from '#src/domain/score.ts';
import { rOf, type Trade } from '#src/domain/trade.ts';
import type { Core } from './core.ts';
import type { LedgerEvent } from './event.ts';

export const DIMENSIONS = ['desk', 'market', 'pattern', 'regime', 'strategist', 'hour', 'weekday'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** How one market, pattern, regime, strategist, hour or weekday (UTC) has done at a desk. */
export interface ScoreRow {
  readonly desk_id: string;
  readonly dimension: Dimension;
  readonly key: string;
  readonly stats: ScoreStats;
  /** Net, in quote. */
  readonly pnl: Decimal;
  readonly grade: Grade;
  /** A bench ends then by itself, so that it can recover. */
  readonly benched_until: string | null;
  readonly seq: number;
}

const UPSERT = `insert into score (desk_id, dimension, key, stats, pnl, grade, benched_until, seq) values (?, ?, ?, ?, ?, ?, ?, ?)
  on conflict (desk_id, dimension, key) do update set stats = excluded.stats, pnl = excluded.pnl, grade = excluded.grade,
  benched_until = excluded.benched_until, seq = excluded.seq`;

const DAY_MS = 86_400_000;

/** The key of a trade in each dimension. Hours and weekdays are those of the entry, because that is what can be chosen. */
export const scoreKeys = (trade: Trade): Record<Dimension, string> => ({
  desk: 'all',
  market: trade.market,
  pattern: trade.pattern,
  regime: trade.regime,
  strategist: trade.strategist,
  hour: String(hourOf(trade.openedAt)).padStart(2, '0'),
  weekday: weekdayOf(trade.openedAt),
});

/** Adds a closed trade to its scores; part of the projection of `trade.closed`, so no trade can be left out. */
export function scoreTrade(core: Core, seq: number, trade: Trade): void {
  const settings = core.memory.learning;
  assert(settings !== undefined, 'a trade closed before the learning settings were recorded');
  const keys = scoreKeys(trade);
  const r = rOf(trade);
  for (const dimension of DIMENSIONS) {
    const id = `${trade.deskId}|${dimension}|${keys[dimension]}`;
    const before = core.memory.scores.get(id);
    const stats = addTrade(before?.stats ?? emptyStats(), r, settings);
    const desk = core.memory.scores.get(`${trade.deskId}|desk|all`)?.stats ?? stats;
    const grade = gradeOf(stats, desk.meanR, settings);
    const row: ScoreRow = {
      desk_id: trade.deskId,
      dimension,
      key: keys[dimension],
      stats,
      pnl: add(before?.pnl ?? ZERO, trade.pnl),
      grade,
      benched_until: benchEnd(before, grade, trade.closedAt, settings),
      seq,
    };
    core.memory.scores.set(id, row);
    // A row is written once per commit, however many trades of a replay's large transaction have changed it.
    core.later(`score|${id}`, () => writeScore(core, id));
  }
}

function benchEnd(before: ScoreRow | undefined, grade: Grade, at: Instant, settings: ScoreSettings): string | null {
  if (grade !== 'benched') return null;
  if (before?.grade === 'benched' && before.benched_until !== null && parseInstant(before.benched_until) > at) return before.benched_until;
  return toIso(later(at, settings.benchDays * DAY_MS));
}

function writeScore(core: Core, id: string): void {
  const row = core.memory.scores.get(id);
  if (row === undefined) return;
  const stats = canonicalJson(row.stats);
  core.run(UPSERT, row.desk_id, row.dimension, row.key, stats, toText(row.pnl), row.grade, row.benched_until, row.seq);
}

export function projectLearning(core: Core, event: LedgerEvent<'learning.configured'>): void {
  core.run("insert or replace into meta (key, value) values ('learning', ?)", event.data.settings);
  core.memory.learning = JSON.parse(event.data.settings) as ScoreSettings;
}

export function loadLearning(core: Core): ScoreSettings | undefined {
  const row = core.get<{ value: string }>("select value from meta where key = 'learning'");
  return row && (JSON.parse(row.value) as ScoreSettings);
}

export const loadScores = (core: Pick<Core, 'all'>): ScoreRow[] =>
  core
    .all<Omit<ScoreRow, 'stats' | 'pnl'> & { stats: string; pnl: string }>('select * from score order by desk_id, dimension, key')
    .map((row) => ({ ...row, stats: JSON.parse(row.stats) as ScoreStats, pnl: decimal(row.pnl) }));

/** Grade that counts now: a bench that ran out counts as reduced, so that small trades can show whether it was right. */
export function gradeNow(row: ScoreRow | undefined, now: Instant): Grade {
  if (row === undefined) return 'unknown';
  if (row.grade === 'benched' && row.benched_until !== null && parseInstant(row.benched_until) <= now) return 'reduced';
  return row.grade;
}
