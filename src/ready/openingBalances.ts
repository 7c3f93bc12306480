import { add, type Decimal, isEqual, toText, ZERO } from '#src/domain/decimal.ts';
import { balancesOf } from '#src/ledger/postings.ts';
import { openingOf } from '#src/ledger/readiness.ts';
import { NO_VENUE, type ReadyCheck } from './check.ts';

/** INV-7 at its beginning: what the venue holds is what the opening entry says, moved by nothing but what the ledger knows. Who says /live signs for it. */
export const openingBalances: ReadyCheck = {
  name: 'balances',
  async look({ venue, ledger }) {
    if (venue === undefined) return NO_VENUE;
    const accounts = [...ledger.memory.accounts.values()].filter(({ mode }) => mode === 'live');
    const opening = openingOf(ledger);
    if (accounts.length === 0 || opening === undefined)
      return {
        ok: false,
        figure: 'the ledger has no opening entry',
        hint: 'Start once with heron start: it writes down what the venue holds.',
      };
    const ours = new Map<string, Decimal>();
    for (const { id } of accounts)
      for (const [asset, amount] of balancesOf(ledger, 'cash', id)) ours.set(asset, add(ours.get(asset) ?? ZERO, amount));
    const theirs = await venue.balances();
    const different = [...new Set([...ours.keys(), ...theirs.keys()])]
      .filter((asset) => !isEqual(ours.get(asset) ?? ZERO, theirs.get(asset) ?? ZERO))
      .map((asset) => `${asset} ${toText(ours.get(asset) ?? ZERO)} here, ${toText(theirs.get(asset) ?? ZERO)} there`);
    return {
      ok: different.length === 0,
      figure:
        different.length > 0
          ? different.join('; ')
          : `${theirs.size} assets equal since the opening entry #${opening.seq}, which /live signs`,
      hint: '/drift shows each difference, with what can be done about it.',
    };
  },
};
