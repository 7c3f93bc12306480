import { z } from 'zod';
import { freeText } from '#src/chat/argument.ts';
import { codesOf } from '#src/chat/codes.ts';
import { type Context, command, type Speaker } from '#src/chat/command.ts';
import { parse } from '#src/chat/parse.ts';
import { isAtMachine, personId } from '#src/chat/people.ts';
import { type Reply, say, text } from '#src/chat/reply.ts';
import { stepLine } from '#src/chat/secondStep.ts';

export const confirm = command({
  name: 'confirm',
  summary: 'the second step of an owner’s command; at the machine it lists what waits',
  role: 'owner',
  args: z.object({ code: freeText('CODE').optional() }),
  examples: ['/confirm 123456', '/confirm'],
  oneStep: () => true,
  async run(context, { code }): Promise<Reply> {
    const { speaker } = context;
    if (speaker === undefined) return isAtMachine(context.channel) ? waiting(context) : say('Nothing waits for a second step.');
    if (code === undefined) return say('A code belongs to it: /confirm CODE', 'It is shown on the machine.');
    return step(context, speaker, code);
  },
});

function waiting({ app }: Context): Reply {
  const steps = codesOf(app).waiting();
  if (steps.length === 0) return say('Nothing waits for a second step.');
  return { title: `Waiting for a second step: ${steps.length}`, blocks: steps.map((one) => text(stepLine(one, app))) };
}

async function step(context: Context, { platform, userId, refused }: Speaker, code: string): Promise<Reply> {
  const { app, commands, user, channel } = context;
  const person = personId(platform, userId);
  const taken = codesOf(app).confirm(person, channel, code);
  if (!taken.ok) {
    if (taken.why === 'none') return say('Nothing waits for a code here.', 'Say the command again: it makes a new one.');
    refused('step', 'a wrong code');
    if (taken.why === 'wrong') return say('That is not the code.', 'Nothing was done. It is the one that the machine shows.');
    return say('That was not the code, for the fifth time.', 'It is void and nothing was done. Say the command again for a new one.');
  }
  const parsed = parse(taken.line, commands);
  if (!('args' in parsed)) return say(`${taken.line} is not understood any more.`, 'Nothing was done.');
  app.ledger.transact((tx) =>
    tx.append({ kind: 'step.passed', subject: person, actor: user.actor, data: { command: taken.line.slice(0, 200) } }),
  );
  return parsed.command.run(context, parsed.args);
}
