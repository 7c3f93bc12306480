import { createHash } from 'node:crypto';
import type { Exchange } from '../exchange.ts';
import { padded, text } from '../units.ts';
import type { View } from '../view.ts';
import { BinanceError } from './answer.ts';
import { marketNamed, nameOf } from './names.ts';
import type { Params } from './params.ts';
import type { Routes } from './route.ts';

/** Balances, fees, rights of the key, deposits and withdrawals: the account of spot, and what little of sapi there is. */
export const WALLET_ROUTES: Routes = {
  'GET /api/v3/account': {
    needs: 'reading',
    run: ({ exchange, view, key }) => ({
      makerCommission: Number(exchange.profile.makerFee) * 10_000,
      takerCommission: Number(exchange.profile.takerFee) * 10_000,
      buyerCommission: 0,
      sellerCommission: 0,
      canTrade: key.permissions.spot,
      canWithdraw: true,
      canDeposit: true,
      brokered: false,
      updateTime: exchange.time.now(),
      accountType: 'SPOT',
      balances: [...view.holdings()].map(([asset, { total, held }]) => ({
        asset,
        free: padded(total - held, 8),
        locked: padded(held, 8),
      })),
      permissions: ['SPOT'],
      uid: 354_937_868,
    }),
  },
  'GET /api/v3/account/commission': {
    needs: 'reading',
    run: ({ exchange, params }) => {
      const market = marketNamed(exchange, params.need('symbol'));
      const { makerFee, takerFee } = exchange.profile;
      const none = { maker: '0.00000000', taker: '0.00000000', buyer: '0.00000000', seller: '0.00000000' };
      return { symbol: nameOf(market), standardCommission: { ...none, maker: makerFee, taker: takerFee }, taxCommission: none };
    },
  },
  'GET /sapi/v1/account/apiRestrictions': {
    needs: 'reading',
    run: ({ key: { permissions }, exchange }) => ({
      ipRestrict: permissions.ipRestricted,
      createTime: exchange.time.now() - 86_400_000,
      enableReading: permissions.reading,
      enableSpotAndMarginTrading: permissions.spot,
      enableWithdrawals: permissions.withdrawals,
      enableInternalTransfer: false,
      enableMargin: false,
      enableFutures: permissions.futures,
      permitsUniversalTransfer: false,
      enableVanillaOptions: false,
      enableFixApiTrade: false,
      enableFixReadOnly: false,
      enablePortfolioMarginTrading: false,
    }),
  },
  'GET /sapi/v1/asset/tradeFee': {
    needs: 'reading',
    run: ({ exchange, params }) => {
      const symbol = params.get('symbol');
      const markets = symbol === undefined ? exchange.markets() : [marketNamed(exchange, symbol)];
      const { makerFee, takerFee } = exchange.profile;
      return markets.map((market) => ({ symbol: nameOf(market), makerCommission: makerFee, takerCommission: takerFee }));
    },
  },
  'GET /sapi/v1/capital/config/getall': {
    needs: 'reading',
    run: ({ exchange, view }) => {
      const assets = new Set(exchange.markets().flatMap(({ base, quote }) => [base, quote]));
      return [...assets].map((coin) => ({
        coin,
        depositAllEnable: true,
        withdrawAllEnable: true,
        name: coin,
        free: text(view.holdings().get(coin)?.total ?? 0n),
        locked: '0',
        freeze: '0',
        withdrawing: '0',
        ipoing: '0',
        ipoable: '0',
        storage: '0',
        isLegalMoney: false,
        trading: true,
        networkList: [],
      }));
    },
  },
  'GET /sapi/v1/capital/deposit/hisrec': {
    needs: 'reading',
    run: ({ exchange, view, params }) =>
      transfersOf('deposit', view, exchange, params).map(({ id, asset, amount, at }) => ({
        id,
        amount: text(amount),
        coin: asset,
        network: 'ETH',
        status: 1,
        address: '0x0000000000000000000000000000000000000000',
        addressTag: '',
        txId: `0x${createHash('sha256').update(`deposit ${id}`).digest('hex')}`,
        insertTime: at,
        completeTime: at,
        transferType: 0,
        confirmTimes: '12/12',
        unlockConfirm: 12,
        walletType: 0,
      })),
  },
  'GET /sapi/v1/capital/withdraw/history': {
    needs: 'reading',
    run: ({ exchange, view, params }) =>
      transfersOf('withdrawal', view, exchange, params).map(({ id, asset, amount, at }) => ({
        id: createHash('sha256').update(`withdrawal ${id}`).digest('hex').slice(0, 32),
        amount: text(amount),
        transactionFee: '0',
        coin: asset,
        status: 6,
        address: '0x0000000000000000000000000000000000000000',
        txId: `0x${createHash('sha256').update(`withdrawal ${id}`).digest('hex')}`,
        applyTime: new Date(at).toISOString().slice(0, 19).replace('T', ' '),
        network: 'ETH',
        transferType: 0,
        confirmNo: 12,
        walletType: 0,
      })),
  },
};

const NINETY_DAYS = 90 * 86_400_000;

/** Newest first, of the last 90 days unless a time is named. */
function transfersOf(kind: 'deposit' | 'withdrawal', view: View, exchange: Exchange, params: Params) {
  const now = exchange.time.now();
  const from = params.number('startTime') ?? now - NINETY_DAYS;
  const to = params.number('endTime') ?? now;
  if (to - from > NINETY_DAYS) throw new BinanceError(400, -4047, 'Time interval must be within 0-90 days');
  return view
    .transfers()
    .filter((one) => one.kind === kind && one.at >= from && one.at <= to && [undefined, one.asset].includes(params.get('coin')))
    .reverse();
}
