/** The parts of a ccxt exchange that the tests of the fakes use. */
export interface CcxtExchange {
  apiKey: string;
  secret: string;
  urls: { api: unknown };
  timeout: number;
  readonly markets: Readonly<
    Record<string, { readonly info: unknown; readonly limits: unknown; readonly precision: unknown; readonly active: boolean }>
  >;
  calculateRateLimiterCost(...call: unknown[]): unknown;
  handleErrors(code: number, reason: string, url: string, ...rest: unknown[]): unknown;
  loadHttpProxyAgent(): Promise<unknown>;
  close(): Promise<void>;
  // biome-ignore lint/suspicious/noExplicitAny: ccxt answers with structures of its own, and implicit methods have no types
  [method: string]: any;
}

export interface CcxtClientOptions {
  /** ccxt's id, with websockets: `binance`, `binanceusdm`, `kraken`, `krakenfutures`. */
  readonly id: string;
  /** Where every address is to point, `http://127.0.0.1:port`. */
  readonly url: string;
  readonly apiKey?: string;
  readonly secret?: string;
  readonly timeoutMs?: number;
  readonly options?: Readonly<Record<string, unknown>>;
}

/**
 * The real ccxt, pointed at a fake. One exchange by its file; every string in `urls.api` goes to the fake, and plain websockets need the agent that
 * ccxt loads on demand. ccxt's Binance chooses some error classes by the address of the call, so answers are judged as if they came from the
 * real host.
 */
export async function ccxtClient({ id, url, apiKey, secret, timeoutMs = 2_000, options = {} }: CcxtClientOptions): Promise<CcxtExchange> {
  const file = new URL(`./src/pro/${id}.js`, import.meta.resolve('ccxt'));
  const { default: Exchange } = (await import(file.href)) as { default: new (config: object) => CcxtExchange };
  const exchange = new Exchange({
    number: String,
    timeout: timeoutMs,
    rateLimiterAlgorithm: 'rollingWindow',
    ...(apiKey !== undefined && { apiKey, secret }),
    options,
  });
  // With numbers as text Binance's costs are text too, and the limiter joins them instead of adding: after three calls it waits for a minute.
  const cost = exchange.calculateRateLimiterCost.bind(exchange);
  exchange.calculateRateLimiterCost = (...call) => Number(cost(...call));
  const origins: [string, string][] = [];
  exchange.urls.api = pointed(exchange.urls.api, new URL(url).host, origins);
  const judge = exchange.handleErrors.bind(exchange);
  exchange.handleErrors = (code, reason, address, ...rest) => {
    const [local, real] = origins.find(([prefix]) => address?.startsWith(prefix)) ?? ['', ''];
    return judge(code, reason, real + address.slice(local.length), ...rest);
  };
  await exchange.loadHttpProxyAgent();
  return exchange;
}

/** Each address with the fake's host in place of its own; longest first, what it was is kept in `origins`. */
function pointed(tree: unknown, host: string, origins: [string, string][]): unknown {
  if (typeof tree === 'string') {
    const to = tree.replace(/^(https?|wss?):\/\/[^/]+/, (address) => `${address.startsWith('ws') ? 'ws' : 'http'}://${host}`);
    origins.push([to, tree]);
    origins.sort(([a], [b]) => b.length - a.length);
    return to;
  }
  if (typeof tree !== 'object' || tree === null) return tree;
  return Object.fromEntries(Object.entries(tree).map(([name, branch]) => [name, pointed(branch, host, origins)]));
}
