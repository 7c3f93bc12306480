import { parseInstant, toIso } from '#src/domain/clock.ts';
import { dueLook, gradeOfEffect, intervalOf, type Measured } from '#src/domain/measured.ts';
import { closedSince, effectsOf } from '#src/ledger/adaptationEffects.ts';
import { type AdaptationRow, byApplied, changeOf, isInForce } from '#src/ledger/adaptations.ts';
import { lastEvent } from '#src/ledger/events.ts';
import type { AdaptationDeps } from './deps.ts';
import { figuresOf, perTrade } from './words.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Something that is due to be measured. */
interface Due {
  readonly row: AdaptationRow;
  readonly look: number;
  /** Its time is over: what is not proven by now is taken back. */
  readonly isLast: boolean;
}

/** Measures adaptations in force against their control, and acts on what it finds. */
export class Measurement {
  readonly #deps: AdaptationDeps;
  /** Those whose replay is under way. */
  readonly #replaying = new Set<string>();

  constructor(deps: AdaptationDeps) {
    this.#deps = deps;
  }

  /** Takes every look that is due. Changes of sizes are done when it returns; parameters, which are replayed, when it resolves. */
  async now(): Promise<void> {
    const { ledger } = this.#deps;
    const replays: Promise<void>[] = [];
    for (const row of [...ledger.memory.adaptations.values()].filter(isInForce)) {
      if (row.desk_id !== this.#deps.deskId) continue;
      if (changeOf(row).kind === 'parameter') replays.push(this.#replayed(row));
      else this.#compared(row);
    }
    await Promise.all(replays);
  }

  #compared(row: AdaptationRow): void {
    const { ledger, settings } = this.#deps;
    const effects = effectsOf(ledger, row).map(({ effectR }) => effectR);
    const due = this.#due(row, effects.length);
    if (due !== undefined) this.#settle(due, { ...intervalOf(effects, settings.learning.intervalPct), look: due.look });
  }

  /** The old value against the new one over the time since it was applied. */
  async #replayed(row: AdaptationRow): Promise<void> {
    const { ledger, trials, clock, report } = this.#deps;
    const n = closedSince(ledger, row.desk_id, row.applied_at ?? '');
    const due = this.#due(row, n);
    if (due === undefined || this.#replaying.has(row.id) || this.#isBuiltUpon(row)) return;
    this.#replaying.add(row.id);
    try {
      const { deltaR, lowR, highR, verdict } = await trials.run(changeOf(row), row.desk_id, row.applied_at ?? '', toIso(clock.now()));
      const now = ledger.isOpen ? ledger.memory.adaptations.get(row.id) : undefined;
      if (now === undefined || !isInForce(now)) return;
      const each = (r: number): number => Number((r / Math.max(1, n)).toFixed(4));
      const bounds = verdict === 'too_little' ? { lowR: null, highR: null } : { lowR: each(lowR), highR: each(highR) };
      this.#settle(
        { ...due, row: now },
        {
          n,
          meanR: each(deltaR),
          lowR: bounds.lowR ?? Number.NEGATIVE_INFINITY,
          highR: bounds.highR ?? Number.POSITIVE_INFINITY,
          look: due.look,
        },
      );
    } catch (error) {
      report(error);
    } finally {
      this.#replaying.delete(row.id);
    }
  }

  /** The look that is due; at the end of the trial one is due in any case. */
  #due(row: AdaptationRow, n: number): Due | undefined {
    const { clock, settings } = this.#deps;
    const { trialTrades, trialHours, trialDays } = settings.reflection;
    const forMs = clock.now() - parseInstant(row.applied_at ?? '');
    if (forMs < trialHours * HOUR_MS) return undefined;
    const look = dueLook(n, trialTrades, lookOf(row));
    const isLast = row.status === 'applied' && forMs >= trialDays * DAY_MS;
    if (look === undefined && !isLast) return undefined;
    return { row, look: look ?? n, isLast };
  }

  /** A later step of the same parameter stands on it: the two can no longer be told apart. */
  #isBuiltUpon(row: AdaptationRow): boolean {
    const rows = [...this.#deps.ledger.memory.adaptations.values()];
    return rows.some((other) => other.id !== row.id && isInForce(other) && other.target === row.target && byApplied(other, row) > 0);
  }

  #settle({ row, isLast }: Due, measured: Measured): void {
    const { ledger, settings } = this.#deps;
    const { trialTrades, trialDays } = settings.reflection;
    const isEnough = measured.n >= trialTrades;
    const grade = isEnough ? gradeOfEffect(measured) : 'inconclusive';
    const figures = figuresOf(measured, settings.learning.intervalPct);
    ledger.transact((tx) => {
      const applied = lastEvent(tx, 'adaptation.applied', row.id)?.seq;
      const data = { grade, measured: jsonOf(measured) };
      const cause = tx.append({ kind: 'adaptation.graded', subject: row.id, actor: 'heron', cause: applied, data });
      const end = (kind: 'adaptation.kept' | 'adaptation.undone', reason: string): void =>
        void tx.append({ kind, subject: row.id, actor: 'heron', cause, data: { reason } });
      if (grade === 'harmful') end('adaptation.undone', `it did harm: ${figures}`);
      else if (grade === 'improved' && row.status === 'applied') end('adaptation.kept', `it helped: ${figures}`);
      else if (isLast && isEnough) end('adaptation.undone', `not proven in ${trialDays} days: ${figures}`);
      else if (isLast)
        end(
          'adaptation.undone',
          `not proven in ${trialDays} days: ${measured.n} of the ${trialTrades} trades that it takes to say anything${measured.n === 0 ? '' : `, ${perTrade(measured.meanR)}`}`,
        );
    });
  }
}

/** Number of trades at the look before; undefined before the first. */
function lookOf({ measured }: AdaptationRow): number | undefined {
  return measured === null ? undefined : (JSON.parse(measured) as Measured).look;
}

/** Canonical order of keys; bounds that are not known are null. */
const jsonOf = ({ n, meanR, lowR, highR, look }: Measured): string => JSON.stringify({ highR, look, lowR, meanR, n });
