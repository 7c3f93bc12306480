import type { AnalystVerbs } from '#src/analysts/verbs.ts';
import type { AskVerbs } from '#src/ask/verbs.ts';
import type { AuditReport } from '#src/audit/report.ts';
import type { PlatformState } from '#src/chat/platform.ts';
import type { Sourced } from '#src/config/load.ts';
import type { PromptFile } from '#src/config/prompt.ts';
import type { Candles } from '#src/domain/candles.ts';
import type { Clock, Instant, VirtualClock } from '#src/domain/clock.ts';
import type { MarketState } from '#src/domain/marketState.ts';
import type { Quotes } from '#src/domain/quotes.ts';
import type { SteppedFeed } from '#src/feed/port.ts';
import type { AnyEvent, LedgerKind } from '#src/ledger/event.ts';
import type { Ledger, LedgerTx } from '#src/ledger/ledger.ts';
import type { FileKey } from '#src/ledger/sealedFile.ts';
import type { Model } from '#src/model/port.ts';
import type { ReadyLine } from '#src/ready/gate.ts';
import type { ReconcileVerbs } from '#src/reconcile/reconciler.ts';
import type { AdaptationVerbs } from '#src/reflection/adaptations.ts';
import type { TrialRunner } from '#src/reflection/trial.ts';
import type { LearningVerbs } from '#src/reflection/verbs.ts';
import type { Recovered } from '#src/sniper/recover.ts';
import type { Sniper } from '#src/sniper/sniper.ts';
import type { Strategist, StrategistDeps } from '#src/strategist/port.ts';
import type { Proposer } from '#src/strategist/propose.ts';
import type { PaperVenue } from '#src/venue/paper/paperVenue.ts';
import type { Venue } from '#src/venue/port.ts';
import type { Engine } from './engine.ts';
import type { Job } from './jobs.ts';
import type { Learning } from './learningOf.ts';
import type { LiveParts, LiveVerbs } from './live.ts';
import type { Repairs } from './repair.ts';
import type { ScheduleVerbs } from './schedules.ts';
import type { ShadowBook } from './shadow.ts';

/** What can be asked of the sniper from outside. */
type SniperVerbs = Pick<
  Sniper,
  | 'answer'
  | 'edit'
  | 'preview'
  | 'disarm'
  | 'closePosition'
  | 'keepPosition'
  | 'flatten'
  | 'cancelOrder'
  | 'halt'
  | 'resume'
  | 'lockDown'
  | 'endLockdown'
  | 'setDeskStatus'
  | 'distancePct'
  | 'limitsInUse'
  | 'worstDrawdownPct'
>;

/** A running Heron. Everything that can be said to it goes through here; everything it knows is in its ledger. */
export interface App extends AsyncDisposable {
  readonly clock: Clock;
  /** Time of the people who talk to it: the machine's, also where the market runs at another speed. */
  readonly wall: Clock;
  /** Bytes that nobody can guess, for codes and buttons. */
  readonly entropy: (bytes: number) => Uint8Array;
  readonly ledger: Ledger;
  readonly quotes: Quotes;
  readonly candles: Candles;
  readonly settings: Sourced;
  readonly mode: 'paper' | 'live';
  readonly feed: { readonly name: string; readonly simulated: boolean };
  readonly sniper: SniperVerbs;
  readonly proposer: Pick<Proposer, 'now'>;
  readonly jobs: readonly Pick<Job, 'name' | 'everyMs'>[];
  readonly schedules: ScheduleVerbs;
  readonly analysts: AnalystVerbs;
  /** What a market is like at a moment that is not before the newest candles. */
  readonly marketState: (market: string, at: Instant) => MarketState;
  /** Undefined without a model. */
  readonly model?: Model | undefined;
  readonly learning?: LearningVerbs | undefined;
  /** Undefined without a model. */
  readonly asker?: AskVerbs | undefined;
  readonly repairs: Repairs;
  /** What the venue cannot do, so that a person has to watch it: said before an approval. */
  readonly supervised?: readonly string[] | undefined;
  /** Runs the readiness gate and writes down what came of it; set by whoever opened the vault and the venue, undefined on paper. */
  ready?: (actor: string) => Promise<{ readonly ok: boolean; readonly lines: readonly ReadyLine[] }>;
  /** Only where real money is traded. */
  readonly live?: LiveVerbs | undefined;
  /** Only where real money is traded. */
  readonly reconciler?: ReconcileVerbs | undefined;
  /** How the chat platforms are; set by whoever runs them. */
  platforms?: () => readonly PlatformState[];
  /** Checks everything: the ledger against itself, against memory, against the venue. What is new or gone since the audit before is noted. */
  audit(actor?: string): Promise<AuditReport>;
  /** Ends in order, with the reason in the ledger; disposing does the same. */
  stop(reason: string): Promise<void>;
}

