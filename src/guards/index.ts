import { accountMode } from './accountMode.ts';
import { basis } from './basis.ts';
import { dailyLoss } from './dailyLoss.ts';
import { deskStatus } from './deskStatus.ts';
import { drawdown } from './drawdown.ts';
import { errorBreaker } from './errorBreaker.ts';
import { feeEdge } from './feeEdge.ts';
import { grossExposure } from './grossExposure.ts';
import type { Guard } from './guard.ts';
import { halted } from './halted.ts';
import { leverage } from './leverage.ts';
import { liquidationBuffer } from './liquidationBuffer.ts';
import { liveLocked } from './liveLocked.ts';
import { lossStreak } from './lossStreak.ts';
import { marketCooldown } from './marketCooldown.ts';
import { marketExposure } from './marketExposure.ts';
import { minVolume } from './minVolume.ts';
import { onePerMarket } from './onePerMarket.ts';
import { openPositions } from './openPositions.ts';
import { orderRate } from './orderRate.ts';
import { personDay } from './personDay.ts';
import { riskPerTrade } from './riskPerTrade.ts';
import { shock } from './shock.ts';
import { spread } from './spread.ts';
import { staleQuote } from './staleQuote.ts';
import { symbolList } from './symbolList.ts';
import { venueExposure } from './venueExposure.ts';
import { wideCost } from './wideCost.ts';

/**
 * Every guard, in the order in which they are asked. The first no is the one that a person reads, so what concerns everything comes before what
 * concerns the desk, the market and, last, this one trade.
 */
export const GUARDS: readonly Guard[] = [
  halted,
  accountMode,
  liveLocked,
  deskStatus,
  errorBreaker,
  orderRate,
  dailyLoss,
  drawdown,
  shock,
  symbolList,
  staleQuote,
  lossStreak,
  marketCooldown,
  openPositions,
  onePerMarket,
  minVolume,
  spread,
  basis,
  riskPerTrade,
  leverage,
  marketExposure,
  venueExposure,
  grossExposure,
  personDay,
  liquidationBuffer,
  feeEdge,
  wideCost,
];
