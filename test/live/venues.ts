import { BINANCE_MARKETS, FakeBinance } from '#test/fakes/venue/binance/fakeBinance.ts';
import type { Exchange } from '#test/fakes/venue/exchange.ts';
import { fakeKraken } from '#test/fakes/venue/kraken/fakeKraken.ts';
import { fakeKrakenFutures } from '#test/fakes/venue/krakenFutures/fakeKrakenFutures.ts';
import type { VenueServer } from '#test/fakes/venue/server.ts';

/** A fake venue with its own rules and fees, open on a port of this machine. */
export interface OpenVenue extends AsyncDisposable {
  readonly exchange: Exchange;
  readonly server: VenueServer;
  readonly credentials: Readonly<Record<string, string>>;
  /** From now on requests count as so many milliseconds longer under way, where a venue compares their own time with its clock. */
  arrivesLater?(ms: number): void;
}

/** A venue on which a live Heron spends a day. */
export interface LiveVenue {
  /** In ccxt. */
  readonly id: string;
  readonly market: string;
  readonly quote: string;
  open(now: () => number): Promise<OpenVenue>;
}

async function binance(side: 'spot' | 'futures', now: () => number): Promise<OpenVenue> {
  let underWay = 0;
  const fake = await FakeBinance.open({ now, requestNow: () => Date.now() + underWay, markets: BINANCE_MARKETS });
  return {
    arrivesLater: (ms) => {
      underWay = ms;
    },
    exchange: fake[side],
    server: fake.server,
    credentials: { apiKey: fake.key.apiKey, secret: fake.key.secret },
    [Symbol.asyncDispose]: () => fake[Symbol.asyncDispose](),
  };
}

export const LIVE_VENUES: readonly LiveVenue[] = [
  { id: 'binance', market: 'BTC/USDT', quote: 'USDT', open: (now) => binance('spot', now) },
  { id: 'binanceusdm', market: 'BTC/USDT:USDT', quote: 'USDT', open: (now) => binance('futures', now) },
  {
    id: 'kraken',
    market: 'BTC/USD',
    quote: 'USD',
    open: async (now) => {
      const fake = await fakeKraken({ now });
      const { apiKey, secret } = fake.key.pair;
      return { ...fake, credentials: { apiKey, secret }, [Symbol.asyncDispose]: () => fake[Symbol.asyncDispose]() };
    },
  },
  {
    id: 'krakenfutures',
    market: 'BTC/USD:USD',
    quote: 'USD',
    open: async (now) => {
      const fake = await fakeKrakenFutures({ now });
      const { apiKey, secret } = fake.key.pair;
      return { ...fake, credentials: { apiKey, secret }, [Symbol.asyncDispose]: () => fake[Symbol.asyncDispose]() };
    },
  },
];