/** An App with its parts, for whoever drives it. */
export interface RunningApp extends App {
  readonly engine: Engine;
  /** Undefined where nothing is followed. */
  readonly shadows: Pick<ShadowBook, 'ready' | 'count'> | undefined;
  readonly proposer: Pick<Proposer, 'now' | 'pending'>;
  readonly venue: Venue;
  /** The paper venue; undefined where real money is traded. */
  readonly paper: PaperVenue | undefined;
  readonly adaptations: AdaptationVerbs;
  readonly learning: Learning;
  /** What the start found and did. */
  readonly recovered: Recovered;
  readonly startedAt: Instant;
}

/** What differs between a simulated market, a replay and a test: clock, feed and the ledger's kind. */
export interface AppParts {
  readonly settings: Sourced;
  readonly ledger: Ledger;
  readonly clock: VirtualClock;
  /** The market's clock unless said. */
  readonly wall?: Clock;
  readonly entropy?: (bytes: number) => Uint8Array;
  readonly feed: SteppedFeed & {
    fundingPct?: (market: string, at: ReturnType<Clock['now']>) => number;
    /** Where there are two sources: whether both have the price that a market was quoted at last. */
    confirmed?: (market: string) => boolean;
    /** Where the feed itself knows how far a perpetual is from its index. */
    basisPct?: (market: string) => number | undefined;
    snapshot?: () => string;
  };
  /** Built here where it reads the ledger, the candles or asks the model. */
  readonly strategist: Strategist | ((deps: StrategistDeps) => Strategist | Promise<Strategist>);
  /** Undefined without a model. */
  readonly model?: Model | undefined;
  /** The shipped prompts unless said. */
  readonly prompt?: StrategistDeps['prompt'];
  /** What may be said to the model: written down where it changed since the last start. */
  readonly prompts?: Iterable<PromptFile>;
  readonly kind: LedgerKind;
  readonly source: string;
  readonly ledgerId: string;
  /** Is called for each event in its transaction: where chat queues what is said about it. */
  readonly announce?: (
    tx: LedgerTx,
    event: AnyEvent,
    scene: Pick<App, 'ledger' | 'clock' | 'wall' | 'quotes' | 'candles' | 'mode' | 'feed' | 'settings' | 'sniper' | 'supervised'>,
  ) => void;
  readonly report?: (error: unknown) => void;
  /** Real milliseconds that never go back, for measuring how long an audit takes. */
  readonly monoMs?: () => number;
  /** Only where real money is traded. */
  readonly live?: LiveParts | undefined;
  /** Replays changes before they are proposed; without it none is. */
  readonly trials?: (TrialRunner & { close?(): Promise<void> }) | undefined;
  /** Jobs that a replay does not need are left out. */
  readonly withJobs?: boolean;
  /** The ledger is copied beside itself again and again, by a process of its own. `seal` gives a key for one backup that only the vault's key can read again. */
  readonly backup?: { readonly seal?: (() => FileKey) | undefined } | undefined;
  /** Whether candles are kept and what is not traded is followed; as `withJobs` unless said. */
  readonly withShadows?: boolean;
}
