import type { Side } from '#src/domain/condition.ts';

/** 1 for long, −1 for short: multiplies a price difference so that positive is on the side's good side. */
export const signOf = (side: Side): 1 | -1 => (side === 'long' ? 1 : -1);
