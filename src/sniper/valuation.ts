import { toNumber } from '#src/domain/decimal.ts';
import type { Position } from '#src/domain/position.ts';
import type { Quotes } from '#src/domain/quotes.ts';
import { bookingsOf } from '#src/ledger/bookings.ts';
import type { Ledger } from '#src/ledger/ledger.ts';
import type { Memory } from '#src/ledger/memory.ts';
import { balancesOf } from '#src/ledger/postings.ts';

interface Holding {
  readonly market: string;
  readonly amount: number;
}

/**
 * Equity of an account in floats, for guards and drawdown, as often as once a tick: what comes from the ledger is kept until its books
 * move. The exact figure that people see is `ledger/equity.ts`; the two are compared in a test.
 */
export class Valuation {
  readonly #ledger: Ledger;
  readonly #quotes: Quotes;
  readonly #accountId: string;
  /** The memory that was summed, and how many bookings it had then; a rolled back transaction has a new one. */
  #of: Memory | undefined;
  #bookings = -1;
  #cash = 0;
  #holdings: Holding[] = [];
  #perpetuals: { position: Position; amount: number; cost: number; unit: number }[] = [];

  constructor(ledger: Ledger, quotes: Quotes, accountId: string) {
    this.#ledger = ledger;
    this.#quotes = quotes;
    this.#accountId = accountId;
  }

  /** In quote; NaN when something that is held has no price, so that guards which need it deny. */
  equity(): number {
    this.#refresh();
    let total = this.#cash;
    for (const { market, amount } of this.#holdings) total += amount * (this.#quotes.get(market)?.last ?? Number.NaN);
    for (const { position, amount, cost, unit } of this.#perpetuals) {
      const worth = amount * unit * (this.#quotes.get(position.market)?.last ?? Number.NaN);
      total += position.side === 'long' ? worth - cost : cost - worth;
    }
    return total;
  }

  /** Free cash in the quote asset. */
  cash(): number {
    this.#refresh();
    return this.#cash;
  }

  #refresh(): void {
    const { memory } = this.#ledger;
    if (memory !== this.#of || bookingsOf(memory) !== this.#bookings) this.#reload(memory);
  }

  #reload(memory: Memory): void {
    const quoteAsset = memory.accounts.get(this.#accountId)?.quote ?? '';
    this.#of = memory;
    this.#bookings = bookingsOf(memory);
    this.#cash = 0;
    this.#holdings = [];
    for (const [asset, amount] of balancesOf({ memory }, 'cash', this.#accountId)) {
      if (asset === quoteAsset) this.#cash = toNumber(amount);
      else if (memory.markets.has(`${asset}/${quoteAsset}`))
        this.#holdings.push({ market: `${asset}/${quoteAsset}`, amount: toNumber(amount) });
    }
    this.#perpetuals = [];
    for (const position of memory.positions.values()) {
      const market = memory.markets.get(position.market);
      if (position.accountId !== this.#accountId || market?.kind !== 'perpetual') continue;
      this.#perpetuals.push({
        position,
        amount: toNumber(position.amount),
        cost: toNumber(position.cost),
        unit: toNumber(market.contractSize),
      });
    }
  }
}
