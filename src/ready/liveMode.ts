import type { ReadyCheck } from './check.ts';

/** SEC-38: the gate is passed on the ledger and with the settings that are to be live. */
export const liveMode: ReadyCheck = {
  name: 'mode',
  look({ settings: { mode, feed }, ledger }) {
    const paper = [...ledger.memory.accounts.values()].find((account) => account.mode === 'paper');
    return {
      ok: mode === 'live' && feed.source !== 'simulated' && paper === undefined,
      figure: `${mode} at ${feed.source}${paper === undefined ? '' : `, on a ledger with the paper account ${paper.id}`}`,
      hint: 'Give the settings of live, with a ledger of their own: heron ready --config live.yaml. config/live.example.yaml shows them.',
    };
  },
};
