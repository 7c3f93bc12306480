import type { SecurityCheck } from '#test/trust/result.ts';
import { LLM_CHECKS } from './checksOfModels.ts';
import { PLATFORM_CHECKS } from './checksOfPlatforms.ts';
import { KEY_CHECKS } from './checksOfSecrets.ts';
import { SYSTEM_CHECKS } from './checksOfSystem.ts';

/** A check without its id. */
export type Check = Omit<SecurityCheck, 'id'>;

const ALL: Readonly<Record<string, Check>> = { ...KEY_CHECKS, ...PLATFORM_CHECKS, ...LLM_CHECKS, ...SYSTEM_CHECKS };

/** The forty checks of the security list, in its order, each with the tests that fail when it does not hold. */
export const CHECKS: readonly SecurityCheck[] = Object.entries(ALL)
  .map(([id, check]) => ({ id, ...check }))
  .toSorted((a, b) => (a.id < b.id ? -1 : 1));
