import type { Difference } from '#src/domain/difference.ts';
import type { Denial } from '#src/guards/guard.ts';
import type { Memory } from '#src/ledger/memory.ts';

/** What the venue and the ledger can disagree about that nobody should trade on: whose position it is, and how large. */
const FREEZES: ReadonlySet<string> = new Set<Difference>([
  'RECON-ZOMBIE',
  'RECON-GHOST',
  'RECON-QUANTITY',
  'RECON-LOST-ORDER',
  'RECON-FILL',
]);

/** More money than its owner wants there: then nothing new is opened in any market (SEC-03). */
const FUNDS: Difference = 'RECON-FUNDS';

/**
 * Why nothing new is opened in a market, or undefined: a difference to the venue stands there, acknowledged or not, until both agree again or it is
 * adopted. Exits are not asked (FI-35).
 */
export function faultOfMarket({ findings }: Pick<Memory, 'findings'>, market: string): Denial | undefined {
  for (const { id, invariant, row, expected, found } of findings.values()) {
    if (invariant === FUNDS)
      return {
        guard: 'frozen',
        figure: found,
        limit: expected,
        text: `More lies on the account than live.maxFunds allows (${id}): nothing new is opened until the rest is moved away or live.maxFunds is raised.`,
      };
    if (!FREEZES.has(invariant) || !row.split(' ').includes(market)) continue;
    return {
      guard: 'frozen',
      figure: found,
      limit: expected,
      text: `${market} is frozen: the ledger and the venue disagree (${id}). Nothing new is opened there until that is settled.`,
    };
  }
  return undefined;
}
