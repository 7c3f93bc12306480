import type { Ask, ListedMarket } from '../record.ts';
import { BinanceError } from './answer.ts';
import type { Params } from './params.ts';

const CLIENT_ID = /^[.A-Z:/a-z0-9_-]{1,36}$/;
const NO_TIME_IN_FORCE = new Set(['MARKET', 'STOP_LOSS', 'TAKE_PROFIT', 'LIMIT_MAKER', 'STOP_MARKET', 'TAKE_PROFIT_MARKET']);

interface Word {
  readonly type: Ask['type'];
  readonly limit: boolean;
  readonly takesProfit?: boolean;
  readonly postOnly?: boolean;
}

const SPOT_WORDS: Readonly<Record<string, Word>> = {
  MARKET: { type: 'market', limit: false },
  LIMIT: { type: 'limit', limit: true },
  LIMIT_MAKER: { type: 'limit', limit: true, postOnly: true },
  STOP_LOSS: { type: 'stop', limit: false },
  STOP_LOSS_LIMIT: { type: 'stop', limit: true },
  TAKE_PROFIT: { type: 'stop', limit: false, takesProfit: true },
  TAKE_PROFIT_LIMIT: { type: 'stop', limit: true, takesProfit: true },
};

const BOOK_WORDS: Readonly<Record<string, Word>> = {
  MARKET: { type: 'market', limit: false },
  LIMIT: { type: 'limit', limit: true },
};

const ALGO_WORDS: Readonly<Record<string, Word>> = {
  STOP_MARKET: { type: 'stop', limit: false },
  STOP: { type: 'stop', limit: true },
  TAKE_PROFIT_MARKET: { type: 'stop', limit: false, takesProfit: true },
  TAKE_PROFIT: { type: 'stop', limit: true, takesProfit: true },
};

type Door = 'spot' | 'book' | 'algo';

/** What an order request says, in the exchange's words. Throws what Binance answers to nonsense. */
export function askOf(door: Door, market: ListedMarket, params: Params, now: number): Ask {
  const word = params.need('type');
  if (door === 'book' && ALGO_WORDS[word] !== undefined) {
    throw new BinanceError(400, -4120, 'Order type not supported for this endpoint. Please use the Algo Order API endpoints instead.');
  }
  const known = { spot: SPOT_WORDS, book: BOOK_WORDS, algo: ALGO_WORDS }[door][word];
  if (known === undefined) throw new BinanceError(400, -1116, 'Invalid orderType.');
  const side = params.need('side');
  if (side !== 'BUY' && side !== 'SELL') throw new BinanceError(400, -1117, 'Invalid side.');
  const clientOrderId = params.get(door === 'algo' ? 'clientAlgoId' : 'newClientOrderId');
  if (clientOrderId !== undefined && !CLIENT_ID.test(clientOrderId)) {
    if (door !== 'spot') throw new BinanceError(400, -4015, 'Client order id is not valid.');
    throw new BinanceError(400, -1100, "Illegal characters found in parameter 'newClientOrderId'; legal range is '^[a-zA-Z0-9-_]{1,36}$'.");
  }
  if (door !== 'spot' && (params.get('positionSide') ?? 'BOTH') !== 'BOTH') {
    throw new BinanceError(400, -4061, "Order's position side does not match user's setting.");
  }
  const timeInForce = timeInForceOf(door, word, params);
  const expiresAt = timeInForce === 'GTD' ? goodTill(params, now) : undefined;
  const quoteAmount = params.get('quoteOrderQty');
  if (quoteAmount !== undefined && word !== 'MARKET')
    throw new BinanceError(400, -1106, "Parameter 'quoteOrderQty' sent when not required.");
  const amount = quoteAmount === undefined ? params.need('quantity') : undefined;
  const stopPrice = known.type === 'stop' ? params.need(door === 'algo' ? 'triggerPrice' : 'stopPrice') : undefined;
  const falls = (side === 'SELL') !== (known.takesProfit === true);
  for (const [name, value] of [
    ['quantity', amount],
    ['price', params.get('price')],
    ['stopPrice', stopPrice],
  ] as const) {
    if (value !== undefined && !/^\d{1,20}(\.\d{1,20})?$/.test(value)) {
      throw new BinanceError(
        400,
        -1100,
        `Illegal characters found in parameter '${name}'; legal range is '^([0-9]{1,20})(\\.[0-9]{1,20})?$'.`,
      );
    }
  }
  return {
    market: market.symbol,
    side: side === 'BUY' ? 'buy' : 'sell',
    type: known.type,
    amount,
    quoteAmount,
    price: known.limit ? params.need('price') : undefined,
    stopPrice,
    when: known.type === 'stop' ? (falls ? 'falls' : 'rises') : undefined,
    reduceOnly: door === 'spot' ? false : params.flag('reduceOnly'),
    postOnly: known.postOnly === true || timeInForce === 'GTX',
    clientOrderId,
    expiresAt,
    note: { type: word, timeInForce, ...(quoteAmount !== undefined && { quoteOrderQty: quoteAmount }) },
  };
}

/** This exchange knows orders that stay until they are cancelled; what it does not know it refuses instead of taking it for something else. */
function timeInForceOf(door: Door, word: string, params: Params): string {
  const given = params.get('timeInForce');
  if (given === undefined) {
    if (door === 'spot' && !NO_TIME_IN_FORCE.has(word)) params.need('timeInForce');
    return 'GTC';
  }
  if (door === 'spot' && NO_TIME_IN_FORCE.has(word)) throw new BinanceError(400, -1106, "Parameter 'timeInForce' sent when not required.");
  const known = door === 'spot' ? ['GTC'] : ['GTC', 'GTX', 'GTD'];
  if (!known.includes(given)) throw new BinanceError(400, -1115, 'Invalid timeInForce.');
  return given;
}

function goodTill(params: Params, now: number): number {
  params.need('goodTillDate');
  const at = params.number('goodTillDate') ?? 0;
  if (at <= now + 600_000) {
    throw new BinanceError(
      400,
      -5040,
      'The goodTillDate timestamp must be greater than the current time plus 600 seconds and smaller than 253402300799000',
    );
  }
  return at;
}
