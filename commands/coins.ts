import { z } from 'zod';
import { command } from '#src/chat/command.ts';
import { scoreReply } from '#src/chat/scores.ts';

export const coins = command({
  name: 'coins',
  summary: 'how each market has done, and what that does to its size',
  role: 'viewer',
  args: z.object({}),
  examples: ['/coins'],
  run: ({ app, now }) => scoreReply('market', app, now),
});
