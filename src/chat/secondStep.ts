import type { App } from '#src/app.ts';
import { toIso } from '#src/domain/clock.ts';
import { codesOf, type Step } from './codes.ts';
import { type Reply, say } from './reply.ts';
import { duration } from './time.ts';
import { platformName } from './who.ts';

const LONGEST_LINE = 200;

/** Asks for the second step of an owner's command: the code is shown on the machine and nowhere else, so that a lost phone alone does nothing. */
export function askStep(
  app: App,
  { id, name, channel, actor }: { readonly id: string; readonly name: string; readonly channel: string; readonly actor: string },
  line: string,
  machine: (line: string) => void,
): Reply {
  const step = codesOf(app).ask(id, name, channel, line);
  app.ledger.transact((tx) =>
    tx.append({
      kind: 'step.asked',
      subject: id,
      actor,
      data: { command: line.slice(0, LONGEST_LINE), expires_at: toIso(step.expiresAt) },
    }),
  );
  machine(stepLine(step, app));
  return say(
    `${line.split(' ')[0]} needs a second step`,
    `A code is shown on the machine now, for ${duration(step.deadline - app.wall.mono())}. Type it here: /confirm CODE`,
    'At the machine, heron say "/confirm" shows it again. Nothing was done yet.',
  );
}

/** What waits for a second step, as it is shown on the machine. */
export const stepLine = ({ name, channel, line, code, deadline }: Step, { wall }: Pick<App, 'wall'>): string =>
  `${name} on ${platformName(channel)} asks for ${line.slice(0, LONGEST_LINE)}. If that is right, they type there: /confirm ${code} (${duration(deadline - wall.mono())} left)`;
