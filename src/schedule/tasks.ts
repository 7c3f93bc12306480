/** What can be scheduled, with what it does. */
export const TASKS = {
  summary: 'result, trades, scores and what is armed, in one message',
  reflection: 'what the trades since the last time taught, from the facts',
  audit: 'checks every invariant',
  propose: 'asks the strategist about every market',
} as const;

export type TaskName = keyof typeof TASKS;

export const isTask = (name: string): name is TaskName => Object.hasOwn(TASKS, name);
