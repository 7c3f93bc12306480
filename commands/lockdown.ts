import { z } from 'zod';
import { freeText } from '#src/chat/argument.ts';
import { badged } from '#src/chat/badge.ts';
import { codesOf } from '#src/chat/codes.ts';
import { type Context, command, mayRun } from '#src/chat/command.ts';
import { haltedButtons, haltedFields } from '#src/chat/halted.ts';
import { LOCKED_DOWN } from '#src/chat/lockedDown.ts';
import { isAtMachine } from '#src/chat/people.ts';
import { buttons, type Reply, say, text } from '#src/chat/reply.ts';
import { clockTime } from '#src/chat/time.ts';
import { by } from '#src/chat/who.ts';

export const lockdown = command({
  name: 'lockdown',
  summary: 'a device is lost: halt, and no yes from any chat until an owner ends it at the machine',
  role: 'trader',
  panic: true,
  args: z.object({ word: freeText('reason|end').optional() }),
  rest: true,
  repeatable: true,
  examples: ['/lockdown', '/lockdown the phone of Ann is gone', '/lockdown end'],
  inLockdown: () => true,
  run: (context, { word = 'asked for' }): Reply => (word.toLowerCase() === 'end' ? end(context) : begin(context, word)),
});

function begin({ app, user, now }: Context, reason: string): Reply {
  const { already, since, actor, disarmed, lockedLive } = app.sniper.lockDown(reason, user.actor);
  const halted = app.sniper.halt(reason, user.actor);
  // Codes are no rows: what was asked for before it is worth nothing either.
  codesOf(app).void();
  return {
    title: badged(already ? `Heron is locked down already, since ${clockTime(since, now)}, ${by(actor)}` : 'Heron is locked down', app),
    tone: 'warn',
    blocks: [
      haltedFields(halted, {
        between: { approvals: disarmed === 0 ? undefined : `${disarmed} taken back`, 'real money': lockedLive ? 'locked' : undefined },
      }),
      text(LOCKED_DOWN),
      text('At the machine, /users lists who is let in, and takes them out.'),
      haltedButtons(halted),
    ],
  };
}

function end({ app, user, channel }: Context): Reply {
  const where = 'It is ended at the machine, by an owner: there, /lockdown end';
  if (!isAtMachine(channel) || !mayRun(user.role, 'owner'))
    return say('A lockdown is not ended from here.', `${where}. Nothing was changed.`);
  const { ok, text: said } = app.sniper.endLockdown('asked for', user.actor);
  if (!ok) return say(said, 'There is nothing to end.');
  const people = app.ledger.memory.people.size;
  return {
    title: badged(said, app),
    tone: 'good',
    blocks: [
      text('Heron stays halted until /resume, and real money stays locked until /live. Buttons and codes of before stay dead.'),
      text(`${people === 1 ? '1 person' : `${people} people`} may speak: /users lists them.`),
      buttons({ Users: '/users', Resume: '/resume' }),
    ],
  };
}
