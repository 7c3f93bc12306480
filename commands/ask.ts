import { z } from 'zod';
import { question as questionArgument } from '#src/chat/argument.ts';
import { answerReply, growingAnswer, noAnswerReply, noModelReply, notAQuestion } from '#src/chat/askReply.ts';
import { command } from '#src/chat/command.ts';
import { parse } from '#src/chat/parse.ts';

export const ask = command({
  name: 'ask',
  summary: 'a question in your own words, answered from the ledger, with ids as evidence',
  role: 'viewer',
  discreet: true,
  args: z.object({ question: questionArgument }),
  rest: true,
  examples: ['/ask why did the last trade lose', '/ask which hours cost me most this week'],
  async run({ app, commands, progress }, { question }) {
    const meant = parse(question, commands);
    // Codes and commands are nobody else's business, and least of all something to ask a model about.
    if ('args' in meant && meant.command.role !== 'viewer') return notAQuestion(meant.command.name);
    if (app.asker === undefined) return noModelReply();
    const statements: Parameters<typeof growingAnswer>[0][number][] = [];
    const asked = await app.asker.ask(question, (statement) => {
      statements.push(statement);
      progress?.(growingAnswer(statements, app));
    });
    return asked.ok ? answerReply(asked, app) : noAnswerReply(asked.text);
  },
});
