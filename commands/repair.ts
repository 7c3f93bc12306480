import { z } from 'zod';
import type { App } from '#src/app.ts';
import { freeText } from '#src/chat/argument.ts';
import { command } from '#src/chat/command.ts';
import { findingId } from '#src/chat/findingId.ts';
import { buttons, diff, fields, type Reply, text } from '#src/chat/reply.ts';

const LONGEST = 160;

export const repair = command({
  name: 'repair',
  summary: 'make a row as the events make it; shows what is written, and asks first',
  role: 'owner',
  args: z.object({ id: findingId, hash: freeText('HASH').optional() }),
  repeatable: true,
  oneStep: ({ hash }) => hash === undefined,
  examples: ['/repair d1', '/repair d1 0123456789ab'],
  async run({ app, user }, { id, hash }): Promise<Reply> {
    if (hash !== undefined) return write(app, id, hash, user.actor);
    const plan = await app.repairs.plan(id);
    if (!plan.ok) return refusal(plan);
    return {
      title: `Repair ${id}?`,
      tone: 'warn',
      blocks: [
        fields({ row: plan.row }),
        diff(...plan.changes.map((one) => ({ ...one, before: cut(one.before), after: cut(one.after) }))),
        text('What stands there → what the events make it. Nothing is written yet; this and nothing else is, when you say so.'),
        buttons({ Repair: `/repair ${id} ${plan.hash}`, 'Show rows': `/drift ${id}` }),
      ],
      data: { id, row: plan.row, hash: plan.hash, changes: plan.changes.map((one) => ({ ...one })) },
    };
  },
});

async function write(app: App, id: string, hash: string, actor: string): Promise<Reply> {
  const done = await app.repairs.apply(id, hash.toLowerCase(), actor);
  if (!done.ok) return refusal(done);
  const { plan, also, needsRestart } = done;
  return {
    title: `${id} is repaired: ${plan.row}`,
    tone: 'good',
    blocks: [
      diff(...plan.changes.map((one) => ({ ...one, before: cut(one.before), after: cut(one.after) }))),
      ...(also.length === 0 ? [] : [text(`With it ${also.join(', ')}, about the same row.`)]),
      ...(needsRestart
        ? [
            text(
              'Heron had started with the wrong row. What it keeps in memory is corrected; restart it soon, so that everything that watches begins from the right one.',
            ),
          ]
        : []),
      text('/audit checks everything once more.'),
      buttons({ Audit: '/audit', Drift: '/drift' }),
    ],
  };
}

const refusal = ({ text: why, instead }: { readonly text: string; readonly instead: string }): Reply => ({
  title: why,
  tone: 'warn',
  failed: true,
  blocks: [text(instead)],
});

const cut = (words: string): string => (words.length > LONGEST ? `${words.slice(0, LONGEST - 1)}…` : words);
