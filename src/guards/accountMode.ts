import { unknown } from './bound.ts';
import type { Guard } from './guard.ts';

const name = 'accountMode';
const MODES: readonly unknown[] = ['paper', 'live'];

/** E9, MODE-2: holds for exits too, because an order in the wrong account is never the order that was meant. */
export const accountMode: Guard = {
  name,
  alsoExits: true,
  describe: () => 'An order never names an account of the other mode: paper orders go to paper accounts, live orders to live ones.',
  check({ mode, accountMode: account }) {
    if (!MODES.includes(mode)) return unknown(name, 'the mode');
    if (!MODES.includes(account)) return unknown(name, "the account's mode", mode);
    if (mode === account) return undefined;
    return { guard: name, figure: account, limit: mode, text: `Heron trades ${mode} here, but the order names a ${account} account.` };
  },
};
