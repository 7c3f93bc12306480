/** One thing that a key consists of. */
interface KeyField {
  readonly name: string;
  /** As a person is asked for it. */
  readonly label: string;
  /** False for what may be seen: an address, a server. */
  readonly isSecret: boolean;
  /** What stands for nothing; undefined when something has to be given. */
  readonly otherwise?: string;
  /** Why a value cannot be it, without the value; undefined when it can. */
  fault(value: string): string | undefined;
}

/** Somebody whom Heron has a key for. */
export interface Provider {
  readonly id: string;
  readonly title: string;
  readonly kind: 'exchange' | 'model';
  readonly fields: readonly KeyField[];
  /** Whether there is a testnet with keys of its own. */
  readonly hasTestnet: boolean;
  /** How a person finds out, or makes sure, that a key cannot withdraw. */
  readonly withdrawHint: string;
  /** Server of a model; empty where a field of the key says it. */
  readonly baseUrl: string;
  /** What is asked to test a key of a model: a page that needs the key. */
  readonly probe: string;
}

const LONGEST = 4_096;
const text =
  (shortest: number) =>
  (value: string): string | undefined => {
    if (value.length > LONGEST) return `is longer than ${LONGEST} characters`;
    if (!/^[!-~]+$/.test(value)) return 'has a space or a character that no key has';
    return value.length < shortest ? `has ${value.length} characters, which is too short` : undefined;
  };
const shaped =
  (pattern: RegExp, what: string) =>
  (value: string): string | undefined =>
    pattern.test(value) ? undefined : `is not ${what}`;

const apiKey: KeyField = { name: 'apiKey', label: 'API key', isSecret: true, fault: text(8) };
const secret: KeyField = { name: 'secret', label: 'API secret', isSecret: true, fault: text(16) };
const password: KeyField = { name: 'password', label: 'Passphrase of the API key', isSecret: true, fault: text(6) };
const walletAddress: KeyField = {
  name: 'walletAddress',
  label: 'Address of the account',
  isSecret: false,
  fault: shaped(/^0x[0-9a-f]{40}$/i, 'an address (0x and 40 hexadecimal digits)'),
};
const privateKey: KeyField = {
  name: 'privateKey',
  label: 'Private key of an API wallet',
  isSecret: true,
  fault: shaped(/^(?:0x)?[0-9a-f]{64}$/i, 'a private key (64 hexadecimal digits)'),
};
const optionalKey: KeyField = { ...apiKey, label: 'API key (empty for none)', otherwise: '' };
const server: KeyField = { name: 'baseUrl', label: 'Address of the server', isSecret: false, fault: serverFault };

/** Keys are sent in the clear over http, so that only this machine may be asked that way. */
function serverFault(value: string): string | undefined {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined) return 'is not an address such as https://api.example.com/v1';
  if (url.username !== '' || url.password !== '') return 'has a user or a password in it';
  const isOwn = ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  return url.protocol === 'https:' || (url.protocol === 'http:' && isOwn) ? undefined : 'is neither https nor on this machine';
}

const PAGE = 'Look at the permissions of the key on its page there.';
const exchange = (id: string, title: string, hasTestnet: boolean, fields = [apiKey, secret], withdrawHint = PAGE): Provider => ({
  id,
  title,
  kind: 'exchange',
  fields,
  hasTestnet,
  withdrawHint,
  baseUrl: '',
  probe: '',
});
const model = (id: string, title: string, baseUrl: string, fields = [apiKey], probe = '/models'): Provider => ({
  id,
  title,
  kind: 'model',
  fields,
  hasTestnet: false,
  withdrawHint: '',
  baseUrl,
  probe,
});

/** Everybody whom Heron can have a key for; there is no second list. Fields of exchanges are named as ccxt names them. */
export const PROVIDERS: readonly Provider[] = [
  exchange('binance', 'Binance', true),
  exchange('binanceusdm', 'Binance USD-M', true),
  exchange('kraken', 'Kraken', false),
  exchange('krakenfutures', 'Kraken Futures', true),
  exchange('kucoin', 'KuCoin', false, [apiKey, secret, password]),
  exchange('delta', 'Delta Exchange', true),
  exchange('luno', 'Luno', false),
  exchange('bybit', 'Bybit', true),
  exchange('okx', 'OKX', true, [apiKey, secret, password]),
  exchange(
    'hyperliquid',
    'Hyperliquid',
    true,
    [walletAddress, privateKey],
    'The key of an API wallet cannot withdraw; the key of the account itself can. Make an API wallet there and give its key.',
  ),
  exchange('valr', 'VALR', false),
  model('openai', 'OpenAI', 'https://api.openai.com/v1'),
  model('asi1', 'ASI:One', 'https://api.asi1.ai/v1'),
  model('flock', 'FLock', 'https://api.flock.io/v1'),
  // Its list of models is open to everybody and says nothing about a key.
  model('openrouter', 'OpenRouter', 'https://openrouter.ai/api/v1', [apiKey], '/key'),
  model('ollama', 'Ollama', '', [{ ...server, otherwise: 'http://127.0.0.1:11434/v1' }, optionalKey]),
  model('compatible', 'another server that speaks Chat Completions', '', [server, optionalKey]),
];

export const providerOf = (id: string): Provider | undefined => PROVIDERS.find((one) => one.id === id);

const TESTNET = '.testnet';

/** The name that a key is kept under. Keys of a testnet have names of their own, so that neither is ever taken for the other. */
export const keyName = ({ id }: Pick<Provider, 'id'>, isTestnet: boolean): string => (isTestnet ? id + TESTNET : id);

/** The provider of a key by its name. */
export function ownerOf(name: string): { readonly provider: Provider; readonly isTestnet: boolean } | undefined {
  const isTestnet = name.endsWith(TESTNET);
  const provider = providerOf(isTestnet ? name.slice(0, -TESTNET.length) : name);
  return provider === undefined ? undefined : { provider, isTestnet };
}

/** Where a key of a model may be sent: the provider's own server, or the one that was saved with it. */
export const serverOf = ({ baseUrl }: Provider, fields: Readonly<Record<string, string>>): string => baseUrl || (fields.baseUrl ?? '');
