import type { Instant } from '#src/domain/clock.ts';
import type { LedgerEvent } from '#src/ledger/event.ts';
import { lastEvent } from '#src/ledger/events.ts';
import { isReconciled } from '#src/ledger/findings.ts';
import type { LedgerTx } from '#src/ledger/ledger.ts';
import { badged } from './badge.ts';
import type { Scene } from './card.ts';
import { buttons, diff, fields, type Reply, text } from './reply.ts';
import { clockTime } from './time.ts';
import { by } from './who.ts';
import { becauseGiven } from './words.ts';

/** Something that two sources disagree about: what, since when, how much, and what can be done; when it is over, how it ended. */
export function findingCard(id: string, ledger: LedgerTx, scene: Scene, now: Instant): Reply | undefined {
  const opened = lastEvent(ledger, 'finding.opened', id);
  if (opened === undefined) return undefined;
  const { invariant, row, expected, found } = opened.data;
  const acknowledged = lastEvent(ledger, 'finding.acknowledged', id);
  const repaired = lastEvent(ledger, 'finding.repaired', id);
  const gone = lastEvent(ledger, 'finding.closed', id);
  const isOver = repaired !== undefined || gone !== undefined;
  const lines = [
    acknowledged && `Acknowledged ${by(acknowledged.actor)} ${clockTime(acknowledged.at, now)}${becauseGiven(acknowledged.data.reason)}`,
    repaired && repairLine(repaired, now),
    gone && `Gone ${clockTime(gone.at, now)}${becauseGiven(gone.data.reason)}`,
  ].filter((line) => line !== undefined);
  return {
    title: badged(`Drift ${id}: ${invariant}${isOver ? ', over' : ''}`, scene),
    tone: isOver ? 'good' : acknowledged === undefined ? 'bad' : 'warn',
    blocks: [
      fields({ row, since: clockTime(opened.at, now) }),
      diff({ what: 'expected → found', before: expected, after: found }),
      ...(lines.length === 0 ? [] : [text(lines.join('\n'))]),
      buttons({
        'Show rows': `/drift ${id}`,
        ...(!isOver && (isReconciled({ invariant }) ? { Adopt: `/adopt ${id}` } : { Repair: `/repair ${id}` })),
        ...(!isOver && acknowledged === undefined && { Acknowledge: `/drift ${id} ack` }),
      }),
    ],
  };
}

const repairLine = ({ actor, at, data }: LedgerEvent<'finding.repaired'>, now: Instant): string =>
  `Repaired ${by(actor)} ${clockTime(at, now)} in ${data.table}: ${data.before} → ${data.after}`;
