import type { Instant } from '#src/domain/clock.ts';
import type { Memory } from '#src/ledger/memory.ts';
import type { Parsed } from './parse.ts';
import { type Reply, say } from './reply.ts';
import { clockTime } from './time.ts';
import { by } from './who.ts';

/** What a lockdown means, in the words that everybody who is paired reads. */
export const LOCKED_DOWN =
  'No approval, edit, /resume, /live, /apply or new person is taken from any chat. /close, /flatten, /reject and /halt work. An owner ends it at the machine: /lockdown end';

/**
 * Why something that was said in a chat is not done while Heron is locked down; undefined when it is done. Whatever a command does not name as harmless
 * counts as something that raises risk, so that a new command is refused until somebody has thought about it.
 */
export function refusedInLockdown(parsed: Parsed, { lockdown }: Pick<Memory, 'lockdown'>, now: Instant): Reply | undefined {
  if (lockdown === undefined || !('args' in parsed)) return undefined;
  if (isHarmless(parsed)) return undefined;
  return say(
    `Heron is locked down since ${clockTime(lockdown.at, now)}, ${by(lockdown.actor)}: /${parsed.command.name} is not taken from a chat.`,
    'Nothing was changed. /close, /flatten, /reject and /halt work; an owner ends it at the machine: /lockdown end',
  );
}

/** Whether a line raises no risk whatever comes of it. */
export const isHarmless = (parsed: Parsed): boolean =>
  'args' in parsed && (parsed.command.role === 'viewer' || parsed.command.inLockdown?.(parsed.args) === true);
