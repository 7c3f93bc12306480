import { z } from 'zod';
import { effectSoFar, effectText, STATUS_WORDS } from '#src/chat/adaptationWords.ts';
import { badged } from '#src/chat/badge.ts';
import { command } from '#src/chat/command.ts';
import { inR } from '#src/chat/money.ts';
import { buttons, say, table, text } from '#src/chat/reply.ts';
import { describeChange } from '#src/domain/adaptation.ts';
import { timesHeld } from '#src/ledger/adaptationEffects.ts';
import { changeOf, isInForce } from '#src/ledger/adaptations.ts';

export const rules = command({
  name: 'rules',
  summary: 'regime rules in force: how often each held, and what it saved',
  role: 'viewer',
  args: z.object({}),
  examples: ['/rules'],
  run({ app }) {
    const { ledger } = app;
    const rows = [...ledger.memory.adaptations.values()].filter((row) => isInForce(row) && changeOf(row).kind === 'rule');
    const found = rows.map((row) => ({ row, held: timesHeld(ledger, row), effect: effectSoFar(row, app) }));
    const [first] = found;
    if (first === undefined)
      return say(badged('No rule is in force', app), 'Rules come from what the trades show; /adaptations lists every change.');
    return {
      title: badged(`Rules in force: ${rows.length}`, app),
      blocks: [
        table(
          ['', 'rule', '>held', '>saved', ''],
          found.map(({ row, held, effect }) => [
            row.id,
            describeChange(changeOf(row)),
            `${held} ×`,
            inR(effect?.totalR ?? 0),
            `${row.grade}: ${effect === undefined ? 'no trade yet' : effectText(effect)}`,
          ]),
        ),
        text('saved: losses that it kept away less gains that it cost, in R of the usual size.'),
        buttons({ [`Undo ${first.row.id}`]: `/undo ${first.row.id}`, Adaptations: '/adaptations' }),
      ],
      data: found.map(({ row, held, effect }) => ({
        id: row.id,
        rule: describeChange(changeOf(row)),
        status: STATUS_WORDS[row.status],
        held,
        n: effect?.n ?? 0,
        savedR: effect?.totalR ?? 0,
        grade: row.grade,
      })),
    };
  },
});
