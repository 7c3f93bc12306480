import type { Candle } from '#src/domain/candle.ts';
import type { Instant } from '#src/domain/clock.ts';
import { decimal, multiply, placesOf, toNumber } from '#src/domain/decimal.ts';
import type { Market } from '#src/domain/market.ts';
import type { Quote } from '#src/domain/quote.ts';
import { seedOf } from '#src/domain/rng.ts';
import { basisPct, fundingPctOf } from './basis.ts';

const MINUTE_MS = 60_000;
/** Perpetuals are traded more than spot. */
const PERPETUAL_VOLUME = 2.5;

/**
 * One market's view of its asset: prices on the market's ticks, a perpetual's moved by its basis. The basis holds still within a minute, so that prices
 * keep their order on the way, and the candle of the market is exactly the candle of its quotes.
 */
export class MarketView {
  readonly market: Market;
  /** Place of its asset in the world. */
  readonly asset: number;
  readonly #basisSeed: number;
  readonly #widestBasisPct: number;
  readonly #volume: number;
  readonly #contractSize: number;
  // A price is count × units ÷ scale: both exact, so that the quotient is the float nearest to the decimal price.
  readonly #units: number;
  readonly #scale: number;
  #minute = -1;
  #factor = 1;

  constructor(market: Market, asset: number, seed: number | string, widestBasisPct: number) {
    this.market = market;
    this.asset = asset;
    const isPerpetual = market.kind === 'perpetual';
    this.#basisSeed = seedOf(seed, 'basis', market.symbol);
    this.#widestBasisPct = isPerpetual ? widestBasisPct : 0;
    this.#volume = isPerpetual ? PERPETUAL_VOLUME : 1;
    this.#contractSize = toNumber(market.contractSize);
    this.#scale = 10 ** placesOf(market.tick);
    this.#units = toNumber(multiply(market.tick, decimal(String(this.#scale))));
  }

  /** From the asset's price to the market's, at least one tick. */
  price(assetPrice: number, minute: number): number {
    if (minute !== this.#minute) {
      this.#minute = minute;
      this.#factor = 1 + basisPct(this.#basisSeed, minute, this.#widestBasisPct) / 100;
    }
    return this.#onTick(Math.round((assetPrice * this.#factor * this.#scale) / this.#units));
  }

  candle(bars: Float64Array, row: number, minute: number): Candle {
    return {
      openedAt: (minute * MINUTE_MS) as Instant,
      open: this.price(bars[row] as number, minute),
      high: this.price(bars[row + 1] as number, minute),
      low: this.price(bars[row + 2] as number, minute),
      close: this.price(bars[row + 3] as number, minute),
      volume: this.volume(bars[row + 4] as number),
    };
  }

  /** Base units, to four places. */
  volume(assetVolume: number): number {
    return Math.round(assetVolume * this.#volume * 1e4) / 1e4;
  }

  /** Bid and ask on the ticks around `spreadBps`, never narrower. `volume` (base units) is what can be had, on either side. */
  quote(last: number, spreadBps: number, volume: number, at: Instant): Quote {
    const half = (last * spreadBps) / 20_000;
    const bid = this.#onTick(Math.floor(((last - half) * this.#scale) / this.#units));
    const ask = this.#onTick(Math.ceil(((last + half) * this.#scale) / this.#units));
    const size = volume / this.#contractSize;
    return { market: this.market.symbol, bid, ask, last, bidSize: size, askSize: size, at };
  }

  fundingPct(at: Instant): number {
    return this.market.kind === 'perpetual' ? fundingPctOf(this.#basisSeed, Math.floor(at / MINUTE_MS), this.#widestBasisPct) : 0;
  }

  #onTick(count: number): number {
    return (Math.max(1, count) * this.#units) / this.#scale;
  }
}
