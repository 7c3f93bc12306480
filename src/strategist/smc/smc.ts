import type { Strategist } from '#src/strategist/port.ts';
import { SmcMarket } from './market.ts';
import type { SmcSettings } from './settings.ts';

/** The embedded strategist (C4): Smart Money Concepts by rules, no model asked. */
export const smcStrategist = (settings: SmcSettings): Strategist => ({
  name: 'smc',
  forMarket: (market) => new SmcMarket(market, settings),
});
