import { add, type Decimal, isZero, ZERO } from '#src/domain/decimal.ts';
import type { Book } from './book.ts';

/** One asset of the account. */
export interface Asset {
  readonly name: string;
  held: Decimal;
  /** Part of `held` that resting orders have spoken for. */
  reserved: Decimal;
  /** Counts what moves the liquidation prices of the positions that settle in this asset. */
  changes: number;
  /** Markets with an open perpetual position that settles in this asset. */
  readonly positions: Set<Book>;
}

/** What the paper account holds: the venue's own books, kept apart from Heron's ledger so that the audit can compare the two. */
export class Account {
  readonly #assets = new Map<string, Asset>();

  asset(name: string): Asset {
    let asset = this.#assets.get(name);
    if (asset === undefined) {
      asset = { name, held: ZERO, reserved: ZERO, changes: 0, positions: new Set() };
      this.#assets.set(name, asset);
    }
    return asset;
  }

  /** Asset → amount held, without those that hold nothing. */
  balances(): ReadonlyMap<string, Decimal> {
    const balances = new Map<string, Decimal>();
    for (const { name, held } of this.#assets.values()) if (!isZero(held)) balances.set(name, held);
    return balances;
  }
}

/** Adds to (or, when negative, takes from) what is held. */
export function credit(asset: Asset, amount: Decimal): void {
  asset.held = add(asset.held, amount);
  asset.changes++;
}
