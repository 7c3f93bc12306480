import { z } from 'zod';
import { badgeOf } from '#src/chat/badge.ts';
import { command } from '#src/chat/command.ts';
import { fields } from '#src/chat/reply.ts';
import { VERSION } from '#src/version.ts';

export const version = command({
  name: 'version',
  summary: 'which Heron this is',
  role: 'viewer',
  args: z.object({}),
  examples: ['/version'],
  run({ app }) {
    const { seq, hash } = app.ledger.head;
    return {
      title: `Heron ${VERSION}`,
      blocks: [fields({ mode: badgeOf(app), feed: app.feed.name, node: process.version, ledger: `#${seq} ${hash.slice(0, 16)}` })],
      data: { version: VERSION, node: process.version, seq, hash },
    };
  },
});
