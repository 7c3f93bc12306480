import { z } from 'zod';
import { badged } from '#src/chat/badge.ts';
import { command } from '#src/chat/command.ts';
import { buttons, say, table, text } from '#src/chat/reply.ts';

export const ready = command({
  name: 'ready',
  summary: 'checks every line of the readiness gate for live money',
  role: 'owner',
  args: z.object({}),
  examples: ['/ready'],
  oneStep: () => true,
  async run({ app, user }) {
    if (app.ready === undefined)
      return say('This Heron trades on paper.', 'heron ready, with the settings of live, says what is missing before real money.');
    const { ok, lines } = await app.ready(user.actor);
    const bad = lines.filter((one) => !one.ok);
    return {
      title: badged(ok ? 'The readiness gate is passed' : `${bad.length} of ${lines.length} checks are not good`, app),
      tone: ok ? ('good' as const) : ('bad' as const),
      ...(ok ? {} : { failed: true as const }),
      blocks: [
        table(
          ['check', '', 'found'],
          lines.map(({ name, ok: good, figure }) => [name, good ? 'good' : 'BAD', figure]),
        ),
        ...bad.map(({ name, hint }) => text(`${name}: ${hint}`)),
        text(ok ? 'Within the next 10 minutes an owner may say /live.' : 'Live stays closed until all of them are good.'),
        ...(ok ? [buttons({ Live: '/live' })] : []),
      ],
      data: { ok, lines: lines.map((one) => ({ ...one })) },
    };
  },
});
