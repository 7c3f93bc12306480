import { type Units, ZERO } from './units.ts';

/** A public trade. */
export interface Print {
  readonly id: string;
  readonly price: Units;
  readonly amount: Units;
  /** Of the taker. */
  readonly side: 'buy' | 'sell';
  readonly at: number;
}

export interface Candle {
  readonly at: number;
  readonly open: Units;
  readonly high: Units;
  readonly low: Units;
  readonly close: Units;
  readonly volume: Units;
  readonly trades: number;
}

/** Everything that was traded in a market, and the candles that it makes. */
export class Tape {
  readonly prints: Print[] = [];

  /** By time, whenever it is added. */
  add(print: Omit<Print, 'id'>): Print {
    const added = { ...print, id: String(this.prints.length + 1) };
    this.prints.splice(this.prints.findLastIndex(({ at }) => at <= print.at) + 1, 0, added);
    return added;
  }

  /** Four prints that make this candle; for a past that nobody traded in. */
  draw(ms: number, { at, open, high, low, close, volume }: Omit<Candle, 'trades'>): void {
    for (const [index, price] of [open, low, high, close].entries()) {
      this.add({ price, amount: index === 0 ? volume : ZERO, side: 'buy', at: at + Math.floor((ms / 4) * index) });
    }
  }

  since = (at: number): Print[] => this.prints.filter((print) => print.at >= at);

  /** Oldest first, periods that begin from `from` (included) to `to` (not included); one without trades repeats the last close. */
  candles(ms: number, from: number, to: number): Candle[] {
    const candles: Candle[] = [];
    const first = Math.ceil(from / ms) * ms;
    let close = this.prints.findLast(({ at }) => at < first)?.price;
    let next = this.prints.findIndex(({ at }) => at >= first);
    for (let at = first; at < to; at += ms) {
      const within: Print[] = [];
      for (; next >= 0 && next < this.prints.length; next++) {
        const print = this.prints[next] as Print;
        if (print.at >= at + ms) break;
        within.push(print);
      }
      const candle = candleOf(at, within, close);
      if (candle === undefined) continue;
      close = candle.close;
      candles.push(candle);
    }
    return candles;
  }
}

function candleOf(at: number, prints: readonly Print[], before: Units | undefined): Candle | undefined {
  const prices = prints.map(({ price }) => price);
  const open = prices[0] ?? before;
  if (open === undefined) return undefined;
  const high = prices.reduce((a, b) => (a > b ? a : b), open);
  const low = prices.reduce((a, b) => (a < b ? a : b), open);
  const volume = prints.reduce((sum, { amount }) => sum + amount, ZERO);
  return { at, open, high, low, close: prices.at(-1) ?? open, volume, trades: prints.length };
}
