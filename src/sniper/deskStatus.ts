import type { Acted } from './hand.ts';
import type { SniperState } from './state.ts';

/** A paused desk enters nothing new; what it has open keeps its exits. */
export function setDeskStatus({ ledger }: Pick<SniperState, 'ledger'>, deskId: string, paused: boolean, actor: string): Acted {
  const desk = ledger.memory.desks.get(deskId);
  if (desk === undefined) return { ok: false, text: `There is no desk ${deskId}.` };
  if (desk.status === (paused ? 'paused' : 'active')) return { ok: true, text: `Desk ${deskId} was ${desk.status} already.` };
  const reason = `asked by ${actor}`;
  ledger.transact((tx) => tx.append({ kind: paused ? 'desk.paused' : 'desk.unpaused', subject: deskId, actor, data: { reason } }));
  const text = paused ? `Desk ${deskId} is paused: no new entries; open positions keep their exits.` : `Desk ${deskId} is active again.`;
  return { ok: true, text };
}
