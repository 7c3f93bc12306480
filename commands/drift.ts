import { z } from 'zod';
import { freeText, oneOf } from '#src/chat/argument.ts';
import { type Context, command, mayRun } from '#src/chat/command.ts';
import { findingId } from '#src/chat/findingId.ts';
import { rowsOf } from '#src/chat/findingRows.ts';
import { type Block, buttons, fields, type Reply, say, text } from '#src/chat/reply.ts';
import { clockTime, fromNow } from '#src/chat/time.ts';
import { by } from '#src/chat/who.ts';
import { plural } from '#src/chat/words.ts';
import { lastEvent } from '#src/ledger/events.ts';
import { acknowledge, type FindingRow, findingById, isReconciled } from '#src/ledger/findings.ts';

const SHOWN = 15;
const LONGEST = 90;

export const drift = command({
  name: 'drift',
  summary: 'what two sources disagree about, since when and how much; acknowledge (role trader)',
  role: 'viewer',
  args: z.object({ id: findingId.optional(), action: oneOf('ack').optional(), reason: freeText('reason').optional() }),
  rest: true,
  repeatable: true,
  examples: ['/drift', '/drift d1', '/drift d1 ack a test on purpose'],
  run(context, { id, action, reason = 'asked for' }): Reply {
    if (id === undefined) return list(context);
    const { ledger } = context.app;
    const finding = ledger.memory.findings.get(id) ?? findingById(ledger, id);
    if (finding === undefined) return say(`There is no finding ${id}.`, '/drift lists what stands.');
    if (action === undefined) return details(finding, context);
    if (!mayRun(context.user.role, 'trader')) return say(`/drift ${id} ack needs the role trader.`, 'Nothing was changed.');
    if (finding.status === 'acknowledged') return say(`${id} is acknowledged already.`);
    if (!acknowledge(ledger, id, context.user.actor, reason))
      return say(`${id} is ${finding.status} already.`, '/drift lists what stands.');
    return {
      title: `${id} is acknowledged`,
      tone: 'good',
      blocks: [text('It stands until an audit no longer finds it. Nothing was changed.')],
    };
  },
});

function list({ app, now }: Context): Reply {
  const standing = [...app.ledger.memory.findings.values()].sort((a, b) => Number(a.id.slice(1)) - Number(b.id.slice(1)));
  const [first] = standing;
  if (first === undefined) {
    return {
      title: 'Nothing drifts',
      tone: 'good',
      blocks: [text('No audit has found a disagreement that still stands. /audit checks now.'), ...compared(app, now)],
    };
  }
  const open = standing.find(({ status }) => status === 'open');
  return {
    title: `${plural(standing.length, 'finding')} stand${standing.length === 1 ? 's' : ''}`,
    tone: open === undefined ? 'warn' : 'bad',
    blocks: [
      fields(
        Object.fromEntries(
          standing
            .slice(0, SHOWN)
            .map(({ id, invariant, row, expected, found, status, opened_at }) => [
              id,
              `${invariant}, ${row}\n${cut(expected)} → ${cut(found)}\nsince ${clockTime(opened_at, now)}, ${fromNow(opened_at, now)}${status === 'acknowledged' ? ', acknowledged' : ''}`,
            ]),
        ),
      ),
      ...compared(app, now),
      text(`Expected → found.${standing.length > SHOWN ? ` ${standing.length - SHOWN} more: look at one with /drift d20.` : ''}`),
      buttons(nextSteps(open ?? first)),
    ],
    data: standing.map((one) => ({ ...one })),
  };
}

/** When the venue was looked at last, and what of it could not be; nothing on paper. */
function compared({ reconciler }: Context['app'], now: Context['now']): Block[] {
  const { newest } = reconciler ?? {};
  if (newest === undefined) return [];
  const at = clockTime(newest.at, now);
  if (!newest.complete) return [text(`The venue could not be read at ${at} (${newest.reason}). What stood before still stands.`)];
  const rest = newest.unavailable.length > 0 ? ` Not compared, because the venue does not tell it: ${newest.unavailable.join(', ')}.` : '';
  return [text(`Compared with the venue at ${at}: ${plural(newest.checked, 'row')}.${rest}`)];
}

const cut = (words: string): string => (words.length > LONGEST ? `${words.slice(0, LONGEST - 1)}…` : words);

const remedyOf = (finding: FindingRow): Record<string, string> =>
  isReconciled(finding) ? { Adopt: `/adopt ${finding.id}` } : { Repair: `/repair ${finding.id}` };

const nextSteps = ({ id, status, ...rest }: FindingRow): Record<string, string> => ({
  'Show rows': `/drift ${id}`,
  ...remedyOf({ id, status, ...rest }),
  ...(status === 'open' && { Acknowledge: `/drift ${id} ack` }),
});

function details(finding: FindingRow, { app, now }: Context): Reply {
  const { id, invariant, row, expected, found, status, opened_at } = finding;
  const stands = status === 'open' || status === 'acknowledged';
  return {
    title: `${id}: ${invariant}, ${row}`,
    ...(stands && { tone: status === 'open' ? ('bad' as const) : ('warn' as const) }),
    blocks: [
      fields({
        expected: cut(expected),
        found: cut(found),
        since: `${clockTime(opened_at, now)}, ${fromNow(opened_at, now)}`,
        state: stateText(finding, { app, now }),
      }),
      ...(stands ? rowsOf(finding, app.ledger) : []),
      buttons(
        stands
          ? { ...remedyOf(finding), ...(status === 'open' && { Acknowledge: `/drift ${id} ack` }), Drift: '/drift' }
          : { Drift: '/drift', Audit: '/audit' },
      ),
    ],
  };
}

function stateText({ id, status }: FindingRow, { app: { ledger }, now }: Pick<Context, 'app' | 'now'>): string {
  switch (status) {
    case 'open':
      return 'stands';
    case 'acknowledged': {
      const event = lastEvent(ledger, 'finding.acknowledged', id);
      const why = event === undefined || event.data.reason === 'asked for' ? '' : `: ${event.data.reason}`;
      return event === undefined ? 'acknowledged' : `acknowledged ${by(event.actor)} at ${clockTime(event.at, now)}${why}`;
    }
    case 'repaired': {
      const event = lastEvent(ledger, 'finding.repaired', id);
      return event === undefined ? 'repaired' : `repaired ${by(event.actor)} at ${clockTime(event.at, now)}`;
    }
    case 'gone':
      return 'gone: an audit no longer found it';
  }
}
