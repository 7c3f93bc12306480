import { z } from 'zod';
import { howMany } from '#src/chat/argument.ts';
import { command } from '#src/chat/command.ts';
import { text } from '#src/chat/reply.ts';
import { sentenceAbout } from '#src/chat/sentence.ts';
import { clockTime } from '#src/chat/time.ts';
import { recentEvents } from '#src/ledger/events.ts';

export const logs = command({
  name: 'logs',
  summary: 'the last events of the ledger, the newest at the end',
  role: 'viewer',
  discreet: true,
  args: z.object({ n: howMany(100).optional() }),
  examples: ['/logs', '/logs 50'],
  run({ app, now }, { n = 15 }) {
    const events = recentEvents(app.ledger, n).reverse();
    const lines = events.map((event) => `#${event.seq} ${clockTime(event.at, now).replace(' UTC', '')} ${sentenceAbout(event)}`);
    return {
      title: `Last ${events.length} events, UTC`,
      blocks: [text(lines.join('\n'))],
      data: events.map(({ seq, at, kind, subject, actor }) => ({ seq, at, kind, subject, actor })),
    };
  },
});
