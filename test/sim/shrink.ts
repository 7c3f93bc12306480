import { FAMILIES, type Plan } from './plan.ts';
import { runSeed } from './runSeed.ts';
import type { Failure } from './tally.ts';

/** The same failure in a smaller world: fewer turns, fewer people, and without each family of faults that it does not need. */
export async function shrink(failure: Failure): Promise<Failure> {
  const invariant = failure.violations[0]?.invariant;
  let smallest = failure;
  const tries = async (plan: Plan): Promise<boolean> => {
    const { violations, seed } = await runSeed(plan.seed, { plan });
    if (!violations.some((one) => one.invariant === invariant)) return false;
    smallest = { seed, plan, violations };
    return true;
  };
  for (let turns = 1; turns < failure.plan.turns; turns++) if (await tries({ ...smallest.plan, turns })) break;
  for (let people = 0; people < failure.plan.people; people++) if (await tries({ ...smallest.plan, people })) break;
  if (failure.plan.isRoughFromTheStart) await tries({ ...smallest.plan, isRoughFromTheStart: false });
  for (const family of FAMILIES)
    if (smallest.plan.rates[family] > 0) await tries({ ...smallest.plan, rates: { ...smallest.plan.rates, [family]: 0 } });
  return smallest;
}
