import type { ParameterKey } from '#src/domain/adaptation.ts';
import type { Clock } from '#src/domain/clock.ts';
import type { IdFactory } from '#src/domain/ids.ts';
import type { Ledger } from '#src/ledger/ledger.ts';
import type { TrialRunner } from './trial.ts';

/** What adaptations work with; the composition root gives it. `settings` are those in force, and are read each time. */
export interface AdaptationDeps {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly ids: IdFactory;
  readonly deskId: string;
  readonly mode: 'paper' | 'live';
  readonly settings: {
    readonly learning: { readonly intervalPct: number };
    readonly reflection: {
      readonly autoApply: boolean;
      readonly replayDays: number;
      readonly trialTrades: number;
      readonly trialHours: number;
      readonly trialDays: number;
      readonly cooldownHours: number;
    };
  };
  /** Value of a parameter as the owner's settings have it, before anything was learned. */
  readonly configured: (key: ParameterKey) => number;
  /** Value of a parameter that is in force. */
  readonly parameter: (key: ParameterKey) => number;
  /** Why settings with this parameter would contradict themselves, as a sentence; undefined when they do not. */
  readonly contradiction?: (key: ParameterKey, value: number) => string | undefined;
  readonly trials: TrialRunner;
  readonly report: (error: unknown) => void;
}
