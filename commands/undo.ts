import { z } from 'zod';
import { adaptationId } from '#src/chat/adaptationId.ts';
import { freeText } from '#src/chat/argument.ts';
import { command } from '#src/chat/command.ts';
import { say, text } from '#src/chat/reply.ts';

export const undo = command({
  name: 'undo',
  summary: 'take back a change that is in force, or turn down one that is proposed',
  role: 'trader',
  args: z.object({ id: adaptationId, reason: freeText('reason').optional() }),
  rest: true,
  examples: ['/undo e1', '/undo e1 I trade that market by hand now'],
  run({ app, user }, { id, reason }) {
    if (app.learning === undefined) return say('Nothing is learned here.', 'Changes are taken back by a running Heron.');
    const { ok, text: said } = app.learning.undo(id, user.actor, reason);
    return ok ? { title: said, blocks: [] } : { title: `Nothing was undone`, failed: true, blocks: [text(said)] };
  },
});
