import { later, type Timer, toIso } from '#src/domain/clock.ts';
import type { Parts } from './deps.ts';
import type { Sighting } from './view.ts';

const LOOK_EVERY_MS = 5_000;
/** With the look that finds it, no more than the thirty seconds of INV-16. */
const LONGEST_MS = 30_000 - LOOK_EVERY_MS;

interface Naked {
  readonly since: number;
  told: boolean;
}

/**
 * Watches that every position has a stop at the venue within 30 seconds of the machine's time, and says so when one has not (INV-16). The time runs from
 * what the ledger holds and the venue showed last; that the venue cannot be read ends nothing and puts nothing off.
 */
export class NakedWatch {
  readonly #deps: Parts;
  readonly #changed: () => void;
  readonly #unseen: () => ReadonlySet<string>;
  readonly #naked = new Map<string, Naked>();
  #timer: Timer | undefined;
  #stopListening: (() => void) | undefined;

  /** `changed` is called when one became an alarm, or is none any more. `unseen` are orders that the venue shows no more. */
  constructor(deps: Parts, changed: () => void, unseen: () => ReadonlySet<string>) {
    this.#deps = deps;
    this.#changed = changed;
    this.#unseen = unseen;
  }

  start(): void {
    const { clock, ledger } = this.#deps;
    this.#timer = clock.every(LOOK_EVERY_MS, () => this.look());
    this.#stopListening = ledger.listen(({ kind }) => {
      if (kind === 'fill.recorded' || kind.startsWith('order.')) this.note();
    });
  }

  stop(): void {
    this.#timer?.cancel();
    this.#stopListening?.();
  }

  /** From when on a position is naked: noted as soon as anything is known, and not at the next look. */
  note(): void {
    const { ledger, clock, sniper } = this.#deps;
    for (const tradeId of ledger.memory.positions.keys())
      if (!this.#naked.has(tradeId) && sniper.nakedReason(tradeId, this.#unseen()) !== undefined)
        this.#naked.set(tradeId, { since: clock.mono(), told: false });
  }

  /** Also tries again to place what is missing. */
  look(): void {
    const { ledger, clock, sniper, report } = this.#deps;
    if (!this.#deps.alive()) return;
    try {
      if (ledger.memory.positions.size > 0) sniper.mend();
    } catch (error) {
      report(error);
    }
    let isNews = false;
    for (const tradeId of ledger.memory.positions.keys()) {
      const reason = sniper.nakedReason(tradeId, this.#unseen());
      const known = this.#naked.get(tradeId);
      if (reason === undefined) {
        isNews ||= known?.told === true;
        this.#naked.delete(tradeId);
      } else if (known === undefined) this.#naked.set(tradeId, { since: clock.mono(), told: false });
      else if (!known.told && clock.mono() - known.since >= LONGEST_MS) isNews = this.#alarm(tradeId, known, reason) || isNews;
    }
    for (const [tradeId, { told }] of this.#naked) {
      if (ledger.memory.positions.has(tradeId)) continue;
      isNews ||= told;
      this.#naked.delete(tradeId);
    }
    try {
      if (isNews) this.#changed();
    } catch (error) {
      // The next comparison writes it down.
      report(error);
    }
  }

  /** What stands: differences of their own kind, which need no second look. */
  sightings(): Sighting[] {
    const { ledger, venue, sniper } = this.#deps;
    return [...this.#naked].flatMap(([tradeId, { told }]) => {
      const market = ledger.memory.positions.get(tradeId)?.market;
      if (!told || market === undefined) return [];
      const found = sniper.nakedReason(tradeId, this.#unseen()) ?? 'a stop';
      return [
        { invariant: 'RECON-NAKED', row: `stop of ${tradeId} in ${market} at ${venue.name}`, expected: 'a stop that rests there', found },
      ];
    });
  }

  /** Whether it could be written down; otherwise it is tried again at the next look. */
  #alarm(tradeId: string, naked: Naked, reason: string): boolean {
    const { ledger, clock, report } = this.#deps;
    const market = ledger.memory.positions.get(tradeId)?.market ?? '';
    const data = { market, since: toIso(later(clock.now(), naked.since - clock.mono())), reason };
    try {
      ledger.transact((tx) => tx.append({ kind: 'position.naked', subject: tradeId, actor: 'reconciler', data }));
    } catch (error) {
      report(error);
      return false;
    }
    naked.told = true;
    return true;
  }
}
