import { instant } from '#src/domain/clock.ts';
import type { World } from './world.ts';

const QUOTE_EVERY_MS = 4_000;
const FIRST_PRICE = 64_000;
const LOWEST = 10_000;

/** The price, where it is going, and how it gets to Heron: at the venue first, then over a stream that may stand still or bring nonsense. */
export class SimMarket {
  price = FIRST_PRICE;
  /** Where the price goes from here; undefined: nowhere in particular. */
  goal: number | undefined;
  readonly #world: World;
  #frozenUntil = 0;

  constructor(world: World) {
    this.#world = world;
    this.#beat();
  }

  #beat(): void {
    this.#quote();
    this.#world.scheduler.in(QUOTE_EVERY_MS, () => this.#beat());
  }

  #quote(): void {
    const { venue, scheduler, prices, rates } = this.#world;
    const [noise, bad, freeze, spread, thin, which] = [
      prices.next(),
      prices.next(),
      prices.next(),
      prices.next(),
      prices.next(),
      prices.next(),
    ] as const;
    this.#move(noise);
    const { symbol, tick } = venue.kind.market;
    const on = (value: number): number => Number((Math.round(value / Number(tick)) * Number(tick)).toFixed(8));
    const half = this.price * (0.00005 + spread * 0.0001);
    const quote = { bid: on(this.price - half), ask: on(this.price + half), last: on(this.price) };
    venue.exchange.quote(symbol, quote.bid, quote.ask, { last: quote.last, ...(thin < 0.15 ? { bidSize: '0.02', askSize: '0.02' } : {}) });
    if (freeze < rates.wsFreeze) {
      this.#frozenUntil = scheduler.now + 5_000 + Math.floor((freeze / rates.wsFreeze) * 60_000);
      venue.frozenUntil = this.#frozenUntil;
    }
    if (scheduler.now < this.#frozenUntil) return;
    const at = instant(Math.floor(venue.exchange.time.now()));
    const shape = { market: symbol, bidSize: 1_000, askSize: 1_000, at };
    const { running } = this.#world;
    running?.life.hears(() => {
      if (bad < rates.badTick) running.feed.hearsNonsense({ ...shape, ...nonsense(which, quote.last) });
      running.feed.hears({ ...shape, ...quote });
    });
  }

  #move(noise: number): void {
    const step = this.price * 0.0008;
    const way = this.goal === undefined ? 0 : this.goal - this.price;
    this.price = Math.max(LOWEST, this.price + Math.max(-step, Math.min(step, way)) + (noise - 0.5) * this.price * 0.0006);
    this.#world.price = this.price;
  }
}

/** What a stream can bring that is no price. */
function nonsense(which: number, last: number): { readonly bid: number; readonly ask: number; readonly last: number } {
  const kinds = [
    { bid: Number.NaN, ask: last, last: Number.NaN },
    { bid: 0, ask: 0, last: 0 },
    { bid: -last, ask: -last, last: -last },
    { bid: last, ask: Number.POSITIVE_INFINITY, last: Number.POSITIVE_INFINITY },
    { bid: last * 10, ask: last * 10, last: last * 10 },
    { bid: last * 1.01, ask: last * 0.99, last },
  ] as const;
  return kinds[Math.floor(which * kinds.length)] ?? kinds[0];
}
