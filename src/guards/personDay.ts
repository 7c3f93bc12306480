import { atMost } from './bound.ts';
import { exposureAfterPct, percent } from './figure.ts';
import type { Denial, Guard, GuardContext, GuardLimits } from './guard.ts';

const name = 'personDay';

/** SEC-39: what a lost phone can do in a day has an end. Asked at the approval, and once more at the trigger. */
export const personDay: Guard = {
  name,
  describe: ({ personDayPct }) =>
    `What one person approves within 24 h is worth at most ${percent(personDayPct)} of equity; the policy counts as a person.`,
  check: (context, limits) => faultOfPersonDay(context, limits),
};

/** The same without an order: `notional` of what is approved, `approvedByPerson` before it. */
export const faultOfPersonDay = (
  context: Pick<GuardContext, 'approvedByPerson' | 'notional' | 'equity'>,
  { personDayPct }: Pick<GuardLimits, 'personDayPct'>,
): Denial | undefined =>
  atMost({
    guard: name,
    what: 'what the same person approved within 24 h',
    figure: exposureAfterPct(context.approvedByPerson, context),
    limit: personDayPct,
    show: percent,
    text: (figure, limit) =>
      `With this one the same person would have approved ${figure} of equity within 24 h; at most ${limit} is allowed.`,
  });
