import type { Exchange } from '../exchange.ts';
import type { BookedPosition, Holding } from '../record.ts';
import { worthOf } from '../rules.ts';
import { abs, ONE, padded, text, units, ZERO } from '../units.ts';
import { Digits } from './marketForm.ts';
import { nameOf } from './names.ts';

/** positionRisk: version 3 leaves out leverage and its like, version 2 the margins. */
export function positionRisk(exchange: Exchange, position: BookedPosition, version: 2 | 3): object {
  const market = exchange.market(position.market);
  const { ofAmount } = new Digits(market);
  const last = exchange.shown(market.symbol)?.last ?? position.entryPrice;
  const notional = worthOf(market, position.amount, last);
  const maintenance = (abs(notional) * units(exchange.profile.maintenance)) / ONE;
  const common = {
    symbol: nameOf(market),
    positionSide: 'BOTH',
    positionAmt: ofAmount(position.amount),
    entryPrice: text(position.entryPrice),
    breakEvenPrice: text(position.entryPrice),
    markPrice: padded(last, 8),
    unRealizedProfit: padded(exchange.unrealized(market.symbol), 8),
    liquidationPrice: text(exchange.liquidationPrice(market.symbol) ?? ZERO),
    isolatedMargin: '0',
    notional: padded(notional, 8),
    isolatedWallet: '0',
    updateTime: position.updatedAt,
  };
  if (version === 2) {
    const { leverage } = position;
    const rest = { leverage: String(leverage), maxNotionalValue: '100000000', marginType: 'cross', isAutoAddMargin: 'false' };
    return { ...common, ...rest, adlQuantile: 1 };
  }
  const margin = text(abs(notional) / BigInt(position.leverage), 8);
  return {
    ...common,
    marginAsset: market.quote,
    initialMargin: margin,
    maintMargin: text(maintenance, 8),
    positionInitialMargin: margin,
    openOrderInitialMargin: '0',
    adl: 1,
    bidNotional: '0',
    askNotional: '0',
  };
}

/** One asset of /fapi/v3/account. */
export function futuresAsset(exchange: Exchange, asset: string, { total }: Holding, now: number): object {
  const results = exchange
    .positions()
    .filter(({ market }) => exchange.market(market).quote === asset)
    .reduce((sum, { market }) => sum + exchange.unrealized(market), ZERO);
  const { positions, orders } = exchange.margins(asset);
  const free = total + results - positions - orders;
  return {
    asset,
    walletBalance: padded(total, 8),
    unrealizedProfit: padded(results, 8),
    marginBalance: padded(total + results, 8),
    maintMargin: '0.00000000',
    initialMargin: text(positions + orders, 8),
    positionInitialMargin: text(positions, 8),
    openOrderInitialMargin: text(orders, 8),
    crossWalletBalance: padded(total, 8),
    crossUnPnl: padded(results, 8),
    availableBalance: text(free > ZERO ? free : ZERO, 8),
    maxWithdrawAmount: text(free > ZERO ? free : ZERO, 8),
    updateTime: now,
  };
}
