type Answer = { readonly status: number; readonly content: unknown };

const MINUTE_MS = 60_000;
const MOST_BUCKETS = 300;
const PERIODS = [60, 300, 900, 1_800, 3_600, 21_600, 86_400];
/** Public reads in a minute, but for the time and the buckets (https://docs.valr.com, "Rate limits"). */
const A_MINUTE = 30;

/** What VALR tells anybody about BTC/ZAR: summary, order book and buckets, with the limits that it documents. */
export class ValrMarket {
  last = 1_000_000;
  /** Set: summaries are of that age. */
  ageMs = 0;
  /** The price of each minute; undefined for one without a trade. */
  priceAt: (openedAt: number) => number | undefined = () => this.last;
  /** How often somebody was told that it is too often. */
  refusals = 0;
  readonly #asked: number[] = [];

  /** Undefined where the path is none of these. */
  tell(path: string): Answer | undefined {
    const [route = '', query = ''] = path.split('?');
    if (route === '/v1/public/BTCZAR/buckets') return this.#buckets(new URLSearchParams(query));
    const content =
      route === '/v1/public/marketsummary'
        ? [this.#summary(), { ...this.#summary(), currencyPair: 'ETHZAR' }]
        : route === '/v1/public/BTCZAR/marketsummary'
          ? this.#summary()
          : route === '/v1/public/BTCZAR/orderbook'
            ? this.#book()
            : undefined;
    return content === undefined ? undefined : this.limited({ status: 200, content });
  }

  /** Counts against the limit of the minute. */
  limited(answer: Answer): Answer {
    const now = Date.now();
    while ((this.#asked[0] ?? now) <= now - MINUTE_MS) this.#asked.shift();
    if (this.#asked.length >= A_MINUTE) {
      this.refusals++;
      return { status: 429, content: { code: -9, message: 'Too many requests' } };
    }
    this.#asked.push(now);
    return answer;
  }

  #summary(): object {
    return {
      currencyPair: 'BTCZAR',
      askPrice: String(this.last + 100),
      bidPrice: String(this.last - 100),
      lastTradedPrice: String(this.last),
      previousClosePrice: String(this.last),
      baseVolume: '12.5',
      quoteVolume: '12500000',
      highPrice: String(this.last),
      lowPrice: String(this.last),
      created: new Date(Date.now() - this.ageMs).toISOString(),
      changeFromPrevious: '0',
      markPrice: String(this.last),
    };
  }

  #book(): object {
    const level = (side: string, price: number): object => ({
      side,
      quantity: '0.5',
      price: String(price),
      currencyPair: 'BTCZAR',
      orderCount: 1,
    });
    return { Asks: [level('sell', this.last + 100)], Bids: [level('buy', this.last - 100)], LastChange: '2026-11-21T08:00:00.000Z' };
  }

  /** Times are epoch seconds in the question and ISO in the answer; the newest comes first, and minutes without a trade are left out. */
  #buckets(asked: URLSearchParams): Answer {
    const period = Number(asked.get('periodSeconds') ?? 60);
    const from = Number(asked.get('startTime'));
    const to = Math.min(Number(asked.get('endTime') ?? Date.now() / 1_000), Date.now() / 1_000);
    if (!PERIODS.includes(period) || !Number.isInteger(from)) return { status: 400, content: { code: -11, message: 'Invalid period' } };
    if ((Number(asked.get('endTime')) - from) / period > MOST_BUCKETS)
      return { status: 400, content: { code: -11, message: 'Time range exceeds the maximum number of buckets' } };
    const rows: object[] = [];
    for (let at = Math.ceil(from / period) * period; at <= to; at += period) {
      const price = this.priceAt(at * 1_000);
      if (price === undefined) continue;
      const text = String(price);
      rows.unshift({
        currencyPairSymbol: 'BTCZAR',
        bucketPeriodInSeconds: period,
        startTime: new Date(at * 1_000).toISOString().replace('.000Z', 'Z'),
        open: text,
        high: text,
        low: text,
        close: text,
        volume: '0.25',
        quoteVolume: '250000',
      });
    }
    return { status: 200, content: rows };
  }
}
