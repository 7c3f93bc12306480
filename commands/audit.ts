import { z } from 'zod';
import { command } from '#src/chat/command.ts';
import { buttons, diff, fields, text } from '#src/chat/reply.ts';
import { plural } from '#src/chat/words.ts';

const SHOWN = 20;

export const audit = command({
  name: 'audit',
  summary: 'checks every invariant now, and names what does not hold',
  role: 'viewer',
  args: z.object({}),
  examples: ['/audit'],
  async run({ app, user }) {
    const { ok, checked, findings, events, elapsedMs } = await app.audit(user.actor);
    const rows = checked.reduce((total, one) => total + one.rows, 0);
    const facts = fields({
      checked: `${checked.length} invariants over ${rows} rows`,
      events: String(events),
      took: `${Math.round(elapsedMs)} ms`,
    });
    const data = { ok, events, findings: findings.map((finding) => ({ ...finding })) };
    if (ok) return { title: 'The audit found nothing', tone: 'good', blocks: [facts], data };
    const more = findings.length - SHOWN;
    return {
      title: `The audit has ${plural(findings.length, 'finding')}`,
      tone: 'bad',
      failed: true,
      blocks: [
        facts,
        ...findings
          .slice(0, SHOWN)
          .map(({ invariant, row, expected, found }) => diff({ what: `${invariant}, ${row}`, before: expected, after: found })),
        text(
          `Expected → found.${more > 0 ? ` ${more} more are not shown; heron audit --json lists all.` : ''} Heron repairs nothing by itself; /drift shows what can be done.`,
        ),
        buttons({ Drift: '/drift', Halt: '/halt', Verify: '/verify' }),
      ],
      data,
    };
  },
});
