import { type Instant, instant, later } from '#src/domain/clock.ts';
import type { Decimal } from '#src/domain/decimal.ts';
import type { KeyPermissions, VenueFunding, VenuePosition, VenueTransfer } from '#src/venue/port.ts';
import { balancesOf, type WalletField } from './balance.ts';
import { fundingOf } from './funding.ts';
import { kindOf } from './listRoutes.ts';
import { badAnswer } from './number.ts';
import type { OrderReadOptions } from './orderReads.ts';
import { everyPage, olderOn } from './pages.ts';
import { positionOf } from './position.ts';
import { transferOf } from './transfer.ts';

/** What ccxt's `total` mixes with the result of open positions. */
const WALLETS: Readonly<Record<string, WalletField>> = {
  binanceusdm: { path: ['assets'], asset: 'asset', held: 'walletBalance' },
  okx: { path: ['data', '0', 'details'], asset: 'ccy', held: 'cashBal' },
};
/** Longest that venues tell funding and transfers in one call. */
const SPAN_MS = 7 * 86_400_000;

/** What the account holds, owes and was paid. All reject with OutsideError. */
export class AccountReads {
  readonly #options: OrderReadOptions;
  readonly #lastDate: () => Instant | undefined;
  readonly #leverageSet: (market: string) => number | undefined;

  /** `lastDate`: what the venue's server put on its latest answer, where it has no call for the time. */
  constructor(options: OrderReadOptions, lastDate: () => Instant | undefined, leverageSet: (market: string) => number | undefined) {
    this.#options = options;
    this.#lastDate = lastDate;
    this.#leverageSet = leverageSet;
  }

  async balances(): Promise<ReadonlyMap<string, Decimal>> {
    const { calls, connection, profile } = this.#options;
    return balancesOf(await calls.read('its balances', () => connection.client.fetchBalance()), WALLETS[profile.id]);
  }

  async positions(): Promise<readonly VenuePosition[]> {
    const { calls, connection, profile } = this.#options;
    if (!profile.kinds.includes('perpetual')) return [];
    const records = await calls.read('its positions', () => connection.client.fetchPositions());
    return records.flatMap((record) => positionOf(record, this.#leverageSet) ?? []);
  }

  async fundingSince(since: Instant): Promise<readonly VenueFunding[] | undefined> {
    const { calls, connection, profile, symbols } = this.#options;
    if (!profile.funding) return undefined;
    const found: VenueFunding[] = [];
    for (const symbol of symbols.filter((one) => kindOf(one) === 'perpetual')) {
      const records = await everyPage({
        since,
        now: later(calls.clock.now(), 60_000),
        maxSpanMs: SPAN_MS,
        older: olderOn(profile.id),
        keyOf: (income) => `${String(income.symbol)} ${String(income.id)}`,
        ask: ({ from, params }) => calls.read('its funding', () => connection.client.fetchFundingHistory(symbol, from, undefined, params)),
      });
      found.push(...records.map(fundingOf).filter(({ at }) => at >= since));
    }
    return found.toSorted((a, b) => a.at - b.at);
  }

  async transfersSince(since: Instant): Promise<readonly VenueTransfer[] | undefined> {
    const { calls, connection, profile } = this.#options;
    if (profile.transfers.length === 0) return undefined;
    const found = new Map<string, VenueTransfer>();
    for (const { call, params, types } of profile.transfers) {
      const entries = await calls.read('deposits and withdrawals', () => connection.client[call](undefined, since, undefined, params));
      for (const entry of entries) {
        if (types !== undefined && !types.includes(String(entry.type))) continue;
        const transfer = transferOf({ ...entry, type: call === 'fetchWithdrawals' ? 'withdrawal' : entry.type });
        if (transfer !== undefined && transfer.at >= since) found.set(transfer.venueTransferId, transfer);
      }
    }
    return [...found.values()].toSorted((a, b) => a.at - b.at);
  }

  async permissions(): Promise<KeyPermissions | undefined> {
    const { calls, connection, profile } = this.#options;
    const { askPermissions } = connection;
    if (askPermissions === undefined) return undefined;
    return profile.permissions?.read(await calls.read('what the key may do', askPermissions));
  }

  /** The venue's clock; in whole seconds where it has no call for the time. */
  async time(): Promise<Instant> {
    const { calls, connection, profile, symbols } = this.#options;
    const { client } = connection;
    if (profile.time) {
      const at = Number(await calls.read('the time', () => client.fetchTime()));
      if (!Number.isFinite(at) || at <= 0) throw badAnswer('no time');
      return instant(at);
    }
    const [symbol] = symbols;
    await calls.read('the time', () => (symbol === undefined ? client.loadMarkets(true) : client.fetchTicker(symbol)));
    const at = this.#lastDate();
    if (at === undefined) throw badAnswer('no time');
    return at;
  }
}
