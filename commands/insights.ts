import { z } from 'zod';
import { badged } from '#src/chat/badge.ts';
import { command } from '#src/chat/command.ts';
import { inR } from '#src/chat/money.ts';
import { buttons, say, table, text } from '#src/chat/reply.ts';
import { clockTime } from '#src/chat/time.ts';

export const insights = command({
  name: 'insights',
  summary: 'what the trades have taught, with the figures as they are now',
  role: 'viewer',
  args: z.object({}),
  examples: ['/insights'],
  run({ app, now }) {
    const held = app.learning?.insights() ?? [];
    if (held.length === 0)
      return say(
        badged('Nothing was learned yet that chance does not explain', app),
        `Heron looks back after each ${app.settings.values.reflection.everyTrades} closed trades, and whenever /schedule says; /reflect does it now. Most of the time there is nothing to find.`,
      );
    const { confidencePct } = app.settings.values.reflection;
    return {
      title: badged(`${held.length} ${held.length === 1 ? 'insight' : 'insights'}`, app),
      blocks: [
        text(
          held
            .map(({ id, at, text: said, holds }) => `${id}, ${clockTime(at, now)}${holds ? '' : ', no longer borne out'}: ${said}`)
            .join('\n'),
        ),
        table(
          ['now', '>n', '>mean', '>others', '>interval'],
          held.map(({ id, n, meanR, lowR, highR, restMeanR }) => [
            id,
            String(n),
            bare(meanR),
            bare(restMeanR),
            `${bare(lowR)} to ${bare(highR)}`,
          ]),
        ),
        text(
          `In R, net of all costs; the interval holds the mean with ${confidencePct} %. One that newer trades do not bear out is dropped.`,
        ),
        buttons({ Changes: '/adaptations', Patterns: '/patterns' }),
      ],
      data: held.map((one) => ({ ...one })),
    };
  },
});

const bare = (r: number): string => inR(r).replace(' R', '');
