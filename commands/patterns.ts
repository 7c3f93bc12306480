import { z } from 'zod';
import { command } from '#src/chat/command.ts';
import { scoreReply } from '#src/chat/scores.ts';

export const patterns = command({
  name: 'patterns',
  summary: 'how each pattern has done, and what that does to its size',
  role: 'viewer',
  args: z.object({}),
  examples: ['/patterns'],
  run: ({ app, now }) => scoreReply('pattern', app, now),
});
