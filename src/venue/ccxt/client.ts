import type { Clock } from '#src/domain/clock.ts';
import { CannotStart } from '#src/domain/errors.ts';
import { ownAddress } from './address.ts';
import type { Answer } from './answer.ts';
import { countCosts, countUp, type Exchange, hearAnswers, hearStreams, insistOnData, leadTo } from './exchange.ts';
import { type CcxtRecord, PRIVATE_METHODS, type PrivateClient, PUBLIC_METHODS, type PublicClient } from './exchangeClient.ts';
import { signNatively } from './nativeHmac.ts';
import { NonceLane } from './nonceLane.ts';
import type { CcxtParams, CcxtProfile, LookupRoute } from './profile.ts';
import { refuseRetries } from './retries.ts';
import { wall } from './wall.ts';

export interface ClientOptions {
  readonly profile: CcxtProfile;
  /** Where the venue has one: its servers with play money. */
  readonly testnet?: boolean;
  /** Own address instead of the venue's, https or this machine. */
  readonly url?: string | undefined;
  /** Until an answer begins; 10,000 unless told. */
  readonly timeoutMs?: number;
  /** Address of an https proxy. Without it none is used, whatever the environment says. */
  readonly proxy?: string | undefined;
  /** More of ccxt's `options`. */
  readonly options?: CcxtParams;
  /** ccxt's own way to spread calls: `leakyBucket` is its default, only to be measured against; `none` is for servers without limits. */
  readonly limiter?: 'rollingWindow' | 'leakyBucket' | 'none';
  /** Hears of each answer before anything reads it. */
  readonly onAnswer?: (answer: Answer) => void;
}

export interface PrivateClientOptions extends ClientOptions {
  readonly clock: Clock;
  /** By ccxt's names: apiKey, secret, password, walletAddress, privateKey. */
  readonly credentials: Readonly<Record<string, string>>;
  /** Asked right before a request goes to the socket; what it throws is thrown to the caller, and nothing is sent. */
  readonly beforeSend?: (url: string, body: string | undefined) => void;
}

export interface PrivateConnection {
  readonly client: PrivateClient;
  /** The one implicit method that the profile names, to ask what the key may do; its raw answer. Undefined where the venue does not tell. */
  readonly askPermissions: (() => Promise<unknown>) | undefined;
  /** Reads one order from an endpoint that a lookup route of the profile names and ccxt has no method for. */
  readonly askRaw: (route: NonNullable<LookupRoute['raw']>, params: CcxtParams, symbol: string) => Promise<CcxtRecord>;
  /** What the profile wants read once after the markets, so that createOrder need not. */
  readonly prepare: () => Promise<void>;
  /** Where the past of orders is told as events: one page of them, oldest first. Undefined elsewhere. */
  readonly askEvents: ((list: 'orders' | 'triggers', params: CcxtParams) => Promise<CcxtRecord>) | undefined;
  /** ccxt's reading of a raw order. */
  readonly parse: (order: CcxtRecord) => CcxtRecord;
}

type ExchangeClass = new (config: Record<string, unknown>) => Exchange;

/** Without keys: it cannot make an authenticated call. Throws CannotStart. */
export async function publicClient(options: ClientOptions): Promise<PublicClient> {
  return wall<PublicClient>(await exchangeOf(options, {}), PUBLIC_METHODS);
}

/** With keys, for live trading only. Throws CannotStart, also when a credential is missing. */
export async function privateClient(options: PrivateClientOptions): Promise<PrivateConnection> {
  const { profile, credentials, beforeSend = () => {}, clock } = options;
  const missing = profile.credentials.filter((name) => (credentials[name] ?? '') === '');
  if (missing.length > 0)
    throw new CannotStart('keys', `The keys of ${profile.title} are not complete: ${missing.join(', ')}.`, 'Add them with: heron keys add');
  const known = Object.fromEntries(profile.credentials.map((name) => [name, credentials[name]]));
  const exchange = await exchangeOf(options, known);
  countUp(exchange);
  signNatively(exchange);
  const send = exchange.fetch.bind(exchange);
  const lane = new NonceLane(clock);
  exchange.fetch = async (url, method, headers, body) => {
    const request = () => {
      beforeSend(url, typeof body === 'string' ? body : undefined);
      return send(url, method, headers, body);
    };
    return typeof body === 'string' && body.startsWith('nonce=') ? lane.send(async () => request()) : request();
  };
  return {
    client: wall<PrivateClient>(exchange, [...PUBLIC_METHODS, ...PRIVATE_METHODS]),
    askPermissions: permissionCall(exchange, profile),
    askRaw: async ({ path, api, method, shape }, params, symbol) =>
      exchange.parseOrder(shape(await exchange.fetch2(path, api, method, params)), exchange.market(symbol)),
    parse: (order) => exchange.parseOrder(order),
    askEvents: profile.id === 'krakenfutures' ? (list, params) => exchange.fetch2(list, 'history', 'GET', params) : undefined,
    prepare: async () => {
      for (const name of profile.prepare) await (methodOf(exchange, name) ?? (async () => undefined))();
    },
  };
}

