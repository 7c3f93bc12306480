import { SESSIONS, TRENDS, VOLATILITIES, WEEKDAYS } from '#src/domain/marketState.ts';
import { EXIT_REASONS } from '#src/domain/order.ts';
import { DIMENSIONS } from '#src/ledger/scores.ts';
import { PATTERN_REGIMES } from '#src/strategist/llm/wire.ts';

const OWN = new Set<string>([
  ...Object.keys(PATTERN_REGIMES),
  ...Object.values(PATTERN_REGIMES),
  ...SESSIONS,
  ...TRENDS,
  ...VOLATILITIES,
  ...WEEKDAYS,
  ...DIMENSIONS,
  ...EXIT_REASONS,
  'long',
  'short',
  'worse',
  'better',
  'mean_r',
  'exit_share',
  'all',
  'none',
  'smc',
  'llm',
]);

/** Whether a name is Heron's own, or a market of the desk: no other names get into a prompt. */
export const isKnownName = (name: string, markets: readonly string[]): boolean => OWN.has(name) || markets.includes(name);
