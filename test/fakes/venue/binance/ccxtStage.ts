import { type CcxtExchange, ccxtClient } from '../ccxtClient.ts';
import { FakeBinance, type FakeBinanceOptions } from './fakeBinance.ts';

/** A fake Binance with money and prices, and the real ccxt in front of it. */
export async function stage(id: 'binance' | 'binanceusdm', options: FakeBinanceOptions = {}) {
  const fake = await FakeBinance.open(options);
  const clients: CcxtExchange[] = [];
  const client = async (over: { apiKey?: string; secret?: string; keyless?: boolean } = {}): Promise<CcxtExchange> => {
    const { apiKey, secret } = { ...fake.key, ...over };
    const keys = over.keyless === true ? {} : { apiKey, secret };
    const types = { fetchMarkets: { types: [id === 'binance' ? 'spot' : 'linear'] } };
    const exchange = await ccxtClient({ id, url: fake.url, options: types, ...keys });
    clients.push(exchange);
    return exchange;
  };
  const ccxt = await client();
  if (id === 'binance') {
    fake.spot.deposit('USDT', '1000');
    fake.spot.quote('BTC/USDT', 99.99, 100.01, { last: 100 });
    fake.spot.quote('BNB/USDT', 600, 601);
  } else {
    fake.futures.deposit('USDT', '1000');
    fake.futures.quote('BTC/USDT:USDT', 99.9, 100.1, { last: 100 });
  }
  return {
    fake,
    ccxt,
    client,
    exchange: id === 'binance' ? fake.spot : fake.futures,
    async [Symbol.asyncDispose]() {
      for (const one of clients) await one.close();
      await fake[Symbol.asyncDispose]();
    },
  };
}

/** Resolves when it is true; throws after two seconds. */
export async function until(fits: () => boolean): Promise<void> {
  for (let waited = 0; !fits(); waited += 5) {
    if (waited > 2_000) throw new Error('it did not happen');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** `InsufficientFunds: …` of a call that fails, or `no error`. */
export async function errorOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'no error',
    (error: unknown) => (error instanceof Error ? `${error.constructor.name}: ${error.message}` : String(error)),
  );
}
