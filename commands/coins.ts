import { z } from 'zod';
import { command } from '#src/chat/command.ts';
import { scoreChart } from '#src/chat/scoreChart.ts';
import { scoreReply } from '#src/chat/scores.ts';

export const coins = command({
  name: 'coins',
  summary: 'how each market has done, and what that does to its size',
  role: 'viewer',
  args: z.object({}),
  examples: ['/coins'],
  run({ app, now }) {
    const reply = scoreReply('market', app, now);
    const drawn = scoreChart(app, now);
    return drawn === undefined ? reply : { ...reply, blocks: [...reply.blocks, drawn] };
  },
});
