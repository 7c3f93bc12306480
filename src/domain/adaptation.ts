import { z } from 'zod';
import { describeWhen, RULE_ACTIONS, ruleWhenSchema } from './rule.ts';

/** Settings that learning may change, with the range that each stays in. What limits risk is not among them. */
export const PARAMETERS = {
  'smc.tight.gate.aligned': { from: 50, to: 90 },
  'smc.tight.gate.neutral': { from: 55, to: 95 },
  'smc.wide.gate.aligned': { from: 45, to: 90 },
  'smc.wide.gate.neutral': { from: 50, to: 95 },
  'smc.targets.firstR': { from: 0.8, to: 2 },
  'smc.targets.secondR': { from: 1.5, to: 4 },
  'smc.exits.runnerAtr': { from: 0.8, to: 3 },
  'smc.cooldown.lossMinutes': { from: 30, to: 480 },
} as const;

export type ParameterKey = keyof typeof PARAMETERS;
const PARAMETER_KEYS = Object.keys(PARAMETERS) as [ParameterKey, ...ParameterKey[]];

/** One step changes a parameter by at most this much of its value, percent. */
export const MAX_STEP_PCT = 20;

const name = z.string().min(1).max(60);

/** A bounded change of how a desk trades. Strict: a field that nobody knows is an error. */
export const changeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('market'), market: name, action: z.enum(['bench', 'favor']) }),
  z.strictObject({ kind: z.literal('pattern'), pattern: name, action: z.enum(['deactivate', 'boost']) }),
  z.strictObject({ kind: z.literal('rule'), when: ruleWhenSchema, action: z.enum(RULE_ACTIONS) }),
  z.strictObject({ kind: z.literal('parameter'), key: z.enum(PARAMETER_KEYS), before: z.number(), after: z.number() }),
]);

export type Change = z.infer<typeof changeSchema>;

/** Why a change of the right shape may not be made, as a sentence; or undefined. `before` is the value in force, for a parameter. */
export function faultOfChange(change: Change, inForce: (key: ParameterKey) => number): string | undefined {
  if (change.kind !== 'parameter') return undefined;
  const { key, before, after } = change;
  const { from, to } = PARAMETERS[key];
  const now = inForce(key);
  if (before !== now) return `${key} is ${now} now, and not ${before}`;
  if (after === before) return `${key} would stay ${before}`;
  if (!(after >= from && after <= to)) return `${key} stays between ${from} and ${to}`;
  if (Math.abs(after - before) > (Math.abs(before) * MAX_STEP_PCT) / 100 + 1e-9)
    return `${key} changes by at most ${MAX_STEP_PCT} % at a time`;
  return undefined;
}

/** What a change is about: two with the same target are not tried within a day of each other. */
export function targetOf(change: Change): string {
  switch (change.kind) {
    case 'market':
      return `market ${change.market}`;
    case 'pattern':
      return `pattern ${change.pattern}`;
    case 'rule':
      return `rule ${describeWhen(change.when)}`;
    case 'parameter':
      return `parameter ${change.key}`;
  }
}

const ACTION_WORDS = { no_trade: 'do not trade', reduce: 'trade half the size', caution: 'always ask' } as const;

/** The change as a person reads it: `bench BTC/USDT`, `when it is 14:00–14:59 UTC: do not trade`. */
export function describeChange(change: Change): string {
  switch (change.kind) {
    case 'market':
      return `${change.action} ${change.market}`;
    case 'pattern':
      return `${change.action} the pattern ${change.pattern.replaceAll('_', ' ')}`;
    case 'rule':
      return `when ${describeWhen(change.when)}: ${ACTION_WORDS[change.action]}`;
    case 'parameter':
      return `${change.key} ${change.before} → ${change.after}`;
  }
}