function methodOf(exchange: Exchange, name: string): ((params?: CcxtParams) => Promise<unknown>) | undefined {
  const method = (exchange as unknown as Record<string, unknown>)[name];
  return typeof method === 'function' ? method.bind(exchange) : undefined;
}

function permissionCall(exchange: Exchange, { permissions }: CcxtProfile): (() => Promise<unknown>) | undefined {
  if (permissions === undefined) return undefined;
  const call = methodOf(exchange, permissions.method);
  return call === undefined ? undefined : () => call({ ...permissions.params });
}

async function exchangeOf(options: ClientOptions, credentials: Readonly<Record<string, string | undefined>>): Promise<Exchange> {
  const { profile, testnet = false, url, timeoutMs = 10_000, proxy, limiter = 'rollingWindow', onAnswer } = options;
  const ccxtOptions = { ...profile.options, ...options.options, adjustForTimeDifference: false };
  refuseRetries(ccxtOptions);
  const Class = await classOf(profile);
  const exchange = new Class({
    ...credentials,
    number: String,
    enableRateLimit: limiter !== 'none',
    rateLimiterAlgorithm: limiter === 'leakyBucket' ? 'leakyBucket' : 'rollingWindow',
    timeout: timeoutMs,
    verbose: false,
    options: ccxtOptions,
    ...(proxy === undefined ? {} : { httpsProxy: proxy, wssProxy: proxy }),
  });
  refuseRetries(exchange.options);
  insistOnData(exchange, profile);
  countCosts(exchange);
  if (profile.stream !== undefined) hearStreams(exchange);
  for (const name of profile.mute) Object.assign(exchange, { [name]: async () => undefined });
  if (testnet) enterTestnet(exchange, profile);
  if (url !== undefined) leadTo(exchange, ownAddress(url));
  // Plain websockets, to a server on this machine, need an agent that ccxt loads only when asked to.
  if (url?.startsWith('http:')) await exchange.loadHttpProxyAgent();
  if (onAnswer !== undefined) hearAnswers(exchange, onAnswer);
  return exchange;
}

/** One exchange by its file: a third of the memory of the whole library. The streaming class where the venue has one. */
async function classOf({ id, title, stream }: CcxtProfile): Promise<ExchangeClass> {
  if (!/^[a-z0-9]+$/.test(id)) throw new CannotStart('venue', `${title} is not in the exchange library.`, 'Choose another venue.id.');
  const file = new URL(`./src/${stream === undefined ? '' : 'pro/'}${id}.js`, import.meta.resolve('ccxt'));
  try {
    const { default: Class } = (await import(file.href)) as { default: ExchangeClass };
    return Class;
  } catch {
    throw new CannotStart('venue', `${title} could not be loaded from the exchange library.`, 'Run npm ci, or choose another venue.id.');
  }
}

/** ccxt's own switch does not throw where there is no testnet: it empties the addresses. */
function enterTestnet(exchange: Exchange, { title, testnet }: CcxtProfile): void {
  const there = testnet === 'sandbox' ? exchange.urls.test : testnet === 'demo' ? exchange.urls.demo : undefined;
  if (there === undefined)
    throw new CannotStart('no-testnet', `${title} has no testnet.`, 'Set venue.testnet: false, or try it in paper mode.');
  if (testnet === 'sandbox') exchange.setSandboxMode(true);
  else exchange.enableDemoTrading(true);
}
