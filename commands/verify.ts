import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import { command } from '#src/chat/command.ts';
import { buttons, diff, fields, text } from '#src/chat/reply.ts';
import type { Reader } from '#src/ledger/core.ts';
import { type ChainReport, ChainWalk, eventRows, savedHead } from '#src/ledger/verify.ts';

const SHOWN = 5;
const PAGE = 1_000;

export const verify = command({
  name: 'verify',
  summary: 'recomputes the hash chain: was anything in the ledger changed?',
  role: 'viewer',
  args: z.object({}),
  examples: ['/verify'],
  async run({ app }) {
    const { ok, events, head, breaks } = await walk(app.ledger);
    const data = { ok, events, head: { ...head }, breaks: breaks.map((one) => ({ ...one })) };
    const [first] = breaks;
    if (first === undefined) {
      return {
        title: 'The chain of events is unbroken',
        tone: 'good',
        blocks: [
          fields({ events: String(events), anchor: `#${head.seq} ${head.hash.slice(0, 16)}` }),
          text(
            'Keep the anchor: whoever has it can tell later that no event before it was changed. /audit holds every other row against the events.',
          ),
          buttons({ Audit: '/audit' }),
        ],
        data,
      };
    }
    return {
      title: `The ledger was changed at event #${first.seq}`,
      tone: 'bad',
      failed: true,
      blocks: [
        ...breaks
          .slice(0, SHOWN)
          .map(({ seq, what, expected, found }) => diff({ what: `#${seq} ${what}`, before: expected, after: found })),
        text(`Expected → found. What stands before #${first.seq} is as it was written; do not trust what follows from the rest.`),
        buttons({ Halt: '/halt the ledger was changed', Audit: '/audit' }),
      ],
      data,
    };
  },
});

/** In pages with a pause between them, so that a long chain holds nothing up. */
async function walk(ledger: Reader): Promise<ChainReport> {
  const chain = new ChainWalk();
  for (const row of eventRows(ledger)) {
    chain.step(row);
    if (chain.events % PAGE === 0) await setImmediate();
  }
  return chain.finish(savedHead(ledger));
}
