import type { Permissions } from './keyState.ts';
import type { Provider } from './providers.ts';
import type { Tested } from './vault.ts';

/** What the outside said of a key: `unclear` when nobody could be asked. `permissions` are undefined where the venue does not tell them. */
export type KeyAnswer =
  | { readonly result: 'accepted'; readonly text: string; readonly permissions?: Permissions | undefined }
  | { readonly result: 'refused'; readonly text: string }
  | { readonly result: 'unclear'; readonly text: string };

/** What follows: a verdict, nothing (nobody could be asked), or that a person must say what the venue does not. */
export type Judged = { readonly tested: Tested } | { readonly unclear: string } | { readonly needsWaiver: string };

const fails = (reason: string): Judged => ({ tested: { state: 'test_failed', reason, warnings: [] } });
const passes = (reason: string, warnings: readonly string[] = []): Judged => ({ tested: { state: 'test_ok', reason, warnings } });

/** The words that stand for a person's own look at the permissions. */
export const WAIVER = 'this key cannot withdraw or transfer';

/**
 * Judges a key by what was answered (reliability.md SEC-01, SEC-02). A key that can move money away is refused, whatever else it can do;
 * on a testnet there is no money to move.
 */
export function judgeKey({ kind, title, withdrawHint }: Provider, isTestnet: boolean, answer: KeyAnswer, isWaived: boolean): Judged {
  if (answer.result === 'unclear') return { unclear: answer.text };
  if (answer.result === 'refused') return fails(answer.text);
  if (kind === 'model' || isTestnet) return passes(answer.text);
  const { permissions } = answer;
  if (permissions === undefined) {
    const untold = `${title} does not tell what a key may do. ${withdrawHint}`;
    return isWaived
      ? passes(answer.text, [`${untold} Somebody said that this one cannot withdraw.`, unsaidAddress(title)])
      : { needsWaiver: untold };
  }
  if (permissions.canWithdraw)
    return fails(`This key can withdraw or transfer money, so Heron does not take it. Make one at ${title} that can only read and trade.`);
  if (!permissions.canTrade) return fails(`This key cannot trade. Allow trading for it at ${title}.`);
  if (permissions.ipRestricted === true) return passes(answer.text);
  return passes(answer.text, [permissions.ipRestricted === false ? openAddress(title) : unsaidAddress(title)]);
}

const openAddress = (title: string): string => `This key works from any address. Restrict it to the address of this machine at ${title}.`;
const unsaidAddress = (title: string): string =>
  `${title} does not say whether this key is restricted to addresses. Restrict it to the address of this machine there.`;
