import { allOf } from './allOf.ts';
import type { Context } from './command.ts';
import { type Reply, say } from './reply.ts';

/** Pauses or unpauses one desk, or all in one transaction. */
export function setDesks({ app, user }: Context, desk: string | undefined, paused: boolean): Reply {
  const { ledger, sniper } = app;
  const ids = [...ledger.memory.desks.keys()];
  if (desk !== undefined && !ids.includes(desk)) return say(`There is no desk ${desk}.`, `Desks: ${ids.join(', ')}.`);
  const chosen = desk === undefined ? ids : [desk];
  return allOf(ledger.transact(() => chosen.map((id) => sniper.setDeskStatus(id, paused, user.actor))));
}
