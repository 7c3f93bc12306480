import { toText } from '#src/domain/decimal.ts';
import type { Ledger } from '#src/ledger/ledger.ts';
import { balancesOf } from '#src/ledger/postings.ts';
import type { Exchange } from '#test/fakes/venue/exchange.ts';
import { text } from '#test/fakes/venue/units.ts';

const ACCOUNT = 'live';

/** What can be told from both sides: sorted lines that have to be the same to the last digit. */
export interface Books {
  readonly orders: readonly string[];
  readonly fills: readonly string[];
  readonly fundings: readonly string[];
  readonly transfers: readonly string[];
  readonly balances: readonly string[];
  readonly positions: readonly string[];
}

/** The exchange's own books. Orders by hand are not in them; what they did to money is. */
export function booksOfExchange(
  exchange: Pick<Exchange, 'orders' | 'fills' | 'fundings' | 'transfers' | 'balances' | 'positions'>,
  opening: string,
): Books {
  const ours = (id: string | undefined): id is string => id !== undefined && /^[0-9a-f]{32}$/.test(id);
  return {
    orders: exchange
      .orders()
      .flatMap(({ clientOrderId, side, amount, filled, state }) =>
        ours(clientOrderId) ? [`${clientOrderId} ${side} ${text(amount)} filled ${text(filled)} ${state}`] : [],
      )
      .sort(),
    fills: exchange
      .fills()
      .flatMap(({ clientOrderId, side, amount, price, fee, feeAsset }) =>
        ours(clientOrderId) ? [`${clientOrderId} ${side} ${text(amount)} at ${text(price)}, fee ${text(fee)} ${feeAsset}`] : [],
      )
      .sort(),
    // A venue says what it changed in the wallet, the ledger what was paid.
    fundings: exchange
      .fundings()
      .map(({ market, asset, amount }) => `${market} ${text(-amount)} ${asset}`)
      .sort(),
    transfers: exchange
      .transfers()
      .map(({ kind, asset, amount }) => `${asset} ${kind === 'deposit' ? '' : '-'}${text(amount)}`)
      .filter((line, index) => index > 0 || line !== opening)
      .sort(),
    balances: [...exchange.balances()].map(([asset, amount]) => `${asset} ${amount}`).sort(),
    positions: exchange
      .positions()
      .filter(({ market }) => market.includes(':'))
      .map(({ market, amount }) => `${market} ${text(amount)}`)
      .sort(),
  };
}

const STATES: Readonly<Record<string, string>> = {
  filled: 'filled',
  canceled: 'canceled',
  expired: 'expired',
  rejected: 'rejected',
  open: 'open',
};

/** What the ledger says of the same things; an order that it knows never to have been there is not in them. */
export function booksOfLedger(ledger: Ledger): Books {
  const filled = new Map<string, string>();
  for (const { order_id, amount } of ledger.all<{ order_id: string; amount: string }>(
    'select order_id, decimal_sum(amount) as amount from fill group by order_id',
  ))
    filled.set(order_id, amount);
  const orders = ledger.all<Record<'id' | 'client_order_id' | 'side' | 'amount' | 'status' | 'type', string>>(
    `select id, client_order_id, side, amount, status, type from "order" where status not in ('absent', 'rejected') order by client_order_id`,
  );
  const fills = ledger.all<Record<'client_order_id' | 'side' | 'amount' | 'price' | 'fee' | 'fee_asset', string>>(
    'select o.client_order_id, f.side, f.amount, f.price, f.fee, f.fee_asset from fill f join "order" o on o.id = f.order_id order by f.seq',
  );
  return {
    orders: orders
      .map(
        ({ id, client_order_id, side, amount, status, type }) =>
          `${client_order_id} ${side} ${amount} filled ${filled.get(id) ?? '0'} ${type === 'stop' && status === 'open' ? 'waiting' : (STATES[status] ?? status)}`,
      )
      .sort(),
    fills: fills
      .map(
        ({ client_order_id, side, amount, price, fee, fee_asset }) =>
          `${client_order_id} ${side} ${amount} at ${price}, fee ${fee} ${fee_asset}`,
      )
      .sort(),
    fundings: ledger
      .all<Record<'market' | 'amount' | 'asset', string>>('select market, amount, asset from funding order by seq')
      .map(({ market, amount, asset }) => `${market} ${amount} ${asset}`)
      .sort(),
    transfers: ledger
      .all<{ data: string }>("select data from event where kind = 'capital.moved' order by seq")
      .map(({ data }) => JSON.parse(data) as { asset: string; amount: string; reason: string })
      .filter(({ reason }) => /^a (?:deposit|withdrawal)$/.test(reason))
      .map(({ asset, amount }) => `${asset} ${amount}`)
      .sort(),
    balances: [...balancesOf(ledger, 'cash', ACCOUNT)].map(([asset, amount]) => `${asset} ${toText(amount)}`).sort(),
    positions: [...ledger.memory.positions.values()]
      .filter(({ market }) => market.includes(':'))
      .map(({ market, side, amount }) => `${market} ${side === 'long' ? '' : '-'}${toText(amount)}`)
      .sort(),
  };
}
