import { z } from 'zod';
import { desk } from '#src/chat/argument.ts';
import { command } from '#src/chat/command.ts';
import { setDesks } from '#src/chat/setDesks.ts';

export const pause = command({
  name: 'pause',
  summary: 'open nothing new at a desk, or at all of them; positions stay watched',
  role: 'trader',
  args: z.object({ desk: desk.optional() }),
  aliases: { stopentry: '', stopbuy: '' },
  repeatable: true,
  examples: ['/pause', '/pause main'],
  inLockdown: () => true,
  run: (context, args) => setDesks(context, args.desk, true),
});
