import type { Exchange } from '../exchange.ts';
import type { Ask, ListedMarket } from '../record.ts';
import { pairNames } from './names.ts';
import type { Params } from './params.ts';
import { Refusal } from './refusal.ts';

const TYPES = ['market', 'limit', 'stop-loss', 'stop-loss-limit', 'take-profit', 'take-profit-limit'];

/** `XXBTZUSD`, `XBTUSD` or `XBT/USD` → the market. Throws `EQuery:Unknown asset pair`. */
export function marketNamed(exchange: Exchange, pair: string): ListedMarket {
  const found = exchange.markets().find(({ base, quote, kind, status }) => {
    const names = pairNames(base, quote);
    return kind === 'spot' && status !== 'delisted' && [names.id, names.altname, names.wsname, `${base}/${quote}`].includes(pair);
  });
  if (found === undefined) throw new Refusal('EQuery:Unknown asset pair');
  return found;
}

/** What AddOrder asks for, in the exchange's words. Throws what Kraken says to arguments that cannot be. */
export function askOf(exchange: Exchange, params: Params): Ask {
  const market = marketNamed(exchange, params.need('pair'));
  const side = params.need('type');
  const ordertype = params.need('ordertype');
  if ((side !== 'buy' && side !== 'sell') || !TYPES.includes(ordertype)) throw new Refusal('EGeneral:Invalid arguments');
  const volume = params.get('volume');
  if (volume === undefined) throw new Refusal('EGeneral:Invalid arguments:volume');
  if (params.get('leverage') !== undefined && params.get('leverage') !== 'none') throw new Refusal('EOrder:Cannot open position');
  const oflags = params.get('oflags') ?? '';
  const inQuote = oflags.includes('viqc');
  if (inQuote && (ordertype !== 'market' || side !== 'buy')) throw new Refusal('EGeneral:Invalid arguments:viqc');
  const isStop = ordertype.includes('-');
  const hasLimit = ordertype.endsWith('limit');
  const price = isStop ? params.get('price2') : params.get('price');
  if (hasLimit && price === undefined) throw new Refusal('EGeneral:Invalid arguments:price');
  if (isStop && params.get('price') === undefined) throw new Refusal('EGeneral:Invalid arguments:price');
  const takesProfit = ordertype.startsWith('take-profit');
  return {
    market: market.symbol,
    side,
    type: isStop ? 'stop' : hasLimit ? 'limit' : 'market',
    ...(inQuote ? { quoteAmount: volume } : { amount: volume }),
    ...(hasLimit && { price }),
    ...(isStop && { stopPrice: params.get('price'), when: (side === 'sell') === takesProfit ? 'rises' : 'falls' }),
    reduceOnly: params.is('reduce_only'),
    postOnly: oflags.includes('post'),
    clientOrderId: clientIdOf(params),
    deadline: deadlineOf(exchange, params),
    expiresAt: expiryOf(exchange, params),
    note: {
      ordertype,
      ...feeFlag(exchange, oflags),
      timeInForce: params.get('timeinforce') ?? 'GTC',
      ...(params.get('userref') !== undefined && { userref: params.need('userref') }),
    },
  };
}

/** `fcib` and `fciq` say what an order's fee is paid in and exclude each other; without one the account's own preference decides. */
function feeFlag({ profile }: Exchange, oflags: string): Readonly<Record<string, string>> {
  const [base, quote] = [oflags.includes('fcib'), oflags.includes('fciq')];
  if (base && quote) throw new Refusal('EGeneral:Invalid arguments:oflags');
  if (base || quote) return { oflags: base ? 'fcib' : 'fciq', feeIn: base ? 'base' : 'quote' };
  return { oflags: profile.feeIn === 'base' ? 'fcib' : 'fciq' };
}

/** A UUID, 32 hex digits, or free text of at most 18 characters. */
function clientIdOf(params: Params): string | undefined {
  const id = params.get('cl_ord_id');
  if (id === undefined) return undefined;
  const isUuid = /^[0-9a-f]{32}$|^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);
  if (!isUuid && id.length > 18) throw new Refusal('EGeneral:Invalid arguments');
  if (params.get('userref') !== undefined) throw new Refusal('EGeneral:Invalid arguments');
  return id;
}

/** RFC 3339, at most 60 s ahead. Kraken wants at least 2 s when it is sent, which a request that was long under way no longer has. */
function deadlineOf(exchange: Exchange, params: Params): number | undefined {
  const text = params.get('deadline');
  if (text === undefined) return undefined;
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at)) throw new Refusal('EGeneral:Invalid arguments');
  const ahead = at - exchange.time.now();
  if (ahead <= 0) throw new Refusal('EService:Deadline elapsed');
  if (ahead > 60_000) throw new Refusal('EGeneral:Invalid arguments');
  return at;
}

/** `expiretm`: 0, `+<seconds>` from now, or Unix seconds. */
function expiryOf(exchange: Exchange, params: Params): number | undefined {
  const text = params.get('expiretm');
  if (text === undefined || text === '0') return undefined;
  return text.startsWith('+') ? exchange.time.now() + Number(text) * 1000 : Number(text) * 1000;
}
