import { type Instant, instant, toIso } from '#src/domain/clock.ts';
import type { Decimal } from '#src/domain/decimal.ts';
import { OutsideError } from '#src/domain/errors.ts';
import type { Market } from '#src/domain/market.ts';
import type { RequestBudget } from '#src/venue/ccxt/budget.ts';
import { badAnswer, decimalOf } from '#src/venue/ccxt/number.ts';
import type { KeyPermissions, VenueFill, VenueOrder, VenueTransfer } from '#src/venue/port.ts';
import { balancesOf, failureOf, fillOf, marketOf, momentOf, orderOf, permissionsOf, rowsOf, transferOf } from './border.ts';
import { type RestOptions, valrRequest } from './rest.ts';
import { valrVerdict } from './verdict.ts';

type Row = Readonly<Record<string, unknown>>;
const PAGE = 100;
const MOST_PAGES = 50;
const TRANSFERS = [
  'BLOCKCHAIN_RECEIVE',
  'BLOCKCHAIN_SEND',
  'FIAT_DEPOSIT',
  'FIAT_WITHDRAWAL',
  'FIAT_WITHDRAWAL_REVERSAL',
  'CREDIT_CARD_DEPOSIT',
  'OFF_CHAIN_BLOCKCHAIN_WITHDRAW',
  'OFF_CHAIN_BLOCKCHAIN_DEPOSIT',
  'INTERNAL_TRANSFER',
  'PAYMENT_SENT',
  'PAYMENT_RECEIVED',
  'PAYMENT_REVERSED',
  'REFERRAL_REBATE',
  'REFERRAL_REWARD',
  'PROMOTIONAL_REBATE',
].join(',');

/** What VALR tells. Every read rejects with OutsideError; `not there` is an answer only where an order is asked for. */
export class ValrReads {
  readonly #rest: RestOptions;
  readonly #budget: RequestBudget;
  readonly #onHalt: (reason: string) => void;
  #symbols: ReadonlyMap<string, string> = new Map();

  constructor(rest: RestOptions, budget: RequestBudget, onHalt: (reason: string) => void) {
    this.#rest = rest;
    this.#budget = budget;
    this.#onHalt = onHalt;
  }

  async markets(venue: string): Promise<readonly Market[]> {
    const rows = rowsOf(await this.#get('its markets', '/v1/public/pairs'));
    const markets = rows.flatMap((row) => marketOf(row, venue) ?? []);
    this.#symbols = new Map(markets.map(({ symbol, base, quote }) => [base + quote, symbol]));
    return markets;
  }

  async time(): Promise<Instant> {
    const answer = (await this.#get('the time', '/v1/public/time')) as Row;
    try {
      return momentOf(answer, 'time');
    } catch {
      return instant(Number(String(decimalOf(answer, 'epochTime'))) * 1_000);
    }
  }

  /** By our id: the status first, which knows orders that live, then the summary of history, which knows those that ended. */
  async order(clientOrderId: string, market: string): Promise<{ order: VenueOrder; failure: string } | undefined> {
    const pair = market.replace('/', '');
    for (const path of [
      `/v1/orders/${pair}/customerorderid/${clientOrderId}`,
      `/v1/orders/history/summary/customerorderid/${clientOrderId}`,
    ]) {
      const answer = await this.#tried('an order', path);
      if (answer === undefined) continue;
      const row = answer as Row;
      return { order: orderOf(row, this.#symbolOf), failure: failureOf(row) };
    }
    return undefined;
  }

  async openOrders(): Promise<readonly VenueOrder[]> {
    return rowsOf(await this.#get('the open orders', '/v1/orders/open')).map((row) => orderOf(row, this.#symbolOf));
  }

  async closedOrders(since: Instant): Promise<readonly VenueOrder[]> {
    const rows = await this.#pages('past orders', `/v1/orders/history?showZeroVolumeCancels=true&startTime=${at(since)}`, skipping);
    return rows.map((row) => orderOf(row, this.#symbolOf));
  }

  async fillsSince(since: Instant): Promise<readonly VenueFill[]> {
    const rows = await this.#pages('the fills', `/v1/account/tradehistory?startTime=${at(since)}`, before);
    return rows.map((row) => fillOf(row, this.#symbolOf)).toReversed();
  }

  async transfersSince(since: Instant): Promise<readonly VenueTransfer[]> {
    const path = `/v1/account/transactionhistory?transactionTypes=${TRANSFERS}&startTime=${at(since)}`;
    const rows = await this.#pages('deposits and withdrawals', path, before);
    return rows.flatMap((row) => transferOf(row) ?? []).toReversed();
  }

  async balances(): Promise<ReadonlyMap<string, Decimal>> {
    return balancesOf(rowsOf(await this.#get('the balances', '/v1/account/balances')));
  }

  async permissions(): Promise<KeyPermissions | undefined> {
    return permissionsOf(await this.#get('what the key may do', '/v1/account/api-keys/current'));
  }

  readonly #symbolOf = (pair: string): string => this.#symbols.get(pair) ?? pair;

  /** All pages, newest first, each entry once however pages overlap. */
  async #pages(what: string, path: string, next: (rows: readonly Row[]) => string): Promise<readonly Row[]> {
    const found = new Map<string, Row>();
    let cursor = '';
    for (let page = 0; page < MOST_PAGES; page++) {
      const rows = rowsOf(await this.#get(what, `${path}&limit=${PAGE}${cursor}`));
      for (const row of rows) found.set(String(row.id ?? row.orderId), row);
      if (rows.length < PAGE) return [...found.values()];
      cursor = next([...found.values()]);
    }
    throw badAnswer(`more pages of ${what} than there can be`);
  }

  async #get(what: string, path: string): Promise<unknown> {
    const answer = await this.#tried(what, path);
    if (answer === undefined) throw this.#failed(what, 'It does not know of it.');
    return answer;
  }

  async #tried(what: string, path: string): Promise<unknown> {
    await this.#budget.turn('safety');
    try {
      return await valrRequest(this.#rest, 'GET', path);
    } catch (error) {
      const verdict = valrVerdict(error, 'read');
      if (verdict.backOffMs !== undefined) this.#budget.pause(verdict.backOffMs);
      if (verdict.halts === true) this.#onHalt(verdict.reason);
      if (verdict.gone === true) return undefined;
      throw this.#failed(what, verdict.reason);
    }
  }

  #failed = (what: string, reason: string): OutsideError =>
    new OutsideError('venue-read', `VALR did not tell ${what}. ${reason}`, 'Heron asks again by itself.', true);
}

const at = (since: Instant): string => encodeURIComponent(toIso(since));
const before = (rows: readonly Row[]): string => `&beforeId=${encodeURIComponent(String(rows.at(-1)?.id))}`;
const skipping = (rows: readonly Row[]): string => `&skip=${rows.length}`;
