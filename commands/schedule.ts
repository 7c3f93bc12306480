import { z } from 'zod';
import { type ArgumentMeta, freeText, oneOf } from '#src/chat/argument.ts';
import { type Context, command, mayRun } from '#src/chat/command.ts';
import { nearest } from '#src/chat/nearest.ts';
import { zoneNamed } from '#src/chat/quiet.ts';
import { fields, type Reply, say, text } from '#src/chat/reply.ts';
import { fromNow } from '#src/chat/time.ts';
import { plural } from '#src/chat/words.ts';
import { zonedTime } from '#src/chat/zonedTime.ts';
import { type Instant, parseInstant, toIso } from '#src/domain/clock.ts';
import { HOW_TO_SAY_WHEN, parseRhythm, rhythmWords } from '#src/domain/due.ts';
import { lastEvent } from '#src/ledger/events.ts';
import type { ScheduleRow } from '#src/ledger/schedules.ts';
import { nextOf, timedOf } from '#src/schedule/next.ts';
import { isTask, TASKS } from '#src/schedule/tasks.ts';

const taskOrId = freeText('').meta({ argument: { shown: 'TASK WHEN ZONE or ID', completes: 'schedule' } satisfies ArgumentMeta });

export const schedule = command({
  name: 'schedule',
  summary: 'what is done at which time; add and remove (role trader)',
  role: 'viewer',
  args: z.object({ action: oneOf('add', 'remove').optional(), what: taskOrId.optional() }),
  rest: true,
  examples: [
    '/schedule',
    '/schedule add reflection 23:30 Europe/Berlin',
    '/schedule add audit every 6h',
    '/schedule add propose every 4h',
    '/schedule add summary mon,fri 08:00',
    '/schedule add audit "0 */4 * * 1-5"',
    '/schedule remove s1',
  ],
  run(context, { action, what = '' }): Reply {
    if (action === undefined) return list(context);
    if (!mayRun(context.user.role, 'trader')) return say(`/schedule ${action} needs the role trader.`, 'Nothing was changed.');
    return action === 'add' ? add(context, what) : remove(context, what);
  },
});

function list(context: Context): Reply {
  const { memory } = context.app.ledger;
  const rows = [...memory.schedules.values()].sort((a, b) => numberOf(a.id) - numberOf(b.id));
  if (rows.length === 0) return say('Nothing is scheduled.', 'For example: /schedule add summary 22:00');
  return {
    title: plural(rows.length, 'schedule'),
    blocks: [fields(Object.fromEntries(rows.map((row) => [row.id, lines(row, context).join('\n')])))],
    data: rows.map((row) => dataOf(row, nextOf(row, context.now))),
  };
}

const dataOf = ({ id, task, spec, zone, last_due }: ScheduleRow, next: Instant | undefined) => ({
  id,
  task,
  spec,
  zone,
  ...(next !== undefined && { next: toIso(next) }),
  ...(last_due !== null && { last: last_due }),
});

const numberOf = (id: string): number => Number(id.slice(1));

function lines(row: ScheduleRow, context: Context): string[] {
  const { app, now } = context;
  const timed = timedOf(row);
  const ran = row.last_due === null ? undefined : lastEvent(app.ledger, 'schedule.ran', row.id);
  return [
    `${row.task} ${timed === undefined ? row.spec : rhythmWords(timed.rhythm)}${zoneText(row)}`,
    `next ${nextText(nextOf(row, now), context)}`,
    ran === undefined
      ? 'has not run yet'
      : `last ${zonedTime(parseInstant(ran.at), now, app.settings.values.owner.zone)}${ran.data.outcome === 'failed' ? `, FAILED: ${ran.data.detail}` : ''}`,
  ];
}

/** A span has no zone: it counts from its beginning. */
const zoneText = ({ spec, zone }: Pick<ScheduleRow, 'spec' | 'zone'>): string => (spec.startsWith('every ') ? '' : ` ${zone}`);

const nextText = (next: Instant | undefined, { app, now }: Context): string =>
  next === undefined
    ? 'never'
    : `${zonedTime(next, now, app.settings.values.owner.zone)} ${app.settings.values.owner.zone}, ${fromNow(next, now)}`;

function add(context: Context, what: string): Reply {
  const { app, user } = context;
  const [task = '', ...words] = what.trim().split(/\s+/);
  const name = task.toLowerCase();
  if (!isTask(name)) return unknownTask(name);
  const zone = zoneOf(words, app.settings.values.owner.zone);
  if ('unknown' in zone) return unknownZone(zone.unknown);
  if (zone.when === '') return say(`When should ${name} be done?`, HOW_TO_SAY_WHEN);
  const rhythm = parseRhythm(zone.when);
  if (typeof rhythm === 'string') return say(rhythm, 'Nothing was changed.');
  const added = app.schedules.add(name, rhythm, zone.name, user.actor);
  if (!added.ok) return say(added.text, 'Nothing was changed.');
  const row = app.ledger.memory.schedules.get(added.id);
  const spec = row === undefined ? '' : zoneText(row);
  return {
    title: `${added.id}${added.already ? ' is there already' : ''}: ${name} ${rhythmWords(rhythm)}${spec}`,
    ...(!added.already && { tone: 'good' as const }),
    blocks: [
      fields({ does: TASKS[name], next: nextText(added.next, context) }),
      text(`What is missed while Heron does not run is done once at its next start. /schedule remove ${added.id} ends it.`),
    ],
  };
}

/** The last word, where it names a zone; a zone that nobody knows is told, because its time would be another. */
function zoneOf(words: readonly string[], ours: string): { when: string; name: string } | { unknown: string } {
  const last = words.at(-1) ?? '';
  const rest = words.slice(0, -1).join(' ');
  if (/^[a-z]{2,}(?:[/_+-][a-z0-9_+-]+)*$/i.test(last) && rest !== '') {
    const name = zoneNamed(last);
    if (name !== undefined) return { when: rest, name };
    if (last.includes('/')) return { unknown: last };
  }
  return { when: words.join(' '), name: ours };
}

function unknownZone(typed: string): Reply {
  const near = nearest(typed, Intl.supportedValuesOf('timeZone'));
  return say(
    `There is no time zone ${typed}.`,
    near.length > 0 ? `Did you mean ${near[0]}?` : 'It has an IANA name, such as Europe/Berlin or America/New_York.',
  );
}

function unknownTask(task: string): Reply {
  const can = `What can be scheduled: ${Object.entries(TASKS)
    .map(([name, does]) => `\n· ${name}: ${does}`)
    .join('')}`;
  if (task === '') return say('What should be scheduled?', can);
  if (task === 'backup') return say('backup cannot be scheduled yet: Heron cannot make backups in this version.', can);
  const [near] = nearest(task, Object.keys(TASKS));
  return say(`There is no task ${task}.${near === undefined ? '' : ` Did you mean ${near}?`}`, can);
}

function remove(context: Context, what: string): Reply {
  const { app, user } = context;
  const typed = what.trim().toLowerCase();
  const id = /^\d+$/.test(typed) ? `s${typed}` : typed;
  const row = app.ledger.memory.schedules.get(id);
  if (row === undefined || !app.schedules.remove(id, user.actor)) {
    const ids = [...app.ledger.memory.schedules.values()].map((one) => `${one.id} (${one.task})`);
    return say(
      `There is no schedule ${what || 'without an id'}.`,
      ids.length === 0 ? 'Nothing is scheduled.' : `There is ${ids.join(', ')}.`,
    );
  }
  return { title: `${id} is removed: ${row.task} ${row.spec}`, tone: 'good', blocks: [] };
}
