import { z } from 'zod';
import { type MarketState, SESSIONS, TRENDS, VOLATILITIES, WEEKDAYS } from './marketState.ts';

/** When a rule holds: every field that is there must hold. Strict: a key that nobody knows is an error, and never a match (LRN-2). */
export const ruleWhenSchema = z
  .strictObject({
    trend: z.enum(TRENDS).optional(),
    volatility: z.enum(VOLATILITIES).optional(),
    session: z.enum(SESSIONS).optional(),
    weekday: z.enum(WEEKDAYS).optional(),
    hour: z.int().min(0).max(23).optional(),
    market: z.string().min(3).max(40).optional(),
    regime: z.string().min(1).max(60).optional(),
  })
  .refine((when) => Object.values(when).some((value) => value !== undefined), 'a rule says when it holds');

export type RuleWhen = z.infer<typeof ruleWhenSchema>;

/** `no_trade`: denied; `reduce`: half size; `caution`: somebody is always asked. */
export const RULE_ACTIONS = ['no_trade', 'reduce', 'caution'] as const;

/** What a rule is held against: the state of the market, and the condition that is about to trade. */
export interface RuleScene extends MarketState {
  readonly market: string;
  readonly regime: string | undefined;
}

/** Whether a rule holds. A figure that is missing is no match, and a rule without any field never holds. */
export function holds(when: RuleWhen, scene: RuleScene): boolean {
  const fields = Object.entries(when).filter(([, value]) => value !== undefined);
  return fields.length > 0 && fields.every(([key, value]) => scene[key as keyof RuleScene] === value);
}

const SAYS: Readonly<Record<keyof RuleWhen, (value: string | number) => string>> = {
  trend: (value) => (value === 'flat' ? 'the trend is flat' : `the trend is ${value}`),
  volatility: (value) => `volatility is ${value}`,
  session: (value) => `the ${String(value).charAt(0).toUpperCase()}${String(value).slice(1)} session is on`,
  weekday: (value) => `it is ${value}`,
  hour: (value) => `it is ${String(value).padStart(2, '0')}:00–${String(value).padStart(2, '0')}:59 UTC`,
  market: (value) => `the market is ${value}`,
  regime: (value) => `the regime is ${value}`,
};

/** `it is 14:00–14:59 UTC and the trend is down` */
export const describeWhen = (when: RuleWhen): string =>
  (Object.entries(when) as [keyof RuleWhen, string | number | undefined][])
    .flatMap(([key, value]) => (value === undefined ? [] : [SAYS[key](value)]))
    .join(' and ');
