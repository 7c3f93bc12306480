import { type Instant, later, parseInstant, startOfDay, toIso } from '#src/domain/clock.ts';
import { shockOf } from '#src/guards/shock.ts';
import { lastEvent } from '#src/ledger/events.ts';
import { marksSince, movedSince, peakMark } from '#src/ledger/marks.ts';
import { halt } from './halt.ts';
import { RiskMeter } from './riskMeter.ts';
import type { SniperState } from './state.ts';
import type { Valuation } from './valuation.ts';

interface Watched {
  readonly accountId: string;
  readonly meter: RiskMeter;
  readonly valuation: Valuation | undefined;
}

/** Looks at each account's losses and at the markets' moves, once a minute: degrades, halts, and pauses entries where the settings say so. */
export class RiskWatch {
  readonly #state: SniperState;
  #watched: readonly Watched[] = [];

  constructor(state: SniperState) {
    this.#state = state;
  }

  /** Takes up a pause that still holds, peaks and the start of the day, as the ledger has them. */
  start(): void {
    const { ledger, clock, settings, riskMeters, valuations } = this.#state;
    const now = clock.now();
    const pause = lastEvent(ledger, 'entries.paused', 'entries');
    if (pause && parseInstant(pause.data.until) > now) this.#state.shockUntil = parseInstant(pause.data.until);
    for (const desk of ledger.memory.desks.values()) {
      const today = marksSince(ledger, desk.id, toIso(startOfDay(now, settings.owner.zone)))[0];
      const dayStart = today && {
        equity: Number(today.equity) + movedSince(ledger, desk.id, today.seq),
        at: parseInstant(today.at),
      };
      riskMeters.set(desk.account_id, new RiskMeter(settings.owner.zone, peakMark(ledger, desk.id) ?? 0, dayStart));
    }
    this.#watched = [...riskMeters].map(([accountId, meter]) => ({ accountId, meter, valuation: valuations.get(accountId) }));
  }

  minute(at: Instant): void {
    for (const one of this.#watched) this.#read(one, at);
    this.#lookForShock(at);
  }

  #read({ accountId, meter, valuation }: Watched, at: Instant): void {
    const before = meter.confirmedDrawdownPct;
    meter.read(valuation?.equity() ?? Number.NaN, at);
    const now = meter.confirmedDrawdownPct;
    const { drawdownDegradedPct, drawdownHaltPct } = this.#state.settings.guards;
    if (before < drawdownDegradedPct !== now < drawdownDegradedPct) this.#changed(accountId, now >= drawdownDegradedPct, now);
    // When it is reached and not while it lasts: an owner who resumes means it. New risk waits for the drawdown guard all the same.
    if (before < drawdownHaltPct && now >= drawdownHaltPct && this.#state.ledger.memory.halt === undefined)
      halt(this.#state, `equity is ${now.toFixed(1)} % below its highest; the limit is ${drawdownHaltPct} %`, 'sniper');
  }

  #changed(accountId: string, degraded: boolean, drawdownPct: number): void {
    const data = {
      account_id: accountId,
      state: degraded ? ('degraded' as const) : ('normal' as const),
      figure: `${drawdownPct.toFixed(2)} %`,
    };
    this.#state.ledger.transact((tx) => tx.append({ kind: 'risk.changed', subject: accountId, actor: 'sniper', data }));
  }

  #lookForShock(at: Instant): void {
    const { moves, settings, ledger } = this.#state;
    const { shock } = settings.guards;
    if (moves.largestPct(at) <= Math.min(shock.movePct, shock.marketsMovePct)) return;
    if (this.#state.shockUntil !== undefined && at < this.#state.shockUntil) return;
    const reason = shockOf(moves.percents(at), settings.guards);
    if (reason === undefined) return;
    const until = later(at, shock.pauseMinutes * 60_000);
    this.#state.shockUntil = until;
    const data = { until: toIso(until), reason };
    ledger.transact((tx) => tx.append({ kind: 'entries.paused', subject: 'entries', actor: 'sniper', data }));
  }
}
