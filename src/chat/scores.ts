import type { App } from '#src/app.ts';
import type { Instant } from '#src/domain/clock.ts';
import { toText } from '#src/domain/decimal.ts';
import { expectancyOf, type Grade, sizeFactorOfGrade } from '#src/domain/score.ts';
import { type Dimension, gradeNow, type ScoreRow } from '#src/ledger/scores.ts';
import { badged } from './badge.ts';
import { bareMoney, inR } from './money.ts';
import { type Block, type Reply, say, table, text } from './reply.ts';
import { clockTime } from './time.ts';

/** Scores of one dimension: trades, expectancy, net result, grade and what it does to the size. */
export function scoreReply(dimension: Dimension, app: App, now: Instant): Reply {
  const { scores, desks } = app.ledger.memory;
  const rows = [...scores.values()].filter((row) => row.dimension === dimension).sort((a, b) => b.stats.meanR - a.stats.meanR);
  if (rows.length === 0) {
    return say(
      badged(`No ${dimension} has a score yet`, app),
      'Every closed trade is scored the moment it closes; the first one makes the first score.',
    );
  }
  const severalDesks = desks.size > 1;
  const benched = rows.filter((row) => gradeNow(row, now) === 'benched');
  return {
    title: badged(`Scores by ${dimension}`, app),
    blocks: [
      table(
        [dimension, '>n', '>mean', '>PnL', 'grade'],
        rows.map((row) => [
          `${row.key.replaceAll('_', ' ')}${severalDesks ? ` (${row.desk_id})` : ''}`,
          String(row.stats.trades),
          inR(row.stats.meanR).replace(' R', ''),
          bareMoney(row.pnl, 'signed'),
          gradeText(row, app, now),
        ]),
      ),
      text('mean: expectancy per trade in R, newer trades counting more.'),
      ...(dimension === 'pattern' ? intervalsOf(rows, app) : []),
      ...benched.map((row) =>
        text(`${row.key} is benched until ${row.benched_until === null ? 'further notice' : clockTime(row.benched_until, now)}.`),
      ),
    ],
    data: rows.map((row) => ({
      desk: row.desk_id,
      key: row.key,
      trades: row.stats.trades,
      wins: row.stats.wins,
      meanR: row.stats.meanR,
      pnl: toText(row.pnl),
      grade: gradeNow(row, now),
      ...(dimension === 'pattern' && boundsOf(row, app)),
    })),
  };
}

/** Where the expectancy of each lies, as its grade sees it: shrunk to the desk's mean. */
function intervalsOf(rows: readonly ScoreRow[], app: App): Block[] {
  const lines = rows.flatMap((row) => {
    const bounds = boundsOf(row, app);
    return bounds === undefined ? [] : [`· ${row.key.replaceAll('_', ' ')}: ${inR(bounds.lowR)} to ${inR(bounds.highR)}`];
  });
  if (lines.length === 0) return [];
  return [text(`Expectancy with ${app.settings.values.learning.intervalPct} % certainty; grades go by it\n${lines.join('\n')}`)];
}

/** Null where two trades have not told anything yet. */
function boundsOf(row: ScoreRow, { ledger: { memory }, settings }: App): { lowR: number; highR: number } | undefined {
  const desk = memory.scores.get(`${row.desk_id}|desk|all`)?.stats ?? row.stats;
  const { lowR, highR } = expectancyOf(row.stats, desk.meanR, memory.learning ?? settings.values.learning);
  return Number.isFinite(lowR) && Number.isFinite(highR) ? { lowR, highR } : undefined;
}

/** `favored ×1.25`; a grade that changes nothing stands alone. */
function gradeText(row: ScoreRow, app: App, now: Instant): string {
  const grade: Grade = gradeNow(row, now);
  const factor = sizeFactorOfGrade(grade, app.settings.values.learning);
  return factor === 1 ? (grade === 'unknown' ? 'too few' : grade) : `${grade} ×${factor}`;
}
