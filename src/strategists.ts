import type { Settings } from '#src/config/settings.ts';
import { assert } from '#src/domain/errors.ts';
import type { Strategist, StrategistDeps } from '#src/strategist/port.ts';
import { smcStrategist } from '#src/strategist/smc/smc.ts';

/** What a strategist may be made from; the rules need the settings alone. */
type Make = (settings: Settings, deps: StrategistDeps) => Strategist | Promise<Strategist>;

const byModel: Make = async (_, deps) => {
  assert(deps.model !== undefined, 'desk.strategist is llm, and there is no model');
  const { LlmStrategist } = await import('#src/strategist/llm/llm.ts');
  return new LlmStrategist(deps.model, deps);
};
const byRules: Make = ({ smc }) => smcStrategist(smc);

/** Who is behind each name that `desk.strategist` can have. */
const STRATEGISTS: Readonly<Record<Settings['desk']['strategist'], Make>> = {
  auto: (settings, deps) => (deps.model === undefined ? byRules : byModel)(settings, deps),
  smc: byRules,
  llm: byModel,
};

/** The strategist that the settings name. */
export const strategistOf = async (settings: Settings, deps: StrategistDeps): Promise<Strategist> =>
  STRATEGISTS[settings.desk.strategist](settings, deps);
