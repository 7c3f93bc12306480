/** Milliseconds after the doubt began at which an order is looked for, before it is once a minute (reliability.md, resolving an unknown order). */
const FIRST = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000] as const;
const THEN_EVERY_MS = 60_000;

/** When the look after `looks` others is due, in milliseconds since the doubt began. */
export const lookAt = (looks: number): number => FIRST[looks] ?? 30_000 + (looks - FIRST.length + 1) * THEN_EVERY_MS;

/** How many looks come before the pace slows down. */
export const FIRST_LOOKS = FIRST.length;
