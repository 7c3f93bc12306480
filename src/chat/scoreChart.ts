import type { App } from '#src/app.ts';
import type { ScoreBar, ScoreChart } from '#src/domain/chart.ts';
import type { Instant } from '#src/domain/clock.ts';
import { expectancyOf } from '#src/domain/score.ts';
import { gradeNow, type ScoreRow } from '#src/ledger/scores.ts';
import { badgeOf } from './badge.ts';
import { altOf } from './chartWords.ts';
import { type Block, picture } from './reply.ts';

/** Mean result of each market, the best first, with the interval that holds it. Undefined before the first closed trade. */
export function scoreChart(app: Pick<App, 'ledger' | 'settings' | 'mode' | 'feed'>, now: Instant): Block | undefined {
  const { scores, desks } = app.ledger.memory;
  const { intervalPct } = app.settings.values.learning;
  const rows = [...scores.values()].filter(({ dimension }) => dimension === 'market').sort((a, b) => b.stats.meanR - a.stats.meanR);
  if (rows.length === 0) return undefined;
  const chart: ScoreChart = {
    kind: 'scores',
    title: 'Scores by market',
    subtitle: `bar: mean R after costs · line: its ${intervalPct} % interval`,
    zone: app.settings.values.owner.zone,
    badge: badgeOf(app),
    bars: rows.map((row) => barOf(row, app, now, desks.size > 1)),
  };
  return picture(chart, altOf(chart));
}

function barOf(row: ScoreRow, { settings }: Pick<App, 'settings'>, now: Instant, severalDesks: boolean): ScoreBar {
  const { learning } = settings.values;
  const { stats, key, desk_id } = row;
  // Of these trades alone, so that the interval lies around the mean that is drawn; a grade also weighs what the desk does elsewhere.
  const { lowR, highR } = expectancyOf(stats, 0, { ...learning, priorTrades: 0 });
  const isKnown = stats.trades >= learning.minTradesUnknown && Number.isFinite(lowR) && Number.isFinite(highR);
  return {
    label: severalDesks ? `${key} (${desk_id})` : key,
    mean: stats.meanR,
    ...(isKnown && { interval: { low: lowR, high: highR } }),
    trades: stats.trades,
    grade: gradeNow(row, now),
  };
}
