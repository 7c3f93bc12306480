import type { Settings } from '#src/config/settings.ts';
import type { Strategist } from '#src/strategist/port.ts';
import { smcStrategist } from '#src/strategist/smc/smc.ts';

/** The strategist that the settings name. */
export const strategistOf = ({ smc }: Settings): Strategist => smcStrategist(smc);
