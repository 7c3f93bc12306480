import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { Sourced } from './config/load.ts';
import type { Settings } from './config/settings.ts';
import { type Change, targetOf } from './domain/adaptation.ts';
import type { Candle } from './domain/candle.ts';
import { type Clock, type Instant, instant, parseInstant } from './domain/clock.ts';
import { OutsideError } from './domain/errors.ts';
import { byApplied, changeOf, isInForce } from './ledger/adaptations.ts';
import { keptCandles } from './ledger/candleBlocks.ts';
import { conditionsBetween } from './ledger/conditions.ts';
import { eventsAbout } from './ledger/events.ts';
import type { Ledger } from './ledger/ledger.ts';
import { marketRow } from './ledger/markets.ts';
import type { Trial, TrialRunner } from './reflection/trial.ts';
import { type MarketTape, type MarketTurn, packed, type TrialQuestion } from './trial/question.ts';
import type { Tried } from './trialThread.ts';

const DAY_MS = 86_400_000;
/** So much is read before the trial, for averages and bias to settle, where it was kept. */
const WARMUP_MS = 14 * DAY_MS;
/** Read in one go: between two such pieces everything else has its turn. */
const PIECE_MS = DAY_MS;
const DEADLINE_MS = 10 * 60_000;
const HEAP_MB = 768;

export interface TrialParts {
  readonly ledger: Ledger;
  readonly settings: Sourced;
  /** Real time: the machine's. */
  readonly clock: Pick<Clock, 'after'>;
  /** What replays; a file of this folder unless said. */
  readonly thread?: URL;
  readonly deadlineMs?: number;
  /** Replays in this thread, for whoever drives time and need not wait for a thread to begin. */
  readonly here?: ((question: TrialQuestion) => Promise<Trial>) | undefined;
}

/**
 * Replays changes over the candles that a ledger has kept, one after the other, each in a thread of its own with a limit of memory and of time:
 * trading does not wait for it.
 */
export class Trials implements TrialRunner {
  readonly #parts: TrialParts;
  #last: Promise<unknown> = Promise.resolve();
  #worker: Worker | undefined;
  #isClosed = false;

  constructor(parts: TrialParts) {
    this.#parts = parts;
  }

  /** Rejects with OutsideError when it took too long, failed, or Heron stops. */
  run(change: Change, deskId: string, from: string, to: string): Promise<Trial> {
    const trial = this.#last.then(async () => {
      if (this.#isClosed) throw failed('Heron is stopping');
      const question = await this.#question(change, deskId, from, to);
      // While it was read Heron may have begun to stop.
      if (this.#isClosed) throw failed('Heron is stopping');
      const { here } = this.#parts;
      return here === undefined ? this.#inThread(question) : here(question);
    });
    this.#last = trial.catch(() => undefined);
    return trial;
  }

  /** Lets go of what is being replayed. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#worker?.terminate();
  }

  async #question(change: Change, deskId: string, from: string, to: string): Promise<TrialQuestion> {
    const { ledger, settings } = this.#parts;
    const desk = ledger.memory.desks.get(deskId);
    const tapes: MarketTape[] = [];
    const turns: MarketTurn[] = [];
    for (const symbol of JSON.parse(desk?.markets ?? '[]') as string[]) {
      const market = ledger.memory.markets.get(symbol);
      if (market === undefined) continue;
      tapes.push({ market: marketRow(market), ...(await this.#tape(symbol, parseInstant(from), parseInstant(to))) });
      for (const event of eventsAbout(ledger, symbol))
        if (event.kind === 'bias.changed' && event.at < to)
          turns.push({ market: symbol, at: parseInstant(event.at), after: event.data.after });
    }
    const others = [...ledger.memory.adaptations.values()]
      .filter((row) => isInForce(row) && row.desk_id === deskId && row.target !== targetOf(change))
      .sort(byApplied)
      .map(changeOf);
    const conditions = change.kind === 'parameter' ? [] : conditionsBetween(ledger, deskId, from, to);
    return { settings: withoutTokens(settings.values), change, others, deskId, from, to, tapes, turns, conditions };
  }

  async #tape(symbol: string, from: Instant, to: Instant): Promise<Pick<MarketTape, 'candles' | 'warmup'>> {
    const candles: Candle[] = [];
    let warmup = 0;
    for (let at = from - WARMUP_MS; at < to; ) {
      const until = Math.min(at + PIECE_MS, at < from ? from : to);
      if (!this.#parts.ledger.isOpen) throw failed('Heron is stopping');
      for (const candle of keptCandles(this.#parts.ledger, symbol, instant(Math.max(0, at)), instant(until))) candles.push(candle);
      if (until <= from) warmup = candles.length;
      at = until;
      await setImmediate();
    }
    return { candles: packed(candles), warmup };
  }

  #inThread(question: TrialQuestion): Promise<Trial> {
    const { clock, thread = new URL('./trialThread.ts', import.meta.url), deadlineMs = DEADLINE_MS } = this.#parts;
    return new Promise((resolve, reject) => {
      // A replay needs nothing of what the process was started with, least of all its tokens.
      const worker = new Worker(thread, {
        workerData: question,
        transferList: question.tapes.map(({ candles }) => candles.buffer),
        env: {},
        execArgv: [],
        resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
      });
      this.#worker = worker;
      const timer = clock.after(deadlineMs, () => end(() => reject(failed(`it was not done within ${deadlineMs / 1_000} s`))));
      const end = (tell: () => void): void => {
        timer.cancel();
        if (this.#worker === worker) this.#worker = undefined;
        tell();
        void worker.terminate();
      };
      worker.on('message', (tried: Tried) => end(() => ('trial' in tried ? resolve(tried.trial) : reject(failed(tried.failed)))));
      worker.on('error', (error) => end(() => reject(failed(error instanceof Error ? error.message : String(error)))));
      worker.on('exit', (code) => end(() => reject(failed(`its thread ended (${code})`))));
    });
  }
}

/** No secret goes where none is needed. */
const withoutTokens = ({ model, telegram, discord, ...rest }: Settings): Settings => ({
  ...rest,
  model: { ...model, token: '' },
  telegram: { ...telegram, token: '' },
  discord: { ...discord, token: '' },
});

const failed = (why: string): OutsideError =>
  new OutsideError(
    'trial-failed',
    `The change could not be replayed: ${why}.`,
    'Nothing was changed; it is tried again with the next reflection.',
    true,
  );
