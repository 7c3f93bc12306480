import { z } from 'zod';
import { market as marketArgument } from '#src/chat/argument.ts';
import { badged } from '#src/chat/badge.ts';
import { command } from '#src/chat/command.ts';
import { findMarket, unknownMarket } from '#src/chat/lookup.ts';
import { buttons, say, table } from '#src/chat/reply.ts';

export const propose = command({
  name: 'propose',
  summary: 'ask the strategist now, for one market or for all',
  role: 'trader',
  args: z.object({ market: marketArgument.optional() }),
  examples: ['/propose', '/propose BTC/USDT'],
  async run({ app }, args) {
    const { memory } = app.ledger;
    const market = args.market === undefined ? undefined : findMarket(memory, args.market);
    if (args.market !== undefined && market === undefined) return unknownMarket(memory, args.market);
    const answers = await app.proposer.now(market?.symbol);
    if (answers.length === 0)
      return say(badged('Nobody could be asked', app), 'No desk trades this market at the moment; /desks shows why.');
    const proposed = answers.filter(({ outcome }) => outcome === 'proposed').length;
    return {
      title: badged(proposed === 0 ? 'Nothing to propose at the moment' : `${proposed} proposed`, app),
      blocks: [
        table(
          ['market', '', ''],
          answers.map(({ market, outcome, reasons }) => [market, outcome, reasons[0] ?? '']),
        ),
        buttons(proposed === 0 ? { Why: `/why ${answers[0]?.market}` } : { Proposals: '/proposals' }),
      ],
      data: answers.map(({ market, outcome, reasons }) => ({ market, outcome, reasons: [...reasons] })),
    };
  },
});
