import { z } from 'zod';
import type { App } from '#src/app.ts';
import { freeText, oneOf, proposalId } from '#src/chat/argument.ts';
import { cardOf, riskText } from '#src/chat/card.ts';
import { type Context, command } from '#src/chat/command.ts';
import { price } from '#src/chat/money.ts';
import { diff, type Reply, say, text } from '#src/chat/reply.ts';
import { clockTime } from '#src/chat/time.ts';
import { type Instant, later } from '#src/domain/clock.ts';
import type { Condition } from '#src/domain/condition.ts';
import { parseRhythm } from '#src/domain/due.ts';
import { nextDue } from '#src/schedule/next.ts';

type Edit = Parameters<App['sniper']['edit']>[0]['edit'];

const HOW = {
  size: 'A size is what is lost at the stop: in percent of equity (0.5%), in money (25), or half.',
  stop: 'A stop is a price, such as 62900.',
  expiry: 'An expiry is a span from now (2h, 90min) or a time of day (18:00).',
} as const;

export const edit = command({
  name: 'edit',
  summary: 'change size, stop or expiry of a proposal or of what is armed; it asks for a new answer',
  role: 'trader',
  args: z.object({ id: proposalId, what: oneOf('size', 'stop', 'expiry'), value: freeText('VALUE') }),
  rest: true,
  examples: ['/edit c1 size 0.5%', '/edit c1 size half', '/edit c1 stop 62900', '/edit c1 expiry 2h', '/edit c1 expiry 18:00'],
  run(context, { id, what, value }): Reply {
    const { app, user, now } = context;
    const read = editOf(what, value.trim().toLowerCase(), context);
    if (read === undefined) return say(`${value} is no ${what}.`, HOW[what]);
    const edited = app.sniper.edit({ id, edit: read, actor: user.actor });
    if (!edited.ok) return { title: edited.text, tone: 'warn', failed: true, blocks: [text('Nothing was changed.')] };
    const { before, after } = edited;
    const card = cardOf(after, app, now);
    return {
      ...card,
      blocks: [
        diff({ what, before: shown(what, before, app, now), after: shown(what, after, app, now) }),
        text(
          before.status === 'armed'
            ? `It takes the place of ${before.id}, which is armed no more. Nothing is armed until you approve it.`
            : `It takes the place of ${before.id}.`,
        ),
        ...card.blocks,
      ],
    };
  },
});

function editOf(what: keyof typeof HOW, value: string, context: Context): Edit | undefined {
  if (what === 'stop') {
    const stop = value.replaceAll(',', '');
    return /^\d+(?:\.\d+)?$/.test(stop) ? { what, stop } : undefined;
  }
  if (what === 'expiry') {
    const expiresAt = expiryOf(value, context);
    return expiresAt && { what, expiresAt };
  }
  if (value === 'half') return { what, factor: 0.5 };
  const [, digits = '', unit = ''] = /^([\d,]+(?:\.\d+)?) ?(%|[a-z]{3,6})?$/.exec(value) ?? [];
  const figure = Number(digits.replaceAll(',', ''));
  if (digits === '' || !Number.isFinite(figure)) return undefined;
  if (unit === '%') return { what, riskPct: figure };
  return unit === '' || unit.toUpperCase() === context.app.settings.values.desk.quote ? { what, riskAmount: figure } : undefined;
}

/** `2h` from now; `18:00` the next time that it is so on the owner's clocks. */
function expiryOf(value: string, { app, now }: Context): Instant | undefined {
  const [, count, unit = ''] = /^(\d{1,5}) ?(m|min|minutes?|h|hours?|d|days?)$/.exec(value) ?? [];
  const unitMs = { m: 60_000, h: 3_600_000, d: 86_400_000 }[unit[0] ?? ''];
  if (unitMs !== undefined) return later(now, Number(count) * unitMs);
  const rhythm = parseRhythm(value);
  if (typeof rhythm === 'string' || rhythm.kind !== 'daily') return undefined;
  return nextDue({ rhythm, zone: app.settings.values.owner.zone, start: now }, now);
}

function shown(what: keyof typeof HOW, condition: Condition, app: App, now: Instant): string {
  if (what === 'stop') return price(condition.stop);
  return what === 'expiry' ? clockTime(condition.expiresAt, now) : riskText(condition, app);
}
