import type { Settings } from '#src/config/settings.ts';
import { smcStrategist } from '#src/strategist/smc/smc.ts';
import type { Strategist } from '#src/strategist/port.ts';

/** The strategist that the settings name. */
export const strategistOf = ({ smc }: Settings): Strategist => smcStrategist(smc);
