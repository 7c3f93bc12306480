import type { App } from '#src/app.ts';
import { approvalOf } from '#src/ledger/approvals.ts';
import { conditionById } from '#src/ledger/conditions.ts';
import type { Context } from './command.ts';
import { percent } from './money.ts';
import { buttons, type Reply, text } from './reply.ts';
import { clockTime } from './time.ts';
import { by } from './who.ts';

type Refused = Extract<ReturnType<App['sniper']['answer']>, { ok: false }>;

/** Why an answer to a proposal changed nothing. Who comes second reads what the first one decided. */
export function refusalOf(refused: Refused, id: string, { app, now }: Context): Reply {
  if (refused.why === 'unknown') return { title: `There is no proposal ${id}.`, blocks: [buttons({ Proposals: '/proposals' })] };
  if (refused.why === 'pledged') return firstOfTwo(refused, app, now);
  return { title: titleOf(refused, id, app, now), tone: 'warn', blocks: [text('Nothing was changed.'), buttons({ Why: `/why ${id}` })] };
}

/** It was taken down as the first of two approvals, now or before. */
function firstOfTwo({ id, first, riskPct }: Extract<Refused, { why: 'pledged' }>, { ledger }: App, now: Context['now']): Reply {
  const condition = ledger.memory.conditions.get(id);
  const until = condition === undefined ? '' : ` before ${clockTime(condition.expiresAt, now)}`;
  return {
    title: `${id} has the first of two approvals`,
    tone: 'warn',
    blocks: [
      text(
        `It came ${by(first.actor)} at ${clockTime(first.at, now)}. It risks ${percent(riskPct)} of equity: somebody else has to approve it too${until}. Nothing is armed yet.`,
      ),
    ],
  };
}

function titleOf({ why, text }: Refused, id: string, { ledger }: App, now: Context['now']): string {
  const condition = ledger.memory.conditions.get(id) ?? conditionById(ledger, id);
  if (condition === undefined) return text;
  if (why === 'expired' && now >= condition.expiresAt) return `${id} expired at ${clockTime(condition.expiresAt, now)}`;
  if (why !== 'already') return text;
  const given = approvalOf(ledger, id);
  if (given === undefined)
    return condition.status === 'expired'
      ? `${id} expired at ${clockTime(condition.expiresAt, now)}`
      : `${id} is ${condition.status} already`;
  const decided = given.decision === 'approve' ? 'approved' : 'rejected';
  const since = condition.status === 'armed' || condition.status === 'rejected' ? '' : `; it is ${condition.status} now`;
  return `${id} was ${decided} already, ${by(given.actor)} at ${clockTime(given.at, now)}${since}`;
}
