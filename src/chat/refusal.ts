import type { App } from '#src/app.ts';
import { approvalOf } from '#src/ledger/approvals.ts';
import { conditionById } from '#src/ledger/conditions.ts';
import type { Context } from './command.ts';
import { buttons, type Reply, text } from './reply.ts';
import { clockTime } from './time.ts';
import { by } from './who.ts';

type Refused = Extract<ReturnType<App['sniper']['answer']>, { ok: false }>;

/** Why an answer to a proposal changed nothing. Who comes second reads what the first one decided. */
export function refusalOf(refused: Refused, id: string, { app, now }: Context): Reply {
  if (refused.why === 'unknown') return { title: `There is no proposal ${id}.`, blocks: [buttons({ Proposals: '/proposals' })] };
  return { title: titleOf(refused, id, app, now), tone: 'warn', blocks: [text('Nothing was changed.'), buttons({ Why: `/why ${id}` })] };
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
