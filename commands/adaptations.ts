import { z } from 'zod';
import { adaptationCard } from '#src/chat/adaptationCard.ts';
import { adaptationOrWord } from '#src/chat/adaptationId.ts';
import { adaptationDetails, adaptationList, parameterReply } from '#src/chat/adaptationList.ts';
import { command } from '#src/chat/command.ts';
import { say } from '#src/chat/reply.ts';
import { adaptationById } from '#src/ledger/adaptations.ts';

export const adaptations = command({
  name: 'adaptations',
  summary: 'changes that were learned, and what each has brought; one of them; or the history of parameters',
  role: 'viewer',
  args: z.object({ id: adaptationOrWord('parameters').optional() }),
  examples: ['/adaptations', '/adaptations e1', '/adaptations parameters'],
  run({ app, now }, { id }) {
    if (id === undefined) return adaptationList(app, now);
    if (id === 'parameters') return parameterReply(app, now);
    const row = adaptationById(app.ledger, id);
    const card = adaptationCard(id, app.ledger, app, now);
    if (row === undefined || card === undefined) return say(`There is no change ${id}.`, '/adaptations lists them.');
    return adaptationDetails(card, row, app, now);
  },
});
