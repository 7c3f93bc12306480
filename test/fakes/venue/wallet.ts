import { History } from './history.ts';
import { type Units, ZERO } from './units.ts';

/** What the account owns in each asset, with its past. Never below zero for spot; a perpetual's losses may take it there. */
export class Wallet {
  readonly totals = new History<string, Units>();
  /** What open orders hold back, kept beside the totals so that a late read shows both as they were. */
  readonly holds = new History<string, Units>();

  total = (asset: string): Units => this.totals.get(asset) ?? ZERO;

  held = (asset: string): Units => this.holds.get(asset) ?? ZERO;

  free = (asset: string): Units => this.total(asset) - this.held(asset);

  move(asset: string, change: Units, at: number): void {
    this.totals.set(asset, this.total(asset) + change, at);
  }

  /** Writes down what is held now. */
  hold(held: ReadonlyMap<string, Units>, at: number): void {
    for (const asset of new Set([...this.holds.keys(), ...held.keys()])) {
      const now = held.get(asset) ?? ZERO;
      if (this.held(asset) !== now) this.holds.set(asset, now, at);
    }
  }
}
