import type { ReadyCheck } from './check.ts';

/** FI-55. */
export const singleLease: ReadyCheck = {
  name: 'single lease',
  look: ({ holdsLease, ledger }) => ({
    ok: holdsLease,
    figure: holdsLease ? 'held here' : 'held by another process',
    hint: `A Heron runs on ${ledger.path}: say /ready there, or stop it first.`,
  }),
};
