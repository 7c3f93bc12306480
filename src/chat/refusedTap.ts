import type { Instant } from '#src/domain/clock.ts';
import type { ButtonRow } from '#src/ledger/buttons.ts';
import { type Reply, say } from './reply.ts';
import { clockTime, duration } from './time.ts';
import { by } from './who.ts';

const NOTHING = 'Nothing was changed.';

/** What somebody reads whose tap did nothing: why, and what they can do instead. */
export const REFUSED = {
  stranger: say('This Heron does not know you.', NOTHING),
  unknown: say('This button is not one that Heron knows.', `${NOTHING} /status shows how things stand.`),
  foreign: say('This button belongs to another message.', `${NOTHING} /status shows how things stand.`),
  running: say('This is being done just now.'),
  closed: say('Nobody is let in now.', 'Whoever runs this Heron opens it again at the machine.'),
  floods: say('That was too much at once.', 'One thing a second, please; /halt works always.'),
  inGroup: say('That is for owners, in a private chat with Heron.', NOTHING),
} as const;

export const expiredTap = ({ command, expires_at }: ButtonRow, now: Instant): Reply =>
  say(`This button expired at ${clockTime(expires_at, now)}.`, `${NOTHING} If you still want it, say ${command}`);

export const usedTap = ({ used_by, used_at }: ButtonRow, now: Instant): Reply =>
  say(
    `This was done already${used_by === null ? '' : `, ${by(used_by)}`}${used_at === null ? '' : ` at ${clockTime(used_at, now)}`}.`,
    NOTHING,
  );

export const changedTap = (id: string): Reply => say(`${id} was changed since this was shown.`, `${NOTHING} /proposals shows it as it is.`);

export const beforeLockdown = ({ command }: ButtonRow): Reply =>
  say('This button is older than the lockdown, and worth nothing since.', `${NOTHING} If you still want it, say ${command}`);

export const lockedOut = (leftMs: number): Reply =>
  say('There were too many refused taps or codes.', `${NOTHING} Try again in ${duration(leftMs)}; /halt works always.`);

export const barredBy = (rule: string): Reply =>
  say('That does not work from here.', `${rule.charAt(0).toUpperCase()}${rule.slice(1)}. ${NOTHING}`);
