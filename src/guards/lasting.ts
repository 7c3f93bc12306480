import { accountMode } from './accountMode.ts';
import { feeEdge } from './feeEdge.ts';
import type { Guard } from './guard.ts';
import { leverage } from './leverage.ts';
import { liquidationBuffer } from './liquidationBuffer.ts';
import { minVolume } from './minVolume.ts';
import { riskPerTrade } from './riskPerTrade.ts';
import { symbolList } from './symbolList.ts';
import { wideCost } from './wideCost.ts';

/**
 * Guards whose no waiting does not turn into a yes while a condition lives, because of what they look at: the settings, the market's own rules and the
 * mode of the account (symbolList, leverage, accountMode); the distances between the condition's own entry, stop and target, held against fees and
 * leverage (riskPerTrade, liquidationBuffer, feeEdge, wideCost; funding counts in the last two, and it holds for hours as a condition does); what a
 * market trades in a day (minVolume). All others look at what passes: a halt, a pause, a quote, what is open, what was lost.
 */
export const LASTING: readonly Guard[] = [accountMode, symbolList, minVolume, riskPerTrade, leverage, liquidationBuffer, feeEdge, wideCost];
