import type { ChatBody } from '#test/fakes/model/body.ts';
import type { Scripted } from '#test/fakes/model/scripted.ts';

/** What the model says of a market that has done as well as any other. */
export const UNTRUE = 'SOL/USDT loses whatever you do.';

/** So that what it costs does not hang on the wording of the prompt. */
const usage = { in: 900, out: 120 };

/** A model that is asked about the day: it phrases what holds with the figures that it was shown, and claims something that does not. */
export function reflecting({ messages }: ChatBody): Scripted {
  const table = messages.map(({ content }) => content).join('\n');
  const [, trades, mean] = /^pattern gap_fill: (\d+) trades -([\d.]+) R; .*; holds worse$/m.exec(table) ?? [];
  if (trades === undefined) return { json: { claims: [], changes: [], summary: '' }, usage };
  const claims = [
    {
      dimension: 'pattern',
      key: 'gap_fill',
      direction: 'worse',
      text: `Gap fills were stopped out each time: ${trades} trades lost ${mean} R each.`,
    },
    { dimension: 'market', key: 'SOL/USDT', direction: 'worse', text: UNTRUE },
  ];
  return { json: { claims, changes: [], summary: 'Breakouts and pullbacks carried the day; gap fills gave it back.' }, usage };
}
