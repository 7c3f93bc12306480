import { z } from 'zod';
import { freeText } from '#src/chat/argument.ts';
import { codesOf } from '#src/chat/codes.ts';
import { type Context, command, ROLES, type Role, type Speaker } from '#src/chat/command.ts';
import { isAtMachine, pairPerson } from '#src/chat/people.ts';
import { buttons, fields, type Reply, say, text } from '#src/chat/reply.ts';
import { duration } from '#src/chat/time.ts';
import { platformName } from '#src/chat/who.ts';
import { toIso } from '#src/domain/clock.ts';

export const pair = command({
  name: 'pair',
  summary: 'let somebody in: at the machine /pair ROLE makes a code, in a chat /pair CODE takes it',
  role: 'owner',
  open: true,
  args: z.object({ word: freeText('ROLE|CODE').optional() }),
  rest: true,
  examples: ['/pair trader', '/pair ABCD2345'],
  run(context, { word }): Reply {
    const role = ROLES.find((one) => one === word?.toLowerCase());
    if (context.speaker !== undefined)
      return role === undefined
        ? redeem(context, context.speaker, word)
        : say('Codes are made at the machine.', `There, say /pair ${role}. Nothing was done.`);
    if (!isAtMachine(context.channel))
      return say('No Heron is running on this ledger.', 'Start it with heron start: a code lives in its memory.');
    return role === undefined
      ? say('Say which role: /pair viewer, /pair trader or /pair owner.', 'A viewer reads, a trader acts, an owner may also end a halt.')
      : offer(context, role);
  },
});

function offer({ app, user }: Context, role: Role): Reply {
  if (app.ledger.memory.lockdown !== undefined)
    return say('Nobody is let in while Heron is locked down.', 'End that first: /lockdown end. No code was made.');
  const { code, expiresAt, deadline } = codesOf(app).offer(role);
  app.ledger.transact((tx) =>
    tx.append({ kind: 'pairing.offered', subject: 'pairing', actor: user.actor, data: { role, expires_at: toIso(expiresAt) } }),
  );
  return {
    title: `A code for one ${role}`,
    tone: 'good',
    blocks: [
      fields({ code, valid: `${duration(Math.ceil((deadline - app.wall.mono()) / 60_000) * 60_000)}, once` }),
      text(`Telegram: open a chat with your bot and send it /pair ${code}`),
      text(`Discord: write to your bot in private: /pair ${code}`),
      text('Whoever sends it first is in. It is not written down anywhere; a restart voids it.'),
    ],
  };
}

function redeem({ app, channel, isPrivate }: Context, speaker: Speaker, typed: string | undefined): Reply {
  const { platform, userId, name, chatTitle, refused } = speaker;
  if (typed === undefined) return say('A code belongs to it: /pair CODE', 'Whoever runs this Heron makes one at the machine.');
  const taken = codesOf(app).redeem(typed);
  if (!taken.ok) {
    refused(
      'pairing',
      taken.why === 'none' ? 'no code is open' : taken.why === 'wrong' ? 'a wrong code' : 'a wrong code for the fifth time: it is void',
    );
    return say('That code does not work.', 'It may be mistyped, used or too old. Whoever runs this Heron makes a new one at the machine.');
  }
  if (!isPrivate) {
    refused('pairing', 'its code was said where others read along, and is void');
    return say('Others read along here, so that code is void now.', 'Ask for a new one and say it in a private chat.');
  }
  pairPerson(app.ledger, { platform, userId, name, role: taken.role, channel, chatTitle });
  const isSpoken = app.ledger.memory.chats.has(channel);
  return {
    title: `Welcome, ${name}: you are ${taken.role === 'owner' ? 'an' : 'a'} ${taken.role}`,
    tone: 'good',
    blocks: [
      text(
        isSpoken
          ? 'Heron speaks to you here from now on.'
          : `On ${platformName(platform)} only owners speak in private: meet Heron in its channel.`,
      ),
      ...(isSpoken ? [buttons({ Status: '/status', Help: '/help' })] : []),
    ],
  };
}
