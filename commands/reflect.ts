import { z } from 'zod';
import { badged } from '#src/chat/badge.ts';
import { command } from '#src/chat/command.ts';
import { foundLines } from '#src/chat/learned.ts';
import { inModelsWords } from '#src/chat/modelsPart.ts';
import { buttons, say, text } from '#src/chat/reply.ts';
import { lastEvent } from '#src/ledger/events.ts';

export const reflect = command({
  name: 'reflect',
  summary: 'look back at the closed trades now, and see what they teach',
  role: 'trader',
  args: z.object({}),
  repeatable: true,
  examples: ['/reflect'],
  async run({ app, user }) {
    if (app.learning === undefined) return say('Nothing is learned here.', 'A running Heron reflects on its trades.');
    const { ok, text: said } = await app.learning.reflect(user.actor);
    if (!ok) return { title: 'There was no reflection', failed: true, blocks: [text(said)] };
    const [desk] = app.ledger.memory.desks.keys();
    const found = desk === undefined ? undefined : lastEvent(app.ledger, 'reflection.finished', desk)?.data;
    const lines = foundLines(app.ledger, found?.insights ?? [], found?.adaptations ?? [], app.settings.values.learning);
    return {
      title: badged('Reflection', app),
      blocks: [
        text(said),
        ...(lines.length === 0 ? [] : [text(lines.map((line) => `· ${line}`).join('\n'))]),
        ...(found === undefined || found.note === '' ? [] : [text(inModelsWords(found.note))]),
        buttons({ Insights: '/insights', Changes: '/adaptations' }),
      ],
      ...(found !== undefined && { data: { ...found, insights: [...found.insights], adaptations: [...found.adaptations] } }),
    };
  },
});
