import { z } from 'zod';
import { adaptationId } from '#src/chat/adaptationId.ts';
import { command } from '#src/chat/command.ts';
import { buttons, say, text } from '#src/chat/reply.ts';

export const apply = command({
  name: 'apply',
  summary: 'put a proposed change in force; it is measured, and taken back if it does harm',
  role: 'trader',
  args: z.object({ id: adaptationId }),
  examples: ['/apply e1'],
  run({ app, user }, { id }) {
    if (app.learning === undefined) return say('Nothing is learned here.', 'Changes are applied by a running Heron.');
    const { ok, text: said } = app.learning.apply(id, user.actor);
    return ok
      ? { title: `${id} is applied`, tone: 'good', blocks: [text(said), buttons({ Undo: `/undo ${id}`, Why: `/adaptations ${id}` })] }
      : { title: `${id} was not applied`, failed: true, blocks: [text(said)] };
  },
});
