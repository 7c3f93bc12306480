import { z } from 'zod';
import { freeText, proposalId } from '#src/chat/argument.ts';
import { command } from '#src/chat/command.ts';
import { refusalOf } from '#src/chat/refusal.ts';
import { type Reply, say } from '#src/chat/reply.ts';

export const reject = command({
  name: 'reject',
  summary: 'say no to a proposal; a reason helps Heron to learn',
  role: 'trader',
  args: z.object({ id: proposalId, reason: freeText('reason').optional() }),
  rest: true,
  repeatable: true,
  examples: ['/reject c1', '/reject c1 news in an hour'],
  inLockdown: () => true,
  run(context, { id, reason }): Reply {
    const { app, user } = context;
    const answer = app.sniper.answer({ id, decision: 'reject', actor: user.actor, ...(reason !== undefined && { reason }) });
    if (!answer.ok) return refusalOf(answer, id, context);
    return say(`${id} is rejected; nothing will be opened.`, ...(reason === undefined ? [] : [`Reason: ${reason}`]));
  },
});
