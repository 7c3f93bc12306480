import { NO_VENUE, type ReadyCheck } from './check.ts';

/** SEC-01, SEC-02. */
export const keyPermissions: ReadyCheck = {
  name: 'key permissions',
  async look({ venue, vault: { key }, settings }) {
    if (venue === undefined) return NO_VENUE;
    // Mostly there is no page for it either. What the key can do is shown by the line about the probe.
    if (settings.venue.testnet) return { ok: true, figure: 'a testnet has no money to withdraw', hint: '' };
    const may = await venue.permissions();
    const add = `heron keys rotate ${venue.name}`;
    if (may === undefined) {
      const waiver = key?.waiver;
      return {
        ok: waiver != null,
        figure:
          waiver == null
            ? `${venue.name} does not tell what the key may do`
            : `${waiver.who} said on ${waiver.at.slice(0, 10)}: ${waiver.phrase}`,
        hint: `Look at the venue yourself and say so: ${add}.`,
      };
    }
    const { canTrade, canWithdraw, ipRestricted } = may;
    const where =
      ipRestricted === undefined ? 'the venue does not tell from where' : ipRestricted ? 'from known addresses' : 'from ANY address';
    return {
      ok: canTrade && !canWithdraw,
      figure: `${canTrade ? 'can trade' : 'cannot trade'}, ${canWithdraw ? 'CAN WITHDRAW' : 'cannot withdraw'}, ${where}`,
      hint: canWithdraw ? `Make a key that can trade but not withdraw, then ${add}.` : `Make a key that can trade, then ${add}.`,
    };
  },
};
