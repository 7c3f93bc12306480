import { z } from 'zod';
import { desk } from '#src/chat/argument.ts';
import { command } from '#src/chat/command.ts';
import { setDesks } from '#src/chat/setDesks.ts';

export const unpause = command({
  name: 'unpause',
  summary: 'let a paused desk, or all of them, open trades again',
  role: 'trader',
  args: z.object({ desk: desk.optional() }),
  repeatable: true,
  examples: ['/unpause', '/unpause main'],
  run: (context, args) => setDesks(context, args.desk, false),
});
