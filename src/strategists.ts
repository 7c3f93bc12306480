import type { Settings } from '#src/config/settings.ts';
import type { Strategist } from '#src/strategist/port.ts';
import { smcStrategist } from '#src/strategist/smc/smc.ts';

/** Who is behind each name that `desk.strategist` can have. */
const STRATEGISTS: Readonly<Record<Settings['desk']['strategist'], (settings: Settings) => Strategist>> = {
  smc: ({ smc }) => smcStrategist(smc),
};

/** The strategist that the settings name. */
export const strategistOf = (settings: Settings): Strategist => STRATEGISTS[settings.desk.strategist](settings);
