import { BinanceError } from './answer.ts';
import { incomes } from './incomeForm.ts';
import { marketNamed, nameOf } from './names.ts';
import { INCOME_LIST, pageOf } from './page.ts';
import { futuresAsset, positionRisk } from './positionForm.ts';
import { type Ground, type Routes, symbolOf } from './route.ts';

/** Wallet, positions, incomes and settings of USD-M futures. */
export const FUTURES_ACCOUNT_ROUTES: Routes = {
  'GET /fapi/v1/income': {
    needs: 'reading',
    run: ({ exchange, view, params }) => {
      const all = incomes(exchange, { fundings: view.fundings(), fills: view.fills(), transfers: view.transfers() });
      const [type, symbol] = [params.get('incomeType'), params.get('symbol')];
      const some = all.filter((one) => (type === undefined || one.incomeType === type) && (symbol === undefined || one.symbol === symbol));
      return pageOf(some, ({ time }) => time, params, INCOME_LIST, exchange.time.now());
    },
  },
  'GET /fapi/v3/account': { needs: 'reading', run: account },
  'GET /fapi/v2/account': { needs: 'reading', run: account },
  'GET /fapi/v3/balance': { needs: 'reading', run: balances },
  'GET /fapi/v2/balance': { needs: 'reading', run: balances },
  'GET /fapi/v3/positionRisk': { needs: 'reading', run: (ground) => positions(ground, 3) },
  'GET /fapi/v2/positionRisk': { needs: 'reading', run: (ground) => positions(ground, 2) },
  'POST /fapi/v1/leverage': {
    needs: 'futures',
    run: ({ exchange, params }) => {
      const market = marketNamed(exchange, params.need('symbol'));
      params.need('leverage');
      exchange.setLeverage(market.symbol, params.number('leverage') ?? 0);
      return { leverage: exchange.leverage(market.symbol), maxNotionalValue: '100000000', symbol: nameOf(market) };
    },
  },
  'POST /fapi/v1/marginType': {
    needs: 'futures',
    run: ({ exchange, params }) => {
      marketNamed(exchange, params.need('symbol'));
      if (params.need('marginType') === 'CROSSED') throw new BinanceError(400, -4046, 'No need to change margin type.');
      throw new BinanceError(400, -4168, 'Unable to adjust to isolated-margin mode under the Multi-Assets mode.');
    },
  },
  'GET /fapi/v1/positionSide/dual': { needs: 'reading', run: () => ({ dualSidePosition: false }) },
  'GET /fapi/v1/multiAssetsMargin': { needs: 'reading', run: () => ({ multiAssetsMargin: false }) },
  'GET /fapi/v1/symbolConfig': {
    needs: 'reading',
    run: ({ exchange, params }) => {
      const symbol = symbolOf(exchange, params);
      return exchange
        .markets()
        .filter((market) => symbol === undefined || market.symbol === symbol)
        .map((market) => ({
          symbol: nameOf(market),
          marginType: 'CROSSED',
          isAutoAddMargin: false,
          leverage: exchange.leverage(market.symbol),
          maxNotionalValue: '100000000',
        }));
    },
  },
  'GET /fapi/v1/leverageBracket': {
    needs: 'reading',
    run: ({ exchange, params }) => {
      const symbol = symbolOf(exchange, params);
      return exchange
        .markets()
        .filter((market) => symbol === undefined || market.symbol === symbol)
        .map((market) => ({
          symbol: nameOf(market),
          notionalCoef: 1,
          brackets: [
            {
              bracket: 1,
              initialLeverage: market.maxLeverage,
              notionalCap: 100_000_000,
              notionalFloor: 0,
              maintMarginRatio: Number(exchange.profile.maintenance),
              cum: 0,
            },
          ],
        }));
    },
  },
  'GET /fapi/v1/commissionRate': {
    needs: 'reading',
    run: ({ exchange, params }) => {
      const market = marketNamed(exchange, params.need('symbol'));
      const { makerFee, takerFee } = exchange.profile;
      return { symbol: nameOf(market), makerCommissionRate: makerFee, takerCommissionRate: takerFee };
    },
  },
};

function account({ exchange, view }: Ground): object {
  const assets = [...view.holdings()].map(([asset, holding]) => futuresAsset(exchange, asset, holding, exchange.time.now()));
  return { assets, positions: view.positions().map((position) => positionRisk(exchange, position, 3)) };
}

function balances({ exchange, view }: Ground): object[] {
  return [...view.holdings()].map(([asset, holding]) => {
    const { walletBalance, crossWalletBalance, crossUnPnl, availableBalance, maxWithdrawAmount, updateTime } = futuresAsset(
      exchange,
      asset,
      holding,
      exchange.time.now(),
    ) as Record<string, unknown>;
    return {
      accountAlias: 'SgsR',
      asset,
      balance: walletBalance,
      crossWalletBalance,
      crossUnPnl,
      availableBalance,
      maxWithdrawAmount,
      marginAvailable: true,
      updateTime,
    };
  });
}

function positions({ exchange, view, params }: Ground, version: 2 | 3): object[] {
  const symbol = symbolOf(exchange, params);
  return view
    .positions()
    .filter(({ market }) => symbol === undefined || market === symbol)
    .map((position) => positionRisk(exchange, position, version));
}
