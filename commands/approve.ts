import { z } from 'zod';
import { oneOf, proposalId } from '#src/chat/argument.ts';
import { badged } from '#src/chat/badge.ts';
import { distanceText, riskText } from '#src/chat/card.ts';
import { command } from '#src/chat/command.ts';
import { price } from '#src/chat/money.ts';
import { refusalOf } from '#src/chat/refusal.ts';
import { buttons, diff, fields, type Reply, say, text } from '#src/chat/reply.ts';
import { deadline, duration } from '#src/chat/time.ts';
import { describe } from '#src/triggers/describe.ts';

export const approve = command({
  name: 'approve',
  summary: 'say yes to a proposal: the sniper waits for its trigger and executes',
  role: 'trader',
  args: z.object({ id: proposalId, size: oneOf('half').optional() }),
  examples: ['/approve c1', '/approve c1 half'],
  run(context, { id, size }): Reply {
    const { app, user, now, shownPrice } = context;
    const answer = app.sniper.answer({ id, decision: 'approve', actor: user.actor, shownPrice, ...(size && { factor: 0.5 }) });
    if (!answer.ok) {
      if (answer.why !== 'drifted') return refusalOf(answer, id, context);
      const again = `/approve ${id}${size === undefined ? '' : ` ${size}`}`;
      return {
        title: `${id}: the price has moved since the proposal`,
        tone: 'warn',
        blocks: [
          diff({ what: 'price', before: price(answer.reference), after: price(answer.price) }),
          text(
            `Nothing is armed yet. Say it again within ${duration(app.settings.values.policy.confirmWithinSeconds * 1000)} to take it at this price.`,
          ),
          buttons({ 'Approve at this price': again, Reject: `/reject ${id}` }),
        ],
      };
    }
    const condition = app.ledger.memory.conditions.get(answer.id);
    if (condition === undefined) return say(`${answer.id} is ${answer.outcome}.`);
    const { market, side, entry, expiresAt } = condition;
    return {
      title: badged(`${answer.id} is armed: ${side} ${market}`, app),
      tone: 'good',
      blocks: [
        fields({
          when: `${describe(entry, market)}${distanceText(condition, app)}`,
          risk: riskText(condition, app),
          until: deadline(expiresAt, now),
        }),
        buttons({ Disarm: `/disarm ${answer.id}`, Why: `/why ${answer.id}` }),
      ],
    };
  },
});
