import { describeChange } from '#src/domain/adaptation.ts';
import type { EquityChart, EquityPoint } from '#src/domain/chart.ts';
import { type Instant, parseInstant } from '#src/domain/clock.ts';
import { decimal } from '#src/domain/decimal.ts';
import type { Measured } from '#src/domain/measured.ts';
import type { Trial, TrialSide } from '#src/domain/trial.ts';
import { type AdaptationRow, adaptationById, changeOf } from '#src/ledger/adaptations.ts';
import type { Reader } from '#src/ledger/core.ts';
import { lastEvent } from '#src/ledger/events.ts';
import { diffOf, effectText } from './adaptationWords.ts';
import { badged, badgeOf } from './badge.ts';
import type { Scene } from './card.ts';
import { altOf } from './chartWords.ts';
import { bareMoney, inR, percent } from './money.ts';
import { type Block, buttons, diff, picture, type Reply, type Tone, table, text } from './reply.ts';
import { sentenceOf } from './sentence.ts';
import { clockTime } from './time.ts';

const TITLES: Readonly<Record<AdaptationRow['status'], string>> = {
  proposed: 'proposed',
  rejected: 'turned down',
  applied: 'in force',
  kept: 'proven, in force',
  undone: 'taken back',
};

const TONES: Readonly<Partial<Record<AdaptationRow['status'], Tone>>> = { applied: 'good', kept: 'good', undone: 'warn' };

/** A change as an experiment: what would be different, what the replay found, and what became of it. Undefined when there is none of that id. */
export function adaptationCard(id: string, ledger: Reader, scene: Scene, now: Instant): Reply | undefined {
  const row = adaptationById(ledger, id);
  if (row === undefined) return undefined;
  const change = changeOf(row);
  const tone = TONES[row.status];
  const trial = row.trial === null ? undefined : (JSON.parse(row.trial) as Trial);
  return {
    title: badged(`${id} ${TITLES[row.status]}: ${describeChange(change)}`, scene),
    ...(tone && { tone }),
    blocks: [
      diff(diffOf(change, scene.settings.values.learning)),
      text(row.reason),
      ...(trial === undefined ? [] : trialBlocks(row, trial, scene)),
      ...storyBlock(row, ledger, now),
      buttons(nextSteps(row)),
    ],
  };
}

const nextSteps = ({ id, status }: AdaptationRow): Record<string, string> => ({
  ...(status === 'proposed' && { Apply: `/apply ${id}`, Dismiss: `/undo ${id}` }),
  ...((status === 'applied' || status === 'kept') && { Undo: `/undo ${id}` }),
  Why: `/adaptations ${id}`,
});

/** What the replay with and without it found. */
function trialBlocks(row: AdaptationRow, trial: Trial, scene: Scene): Block[] {
  const { without, with: other } = trial;
  const rows: [string, (side: TrialSide) => string][] = [
    ['trades', ({ trades }) => String(trades)],
    ['mean', ({ meanR }) => (meanR === null ? '–' : inR(meanR))],
    ['PnL', ({ pnl }) => bareMoney(decimal(pnl), 'signed')],
    ['drawdown', ({ maxDrawdownPct }) => percent(maxDrawdownPct)],
  ];
  const blocks = [
    table(
      ['replay', '>without', '>with'],
      rows.map(([name, of]) => [name, of(without), of(other)]),
    ),
    text(verdictOf(trial)),
  ];
  const chart = curves(row, trial, scene);
  return chart === undefined ? blocks : [...blocks, chart];
}

/** `Replayed from 6 Dec to 5 Jan: it would have brought +3.2 R in all (80 % interval −0.5 R to +6.9 R). That helps.` */
function verdictOf({ from, to, deltaR, lowR, highR, intervalPct, verdict }: Trial): string {
  const after = later(parseInstant(to));
  const when = `Replayed from ${clockTime(from, after)} to ${clockTime(to, after)}`;
  const brought = `it would have brought ${inR(deltaR)} in all (${intervalPct} % interval ${inR(lowR)} to ${inR(highR)})`;
  const says = {
    helps: 'It would have helped.',
    harms: 'It would have done harm.',
    unclear: 'That may be chance.',
    too_little: 'There is too little to say anything.',
  }[verdict];
  return `${when}, net of costs: ${brought}. ${says}`;
}

/** Another day, so that the date is said. */
const later = (at: Instant): Instant => (at + 86_400_000) as Instant;

/** Worth over time with the change and without it. */
function curves(row: AdaptationRow, { with: other, without }: Trial, scene: Scene): Block | undefined {
  const points = joined(other.curve, without.curve);
  if (points.length < 2) return undefined;
  const desk = scene.ledger.memory.desks.get(row.desk_id);
  const chart: EquityChart = {
    kind: 'equity',
    title: `${row.id} · replay of desk ${row.desk_id}`,
    subtitle: describeChange(changeOf(row)),
    zone: scene.settings.values.owner.zone,
    badge: badgeOf(scene),
    asset: scene.ledger.memory.accounts.get(desk?.account_id ?? '')?.quote ?? '',
    labels: { equity: `with ${row.id}`, hold: `without ${row.id}` },
    points,
  };
  return picture(chart, altOf(chart));
}

/** Both curves at the moments of either: between its own points each stays where it was. */
function joined(first: TrialSide['curve'], second: TrialSide['curve']): EquityPoint[] {
  const moments = [...new Set([...first, ...second].map(([at]) => at))].sort();
  const [a, b] = [new Map(first), new Map(second)];
  let equity: number | undefined;
  let hold: number | undefined;
  return moments.flatMap((at) => {
    equity = a.get(at) ?? equity;
    hold = b.get(at) ?? hold;
    return equity === undefined ? [] : [{ at: parseInstant(at), equity, hold: hold ?? null }];
  });
}

/** What became of it so far, oldest first. */
function storyBlock(row: AdaptationRow, ledger: Reader, now: Instant): Block[] {
  const kinds = ['adaptation.rejected', 'adaptation.applied', 'adaptation.kept', 'adaptation.undone'] as const;
  const lines = kinds.flatMap((kind) => {
    const event = lastEvent(ledger, kind, row.id);
    return event === undefined ? [] : [`${clockTime(event.at, now)}: ${sentenceOf(event)}`];
  });
  if (row.measured !== null && row.status === 'applied')
    lines.push(`Measured so far: ${effectText(JSON.parse(row.measured) as Measured)}, ${row.grade}.`);
  return lines.length === 0 ? [] : [text(lines.join('\n'))];
}
