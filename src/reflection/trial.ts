import type { Change } from '#src/domain/adaptation.ts';
import type { Trial } from '#src/domain/trial.ts';

export type { Trial, TrialSide } from '#src/domain/trial.ts';

/** Replays a desk's own candles from `from` to `to` (ISO) with and without a change; trading does not wait for it. */
export interface TrialRunner {
  run(change: Change, deskId: string, from: string, to: string): Promise<Trial>;
}
