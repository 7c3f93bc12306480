import { type Instant, toIso } from '#src/domain/clock.ts';
import type { Timeframe } from '#src/domain/timeframe.ts';

/** `ob:1h:2023-03-02T10:00`: what a person can find on a chart. `openedAt` is the start of the candle that names the structure, UTC. */
export const structureId = (kind: string, timeframe: Timeframe, openedAt: Instant): string =>
  `${kind}:${timeframe}:${toIso(openedAt).slice(0, 16)}`;
