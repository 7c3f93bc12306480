import { z } from 'zod';
import { freeText } from '#src/chat/argument.ts';
import { badged } from '#src/chat/badge.ts';
import { type Context, command } from '#src/chat/command.ts';
import { buttons, fields, type Reply, say, text } from '#src/chat/reply.ts';
import { clockTime } from '#src/chat/time.ts';

const PHRASE = 'trade real money';

export const live = command({
  name: 'live',
  summary: 'unlock trading with real money; asks for a passed gate and a typed phrase',
  role: 'owner',
  args: z.object({ phrase: freeText(`"${PHRASE}"`).optional() }),
  rest: true,
  examples: ['/live', `/live "${PHRASE}"`],
  oneStep: ({ phrase }) => phrase?.toLowerCase() !== PHRASE,
  run(context, { phrase }): Reply {
    const { app, user, isPrivate } = context;
    if (app.live === undefined)
      return say(
        'This Heron trades on paper, and cannot be made to trade real money.',
        'Live is another Heron, with settings, keys and a ledger of its own: README says how, step by step. Nothing was changed.',
      );
    if (!isPrivate) return say('That is only possible in a private chat.', 'Nothing was changed.');
    if (app.live.isUnlocked()) return say(badged('Live trading is unlocked already', app), '/paper locks it, /halt stops everything new.');
    const gate = app.live.gate();
    if (!gate.ok)
      return say(
        badged('Live trading stays locked', app),
        `Heron did not unlock it: ${gate.why}. /ready asks every line of it and says what is missing.`,
      );
    if (phrase?.toLowerCase() !== PHRASE) return question(context, gate.at, phrase);
    if (!app.live.unlock(user.actor))
      return say(badged('Live trading stays locked', app), 'The gate has just become too old. Say /live again.');
    return {
      title: badged('Live trading is unlocked', app),
      tone: 'warn',
      blocks: [
        text('From now on approved conditions trade real money. /paper locks it again, /halt stops everything new at once.'),
        buttons({ Status: '/status', Risk: '/risk' }),
      ],
    };
  },
});

/** Says what it is given for, and asks for the phrase. */
function question({ app, now }: Context, passedAt: string, phrase: string | undefined): Reply {
  const { guards, desk, feed, venue } = app.settings.values;
  const balances = [...app.ledger.memory.accounts.values()].map(({ venue: name, mode }) => `${name}, ${mode}`);
  return {
    title: badged('Trade real money?', app),
    tone: 'warn',
    blocks: [
      fields({
        venue: `${feed.source}${venue.testnet ? ' (testnet)' : ''}`,
        account: balances.join('; '),
        markets: desk.markets.join(', '),
        'risk per trade': `at most ${guards.riskPct} %`,
        'open positions': `at most ${guards.openPositions}`,
        'daily loss': `halts at ${guards.dailyLossPct} %`,
        gate: `passed ${clockTime(passedAt, now)}`,
      }),
      text(
        phrase === undefined
          ? `It holds for exactly this. To unlock it, type the phrase: /live "${PHRASE}"`
          : `That was not the phrase. Type exactly: /live "${PHRASE}"`,
      ),
      buttons({ Balance: '/balance', Risk: '/risk' }),
    ],
  };
}
