import { add, type Decimal, decimal, fromNumber, isMore, isZero, multiply, toNumber, ZERO } from '#src/domain/decimal.ts';
import { NO_VENUE, type ReadyCheck } from './check.ts';

/** Names no more than this many of them. */
const NAMED = 5;

/** SEC-03: no more lies on the account than its owner said should, so that a bug, a stolen key or a lost phone has an end. */
export const fundsCapped: ReadyCheck = {
  name: 'funds',
  async look({ venue, settings, prices }) {
    if (settings.venue.testnet) return { ok: true, figure: 'a testnet has no money to lose', hint: '' };
    if (venue === undefined) return NO_VENUE;
    const { quote } = settings.desk;
    const held = [...(await venue.balances())].filter(([, amount]) => !isZero(amount));
    const others = held.map(([asset]) => asset).filter((asset) => asset !== quote);
    const worth = others.length === 0 ? new Map<string, number>() : ((await prices?.(others, quote)) ?? new Map<string, number>());
    const unknown = others.filter((asset) => !worth.has(asset));
    const valued = held.map(
      ([asset, amount]): Decimal => (asset === quote ? amount : multiply(amount, fromNumber(worth.get(asset) ?? 0, 12))),
    );
    const total = valued.reduce((sum, one) => add(sum, one), ZERO);
    const figure = `${toNumber(total).toFixed(2)} ${quote}`;
    const most = decimal(settings.live.maxFunds);
    if (isZero(most))
      return {
        ok: false,
        figure: `${figure} lie there, and live.maxFunds is not set`,
        hint: `Set live.maxFunds to what may lie there at most, in ${quote}; a sub-account that holds no more is the best way to keep it.`,
      };
    if (isMore(total, most))
      return {
        ok: false,
        figure: `${figure}, more than the ${settings.live.maxFunds} ${quote} of live.maxFunds`,
        hint: 'Move the rest to another account of yours at the venue; a sub-account for Heron alone is best. Or raise live.maxFunds in your file.',
      };
    if (unknown.length > 0)
      return {
        ok: false,
        figure: `${figure}, without ${unknown.slice(0, NAMED).join(', ')}${unknown.length > NAMED ? ', …' : ''}, which have no price in ${quote}`,
        hint: 'Nobody can tell what those are worth: move them out of the account. A sub-account for Heron alone is best.',
      };
    return { ok: true, figure: `${figure} of at most ${settings.live.maxFunds}`, hint: '' };
  },
};
