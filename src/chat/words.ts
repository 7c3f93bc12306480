import type { ExitReason, Purpose } from '#src/domain/order.ts';
import type { Grade } from '#src/domain/score.ts';

/** `1 trade`, `2 trades` */
export const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** With a capital letter, as a sentence begins. */
export const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/** A reason as the end of a sentence, without a full stop of its own; nothing where none was given. */
export const because = (reason: string | null): string => (reason === null || reason === '' ? '' : `: ${reason.replace(/\.$/, '')}`);

/** The same of what somebody asked for: `asked for` says no more than who it was. */
export const becauseGiven = (reason: string | null): string => (reason?.startsWith('asked ') === true ? '' : because(reason));

/** Who said no at the trigger. */
export const denierOf = (guard: string): string => (guard === 'adaptation' ? 'a change that was learned' : `the guard ${guard}`);

/** What an order is for, as a noun. */
export const PURPOSE_WORDS: Record<Purpose, string> = {
  entry: 'entry',
  stop: 'stop',
  break_even: 'break-even stop',
  trailing: 'trailing stop',
  target: 'target',
  abandoned: 'abandon-ship exit',
  time: 'time-based exit',
  manual: 'manual exit',
  halted: 'exit by the halt',
  liquidated: 'liquidation',
};

/** Why a trade ended, for a narrow column. */
export const EXIT_NAMES: Record<ExitReason, string> = {
  target: 'target',
  stop: 'stop',
  break_even: 'break-even',
  trailing: 'trailing',
  time: 'time',
  abandoned: 'abandoned',
  manual: 'manual',
  halted: 'halted',
  liquidated: 'liquidated',
};

/** The same as the end of a sentence that begins with a result. */
export const EXIT_SENTENCES: Record<ExitReason, string> = {
  target: 'the last target was reached',
  stop: 'the stop was hit',
  break_even: 'the stop, moved to break-even, was hit',
  trailing: 'the trailing stop was hit',
  time: 'the first target was not reached in time',
  abandoned: 'the reason for it was gone, so it was abandoned',
  manual: 'it was closed by hand',
  halted: 'the halt closed it',
  liquidated: 'the venue closed it by force',
};

export const GRADE_WORDS: Record<Grade, string> = {
  favored: 'favored: larger size',
  normal: 'normal',
  reduced: 'reduced: smaller size',
  benched: 'benched: no new trades',
  unknown: 'too few trades to say',
};
