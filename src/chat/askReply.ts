import type { App } from '#src/app.ts';
import { badged } from './badge.ts';
import { type Block, buttons, type Reply, say, text } from './reply.ts';
import { plural } from './words.ts';

type Asked = Awaited<ReturnType<NonNullable<App['asker']>['ask']>>;
type Answered = Extract<Asked, { ok: true }>;
type Statement = Answered['statements'][number];

const MOST_BUTTONS = 4;
/** What has a story of its own. */
const TOLD = /^[cto]\d+$/;

/** An answer as far as it goes: what follows is added at its end. */
export const growingAnswer = (statements: readonly Statement[], app: App): Reply => ({
  title: badged('Answer', app),
  blocks: statements.map(({ text: words, ids }) => text(`${words} [${ids.join(' ')}]`)),
});

/** The statements with what they rest on, which queries were made, and what was left out. */
export function answerReply({ statements, queries, dropped }: Answered, app: App): Reply {
  const data = { statements: statements.map(({ text: words, ids }) => ({ text: words, ids: [...ids] })), queries: [...queries], dropped };
  if (statements.length === 0)
    return {
      title: badged('The ledger does not answer that', app),
      blocks: [lookedUp(queries, dropped), text('/why, /trades and /scorecard show what it holds.')],
      data,
    };
  const growing = growingAnswer(statements, app);
  const told = [...new Set(statements.flatMap(({ ids }) => ids))].filter((id) => TOLD.test(id)).slice(0, MOST_BUTTONS);
  return {
    ...growing,
    blocks: [
      ...growing.blocks,
      lookedUp(queries, dropped),
      ...(told.length === 0 ? [] : [buttons(Object.fromEntries(told.map((id) => [`Why ${id}`, `/why ${id}`])))]),
    ],
    data,
  };
}

function lookedUp(queries: readonly string[], dropped: number): Block {
  const made = queries.length === 0 ? 'Nothing was looked up.' : `Looked up: ${queries.join('; ')}.`;
  const out = dropped === 0 ? '' : ` Left out: ${plural(dropped, 'sentence')} that the ledger does not bear out.`;
  return text(made + out);
}

export const noModelReply = (): Reply => ({
  ...say(
    'There is no language model to ask.',
    'Name one in the settings: model.name, with its key in model.token (better in the environment: HERON_MODEL__TOKEN), and model.baseUrl for a server of your own.',
    'Without one, /why tells the story of a trade or a market, and /scorecard what became of the proposals.',
  ),
  failed: true,
});

export const noAnswerReply = (reason: string): Reply => ({
  ...say('There is no answer now', reason),
  tone: 'warn',
  failed: true,
});

/** Somebody asked for what only a command does. */
export const notAQuestion = (command: string): Reply =>
  say('That is something to do, not a question.', `Nothing was done. If you mean it, begin with a slash: /${command}`);
