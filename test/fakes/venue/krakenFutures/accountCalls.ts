import type { Exchange } from '../exchange.ts';
import type { BookedFill, BookedOrder } from '../record.ts';
import { abs, text, units, ZERO } from '../units.ts';
import type { View } from '../view.ts';
import type { AccountLog } from './accountLog.ts';
import { eventLog } from './eventLog.ts';
import type { AccountKey } from './keys.ts';
import { productId, unitOf, uuidOf } from './names.ts';
import { fillForm, number, openOrderForm, orderUid, stamp, statusForm } from './orderForm.ts';
import { marketNamed, perpetuals, type Query } from './publicCalls.ts';
import { Refusal } from './refusal.ts';

/** What a private call works on. */
export interface Ground {
  readonly exchange: Exchange;
  /** The books as this call may see them. */
  readonly view: View;
  /** The moment up to which this call may see. */
  readonly until: number;
  readonly key: AccountKey;
  readonly log: AccountLog;
  /** Markets with a leverage of their own; positions elsewhere share the wallet at the market's highest. */
  readonly isolated: Map<string, number>;
}

/** A result, and the same with its rows twice. */
export interface Answered {
  readonly form: object;
  readonly doubled?: object;
}

const rows = (name: string, list: readonly object[], more: object = {}): Answered => ({
  form: { ...more, [name]: list },
  doubled: { ...more, [name]: [...list, ...list] },
});

type Call = (ground: Ground, query: Query) => Answered;

/** The status of an order can be asked for so long after its end (docs.kraken.com, "Get Specific Orders' Status"). */
export const STATUS_MS = 5_000;

/** The private reads, by `METHOD name` under /derivatives/api/v3 and /api/history. */
export const ACCOUNT_CALLS: Readonly<Record<string, Call>> = {
  'GET openorders': ({ exchange, view }) =>
    rows(
      'openOrders',
      view.openOrders().map((order) => openOrderForm(order, exchange.market(order.market))),
    ),

  'GET orders/status': ({ exchange, view }, query) => {
    const ids = [...query.getAll('orderIds'), ...numbered(query, 'orderIds')];
    const clientIds = [...query.getAll('cliOrdIds'), ...numbered(query, 'cliOrdIds')];
    if (ids.length + clientIds.length === 0) throw new Refusal('requiredArgumentMissing');
    const named = exchange.orders().filter((order) => ids.includes(orderUid(order)) || clientIds.includes(order.clientOrderId ?? ''));
    const seen = named.map(({ id }) => view.order({ id })).filter((order): order is BookedOrder => order !== undefined);
    return rows(
      'orders',
      seen.map((order) => statusForm(order, exchange.market(order.market))),
    );
  },

  /** The newest hundred before `lastFillTime`. */
  'GET fills': ({ exchange, view }, query) => {
    const last = query.get('lastFillTime');
    const fills = view.fills().filter(({ at }) => last === null || at < Date.parse(last));
    return rows(
      'fills',
      fills
        .slice(-100)
        .reverse()
        .map((fill) => fillForm(fill, exchange.market(fill.market), orderOf(exchange, fill))),
    );
  },

  'GET openpositions': ({ exchange, view, isolated }) =>
    rows(
      'openPositions',
      view.positions().map(({ market, amount, entryPrice, openedAt }) => {
        const { base, quote } = exchange.market(market);
        const fixed = isolated.get(market);
        return {
          side: amount > 0n ? 'long' : 'short',
          symbol: productId(base, quote),
          price: number(entryPrice),
          fillTime: stamp(openedAt),
          size: number(abs(amount)),
          unrealizedFunding: 0,
          pnlCurrency: quote,
          ...(fixed !== undefined && { maxFixedLeverage: fixed }),
        };
      }),
    ),

  'GET accounts': (ground) => ({ form: { accounts: accountsForm(ground) } }),

  'GET leveragepreferences': ({ exchange, isolated }, query) => {
    const only = query.get('symbol') === null ? undefined : marketNamed(exchange, query.get('symbol')).symbol;
    const preferences = [...isolated].filter(([market]) => only === undefined || market === only);
    return {
      form: {
        leveragePreferences: preferences.map(([market, maxLeverage]) => {
          const { base, quote } = exchange.market(market);
          return { symbol: productId(base, quote), maxLeverage };
        }),
      },
    };
  },

  'GET feeschedules/volumes': () => ({ form: { volumesByFeeSchedule: {} } }),

  'GET v2/orders': ({ exchange, view }, query) => logForm(eventLog(exchange, view, 'orders', query)),
  'GET v2/triggers': ({ exchange, view }, query) => logForm(eventLog(exchange, view, 'triggers', query)),

  'GET v3/account-log': ({ log, until }, query) => rows('logs', log.rows(query, until), { accountUid: uuidOf('account') }),
};

const orderOf = (exchange: Exchange, { orderRef }: BookedFill): Pick<BookedOrder, 'note'> =>
  exchange.orders().find(({ ref }) => ref === orderRef) ?? { note: {} };

function logForm(form: object): Answered {
  const { elements } = form as { readonly elements: readonly object[] };
  return { form, doubled: { ...form, elements: [...elements, ...elements] } };
}

/** `name[0]=…&name[1]=…`, which is how ccxt writes a list unless `orderIds` is among the fields. */
const numbered = (query: Query, name: string): string[] =>
  [...query].filter(([field]) => field.startsWith(`${name}[`)).map(([, value]) => value);

function accountsForm({ exchange, view }: Ground) {
  const holdings = [...view.holdings()];
  const total = holdings.reduce((sum, [, { total: one }]) => sum + one, ZERO);
  const [quote = 'USD'] = perpetuals(exchange).map((market) => market.quote);
  const { positions, orders } = exchange.margins(quote);
  const result = view.positions().reduce((sum, { market }) => sum + exchange.unrealized(market), ZERO);
  const available = exchange.available(quote);
  const equity = number(total + result);
  return {
    cash: { balances: Object.fromEntries(holdings.map(([asset]) => [unitOf(asset).toLowerCase(), 0])), type: 'cashAccount' },
    flex: {
      currencies: Object.fromEntries(
        holdings.map(([asset, { total: one }]) => [
          unitOf(asset),
          {
            quantity: number(one),
            value: number(one),
            collateral: number(one),
            available: number(asset === quote ? available : one),
            haircut: 0,
            conversionSpread: 0,
          },
        ]),
      ),
      initialMargin: Number(text(positions, 8)),
      initialMarginWithOrders: Number(text(positions + orders, 8)),
      maintenanceMargin: Number(text(positions / 2n, 8)),
      balanceValue: number(total),
      portfolioValue: equity,
      collateralValue: equity,
      pnl: number(result),
      unrealizedFunding: 0,
      totalUnrealized: number(result),
      totalUnrealizedAsMargin: number(result),
      availableMargin: Number(text(available, 8)),
      marginEquity: equity,
      type: 'multiCollateralMarginAccount',
    },
  };
}

/** `PUT leveragepreferences`: a leverage of its own for a market, or the shared wallet again without `maxLeverage`. */
export function setLeverage({ exchange, isolated }: Ground, query: Query): object {
  const { symbol, maxLeverage } = marketNamed(exchange, query.get('symbol'));
  const wanted = query.get('maxLeverage');
  if (wanted === null) {
    isolated.delete(symbol);
    exchange.setLeverage(symbol, maxLeverage);
    return {};
  }
  const leverage = Number(text(units(wanted)));
  exchange.setLeverage(symbol, leverage);
  isolated.set(symbol, leverage);
  return {};
}
