import type { Exchange } from '../exchange.ts';
import type { BookedTransfer } from '../record.ts';
import { type Units, ZERO } from '../units.ts';
import type { View } from '../view.ts';
import { type Ground, type PrivateCall, page, within } from './accountCalls.ts';
import { assetId, txId } from './names.ts';
import { shown } from './orderForm.ts';
import type { Params } from './params.ts';

/** What tells how money came, went and moved, of `POST /0/private/<name>`. */
export const LEDGER_CALLS: Readonly<Record<string, PrivateCall>> = {
  Ledgers: {
    needs: ['query-ledger'],
    run: ({ exchange, view }, params) => {
      const entries = ledgerOf(exchange, view)
        .filter(({ at }) => within(params, at))
        .filter(({ asset }) => params.get('asset') === undefined || params.get('asset') === assetId(asset))
        .reverse();
      return {
        ledger: Object.fromEntries(
          page(params, entries).map(({ id, refid, at, type, asset, amount, fee, balance }) => [
            txId('L', id),
            {
              refid,
              time: at / 1000,
              type,
              subtype: '',
              aclass: 'currency',
              asset: assetId(asset),
              amount: shown(amount, 4),
              fee: shown(fee, 4),
              balance: shown(balance, 4),
            },
          ]),
        ),
        count: entries.length,
      };
    },
  },

  DepositStatus: { needs: ['query-funds'], run: (ground, params) => transfers(ground, params, 'deposit') },
  WithdrawStatus: { needs: ['query-funds'], run: (ground, params) => transfers(ground, params, 'withdrawal') },
};

function transfers({ view }: Ground, params: Params, kind: BookedTransfer['kind']) {
  return view
    .transfers()
    .filter((one) => one.kind === kind && within(params, one.at))
    .filter(({ asset }) => params.get('asset') === undefined || params.get('asset') === assetId(asset))
    .reverse()
    .map(({ id, asset, amount, at }) => ({
      method: asset === 'BTC' ? 'Bitcoin' : asset,
      aclass: 'currency',
      asset: assetId(asset),
      refid: txId('L', `transfer ${id}`),
      txid: `0x${id.padStart(64, '0')}`,
      info: 'bc1qheron',
      amount: shown(amount, 10),
      fee: '0.0000000000',
      time: Math.floor(at / 1000),
      status: 'Success',
      ...(kind === 'withdrawal' && { key: 'wallet', network: asset }),
    }));
}

interface Entry {
  readonly id: string;
  readonly refid: string;
  readonly at: number;
  readonly type: 'trade' | 'deposit' | 'withdrawal';
  readonly asset: string;
  readonly amount: Units;
  readonly fee: Units;
  readonly balance: Units;
}

/** Every change of a balance, oldest first: two lines a fill, one a transfer. */
function ledgerOf(exchange: Exchange, view: View): Entry[] {
  const changes: Omit<Entry, 'balance'>[] = [];
  for (const { id, kind, asset, amount, at } of view.transfers()) {
    const sign = kind === 'deposit' ? 1n : -1n;
    changes.push({ id: `transfer ${id}`, refid: txId('L', `transfer ${id}`), at, type: kind, asset, amount: sign * amount, fee: ZERO });
  }
  for (const fill of view.fills()) {
    const { base, quote } = exchange.market(fill.market);
    const sign = fill.side === 'buy' ? 1n : -1n;
    const refid = txId('T', String(fill.ref));
    for (const [asset, amount] of [
      [base, sign * fill.amount],
      [quote, -sign * fill.cost],
    ] as const) {
      changes.push({
        id: `fill ${fill.ref} ${asset}`,
        refid,
        at: fill.at,
        type: 'trade',
        asset,
        amount,
        fee: fill.feeAsset === asset ? fill.fee : ZERO,
      });
    }
  }
  const balances = new Map<string, Units>();
  return changes
    .sort((a, b) => a.at - b.at)
    .map((change) => {
      const balance = (balances.get(change.asset) ?? ZERO) + change.amount - change.fee;
      balances.set(change.asset, balance);
      return { ...change, balance };
    });
}
