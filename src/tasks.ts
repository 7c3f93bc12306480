import type { AuditReport } from '#src/audit/report.ts';
import { type EquityScene, equityChart } from '#src/chat/equityChart.ts';
import { lessonsReply } from '#src/chat/lessons.ts';
import type { Reply } from '#src/chat/reply.ts';
import { summaryOf, type Told } from '#src/chat/summary.ts';
import { plural } from '#src/chat/words.ts';
import { type Clock, type Instant, later, parseInstant, startOfDay } from '#src/domain/clock.ts';
import { canonicalJson } from '#src/domain/hash.ts';
import { lastEvent } from '#src/ledger/events.ts';
import type { LedgerTx } from '#src/ledger/ledger.ts';
import type { Span } from '#src/ledger/span.ts';
import type { LearningVerbs } from '#src/reflection/verbs.ts';
import { nextOf } from '#src/schedule/next.ts';
import type { TaskName } from '#src/schedule/tasks.ts';
import type { Proposer } from '#src/strategist/propose.ts';
import type { Occasion, Task } from './schedules.ts';

/** How far a summary looks ahead, and how much of it. */
const AHEAD_MS = 24 * 3_600_000;
const MOST_COMING = 6;
/** A day alone says little. */
const CHART_DAYS = 7;

/** What each task of a schedule does. */
export function tasksOf(
  app: Told & EquityScene & { readonly clock: Clock; readonly proposer: Pick<Proposer, 'now'> },
  audit: () => Promise<AuditReport>,
  learning: Pick<LearningVerbs, 'reflect'>,
): Readonly<Record<TaskName, Task>> {
  return {
    summary: {
      write(tx, occasion) {
        const { zone } = occasion.schedule;
        const now = app.clock.now();
        const parts = {
          span: spanOf(occasion),
          now,
          zone,
          lateness: occasion.lateness,
          coming: comingOf(app, now),
          chart: equityChart(app, now, CHART_DAYS),
        };
        return tell(app, tx, 'summary', summaryOf(app, parts));
      },
    },
    reflection: {
      async run(occasion) {
        await learning.reflect('schedule');
        const { schedule, due, lateness } = occasion;
        const told = lastEvent(app.ledger, 'summary.written', 'reflection');
        // Told already, before a crash kept its run from being recorded.
        if (told !== undefined && parseInstant(told.at) >= due.at) return 'told before';
        const span = spanOf(occasion);
        // What the reflection has only just written is told as well.
        const learned = { from: told === undefined ? span.from : later(parseInstant(told.at), 1), to: later(app.clock.now(), 1) };
        return app.ledger.transact((tx) =>
          tell(app, tx, 'reflection', lessonsReply(app, { span, learned, zone: schedule.zone, lateness })),
        );
      },
    },
    audit: {
      async run() {
        const { ok, findings } = await audit();
        return ok ? 'nothing found' : plural(findings.length, 'finding');
      },
    },
    propose: {
      async run() {
        const cycles = await app.proposer.now();
        return `${cycles.filter(({ outcome }) => outcome === 'proposed').length} proposed`;
      },
    },
  };
}

/** From the due time before, which was told about then, to this one: every trade is told once. The first tells of its day. */
const spanOf = ({ schedule, due, before }: Occasion): Span => ({ from: before ?? startOfDay(due.at, schedule.zone), to: due.at });

/** Writes what is told, with the anchor: number and hash of the newest event before it. */
function tell({ ledger }: Told, tx: LedgerTx, subject: string, reply: Reply): string {
  const { seq, hash } = ledger.head;
  const data = { reply: canonicalJson(reply), head_seq: seq, head_hash: hash };
  tx.append({ kind: 'summary.written', subject, actor: 'heron', data });
  return reply.title;
}

/** What is due and what expires within a day, the earliest first. */
function comingOf({ ledger: { memory } }: Told, now: Instant): { at: Instant; what: string }[] {
  const due = [...memory.schedules.values()].flatMap((schedule) => {
    const at = nextOf(schedule, now);
    return at === undefined ? [] : [{ at, what: `${schedule.task} (${schedule.id})` }];
  });
  const ends = [...memory.conditions.values()]
    .filter(({ status }) => status === 'proposed' || status === 'armed')
    .map(({ id, market, expiresAt }) => ({ at: expiresAt, what: `${id} in ${market} expires` }));
  return [...due, ...ends]
    .filter(({ at }) => at > now && at <= now + AHEAD_MS)
    .sort((a, b) => a.at - b.at)
    .slice(0, MOST_COMING);
}
