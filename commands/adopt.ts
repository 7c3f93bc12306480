import { z } from 'zod';
import { freeText } from '#src/chat/argument.ts';
import { command } from '#src/chat/command.ts';
import { findingId } from '#src/chat/findingId.ts';
import { buttons, fields, type Reply, say, text } from '#src/chat/reply.ts';

export const adopt = command({
  name: 'adopt',
  summary: 'take over into the ledger what the venue shows; shows what is booked, and asks first',
  role: 'owner',
  args: z.object({ id: findingId, hash: freeText('HASH').optional() }),
  repeatable: true,
  oneStep: ({ hash }) => hash === undefined,
  examples: ['/adopt d1', '/adopt d1 0123456789ab'],
  async run({ app: { reconciler }, user }, { id, hash }): Promise<Reply> {
    if (reconciler === undefined) return say('On paper there is no venue that could know better.', '/drift lists what stands.');
    const plan = hash === undefined ? reconciler.plan(id) : await reconciler.adopt(id, hash.toLowerCase(), user.actor);
    if (!plan.ok) return { title: plan.text, tone: 'warn', failed: true, blocks: [text(plan.instead)] };
    const booked = [fields({ about: plan.row }), text(plan.lines.join('\n'))];
    if (hash !== undefined) return { title: `${id} is adopted`, tone: 'good', blocks: [...booked, buttons({ Drift: '/drift' })] };
    return {
      title: `Book this for ${id}?`,
      tone: 'warn',
      blocks: [
        ...booked,
        text('It is written into the ledger, and nothing is sent to the venue. Nothing is written yet.'),
        buttons({ Adopt: `/adopt ${id} ${plan.hash}`, Drift: `/drift ${id}` }),
      ],
    };
  },
});
