import type { ReadyCheck } from './check.ts';

/** SEC-06: without the key nothing is live, and nobody can guess it. */
export const vaultKey: ReadyCheck = {
  name: 'encryption key',
  look: ({ vault: { isOpen, figure } }) => ({
    ok: isOpen,
    figure,
    hint: 'Make the vault with heron keys add, and give its key in HERON_VAULT_KEY.',
  }),
};
