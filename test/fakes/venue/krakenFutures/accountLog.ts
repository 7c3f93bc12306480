import type { Exchange } from '../exchange.ts';
import type { BookedFill, BookedPosition, Happening } from '../record.ts';
import { text, type Units, ZERO } from '../units.ts';
import { productId, unitOf, uuidOf } from './names.ts';
import { fillUid, number, stamp } from './orderForm.ts';

interface Row {
  readonly at: number;
  readonly info: string;
  readonly form: object;
}

const EMPTY = {
  collateral: null,
  contract: null,
  execution: null,
  fee: null,
  funding_rate: null,
  mark_price: null,
  new_average_entry_price: null,
  old_average_entry_price: null,
  realized_funding: null,
  realized_pnl: null,
  trade_price: null,
  conversion_spread_percentage: null,
  liquidation_fee: null,
  position_uid: null,
};

/**
 * `history/v3/account-log`: everything that changed the account, the only place that tells the fees that were really charged. A fill has two
 * rows (the position, then the money), funding and transfers one each.
 */
export class AccountLog {
  readonly #exchange: Exchange;
  readonly #rows: Row[] = [];
  readonly #balances = new Map<string, Units>();
  readonly #positions = new Map<string, BookedPosition>();
  /** The money of a fill is booked before the exchange tells of the position: what the row of the position waits for. */
  #waiting: BookedFill | undefined;

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
    exchange.on((happening) => this.#write(happening));
  }

  /** Newest first unless `sort=asc`; `since` and `before` in epoch ms, `info` filters by kind. 500 rows unless `count` says otherwise. */
  rows(query: URLSearchParams, until: number): object[] {
    const since = Number(query.get('since') ?? 0);
    const before = Math.min(Number(query.get('before') ?? until), until);
    const info = query.get('info');
    const found = this.#rows.filter((row) => row.at >= since && row.at <= before && (info === null || row.info === info));
    return (query.get('sort') === 'asc' ? found : found.toReversed()).slice(0, Number(query.get('count') ?? 500)).map(({ form }) => form);
  }

  #write(happening: Happening): void {
    if (happening.kind === 'fill') this.#waiting = happening.fill;
    if (happening.kind === 'position' && this.#waiting !== undefined) {
      this.#writeFill(this.#waiting, happening.position);
      this.#waiting = undefined;
    }
    if (happening.kind === 'funding') {
      const { market, asset, amount, rate, at } = happening.funding;
      const { base, quote } = this.#exchange.market(market);
      const contract = productId(base, quote).toLowerCase();
      this.#money(at, 'funding rate change', asset, amount, {
        contract,
        fee: 0,
        funding_rate: number(rate),
        realized_funding: number(amount),
      });
    }
    if (happening.kind === 'balance' && (happening.why === 'deposit' || happening.why === 'withdrawal')) {
      this.#money(this.#exchange.time.now(), 'cross-exchange transfer', happening.asset, happening.change, {});
    }
  }

  #writeFill(fill: BookedFill, position: BookedPosition | undefined): void {
    const { base, quote } = this.#exchange.market(fill.market);
    const contract = productId(base, quote).toLowerCase();
    const before = this.#positions.get(fill.market);
    if (position === undefined) this.#positions.delete(fill.market);
    else this.#positions.set(fill.market, position);
    const order = this.#exchange.orders().find(({ ref }) => ref === fill.orderRef);
    const info = order?.origin === 'venue' ? 'futures liquidation' : 'futures trade';
    const shared = { contract, execution: fillUid(fill), mark_price: number(fill.price), trade_price: number(fill.price) };
    this.#row(fill.at, info, contract, before?.amount ?? ZERO, position?.amount ?? ZERO, {
      ...shared,
      old_average_entry_price: before === undefined ? null : number(before.entryPrice),
      new_average_entry_price: position === undefined ? null : number(position.entryPrice),
    });
    this.#money(fill.at, info, fill.feeAsset, fill.realized - fill.fee, {
      ...shared,
      fee: number(fill.fee),
      realized_pnl: number(fill.realized),
    });
  }

  #money(at: number, info: string, asset: string, change: Units, more: object): void {
    const before = this.#balances.get(asset) ?? ZERO;
    this.#balances.set(asset, before + change);
    this.#row(at, info, unitOf(asset).toLowerCase(), before, before + change, more);
  }

  #row(at: number, info: string, asset: string, before: Units, after: Units, more: object): void {
    const id = this.#rows.length + 1;
    const form = {
      ...EMPTY,
      asset,
      booking_uid: uuidOf(`booking:${id}`),
      date: stamp(at),
      id,
      info,
      margin_account: 'flex',
      old_balance: Number(text(before)),
      new_balance: Number(text(after)),
      ...more,
    };
    this.#rows.push({ at, info, form });
  }
}
