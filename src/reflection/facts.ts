import { type Instant, parseInstant } from '#src/domain/clock.ts';
import { hourOf, sessionOf, weekdayOf } from '#src/domain/marketState.ts';
import type { Reader } from '#src/ledger/core.ts';
import { isStillThere, type LearningFactRow, lookedAt, shadowFacts, type TradeMark, tradeFacts } from '#src/ledger/learningFacts.ts';

/** What results are grouped by. All of it is known before an entry, so that something can follow from it. */
export const DIMENSIONS = ['market', 'pattern', 'regime', 'hour', 'weekday', 'session', 'trend', 'volatility', 'setup'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** A result in R with everything that it can be grouped by. */
export interface Fact {
  readonly id: string;
  readonly conditionId: string;
  readonly closedAt: Instant;
  readonly exit: string;
  /** Net of costs. */
  readonly r: number;
  /** What its size was multiplied by; 1 where nothing was traded. */
  readonly factor: number;
  readonly traded: boolean;
  /** An earlier reflection has looked at it. */
  readonly isOld: boolean;
  /** Its key in each dimension; undefined where nobody knows. Hours and days are UTC, of the entry. */
  readonly keys: Readonly<Record<Dimension, string | undefined>>;
}

/** Everything that a desk can learn from. What was once read of a closed trade stays as it is, so only those that closed since are read. */
export class FactBook {
  readonly #ledger: Reader;
  readonly #deskId: string;
  #trades: Fact[] = [];
  /** How many of them an earlier reflection has looked at. */
  #looked = 0;
  #newest: TradeMark | undefined;

  constructor(ledger: Reader, deskId: string) {
    this.#ledger = ledger;
    this.#deskId = deskId;
  }

  /** In the order in which it ended. */
  all(): readonly Fact[] {
    this.#read();
    const looked = lookedAt(this.#ledger, this.#deskId);
    for (; this.#looked < Math.min(looked.trades, this.#trades.length); this.#looked++)
      this.#trades[this.#looked] = { ...(this.#trades[this.#looked] as Fact), isOld: true };
    const shadows = shadowFacts(this.#ledger, this.#deskId).map((row) =>
      factOf(row, false, looked.at !== undefined && row.closed_at <= looked.at),
    );
    return [...this.#trades, ...shadows].sort((a, b) => a.closedAt - b.closedAt);
  }

  #read(): void {
    // A transaction that was taken back takes its trades along.
    if (this.#newest !== undefined && !isStillThere(this.#ledger, this.#newest)) {
      this.#trades = [];
      this.#looked = 0;
      this.#newest = undefined;
    }
    const rows = tradeFacts(this.#ledger, this.#deskId, this.#newest);
    for (const row of rows) this.#trades.push(factOf(row, true, false));
    const newest = rows.at(-1);
    if (newest !== undefined) this.#newest = { row: newest.row, seq: newest.seq };
  }
}

function factOf(row: LearningFactRow, traded: boolean, isOld: boolean): Fact {
  const opened = parseInstant(row.opened_at);
  const scene = JSON.parse(row.scene ?? '{}') as { factor?: number; trend?: string | null; volatility?: string | null };
  const pattern = known(row.pattern);
  const trend = scene.trend ?? undefined;
  return {
    id: row.id,
    conditionId: row.condition_id,
    closedAt: parseInstant(row.closed_at),
    exit: row.exit_reason,
    r: row.r,
    factor: scene.factor ?? 1,
    traded,
    isOld,
    keys: {
      market: row.market,
      pattern,
      regime: known(row.regime),
      hour: String(hourOf(opened)).padStart(2, '0'),
      weekday: weekdayOf(opened),
      session: sessionOf(opened),
      trend,
      volatility: scene.volatility ?? undefined,
      setup: pattern === undefined || trend === undefined ? undefined : `${pattern} in ${trend}`,
    },
  };
}

const known = (name: string): string | undefined => (name === 'none' ? undefined : name);
