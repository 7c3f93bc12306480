import { type Instant, startOfDay } from '#src/domain/clock.ts';

/** What the guards know about losses: percent below the start of the day and below the highest equity, each confirmed by a second reading. */
export interface RiskReading {
  readonly dayLossPct: number | undefined;
  readonly drawdownPct: number | undefined;
}

/** Two readings of one moment say the same thing twice: they must lie this far apart to confirm each other. */
const APART_MS = 30_000;

/**
 * Reads equity about once a minute. A single reading never counts: a glitch of a feed looks like a loss, or like a new height, for one reading; a
 * loss stays (FI-64). So a breach is the milder of two readings, and a height, or the start of a day, the lower of two. Money that comes in or goes
 * out moves the marks along, so that it is no PnL.
 */
export class RiskMeter {
  readonly #zone: string;
  #peak: number;
  #dayStart: number | undefined;
  #dayEnds = Number.NEGATIVE_INFINITY;
  #readAt = Number.NEGATIVE_INFINITY;
  #equity: number | undefined;
  #before: RiskReading = { dayLossPct: undefined, drawdownPct: undefined };
  #worst = 0;
  #now: RiskReading = { dayLossPct: undefined, drawdownPct: undefined };

  /** `peak` is the highest equity on record; `dayStart` the equity at the start of the present day, if it is known. */
  constructor(zone: string, peak: number, dayStart?: { equity: number; at: Instant }) {
    this.#zone = zone;
    this.#peak = peak;
    if (dayStart) {
      this.#dayStart = dayStart.equity;
      this.#dayEnds = nextDay(dayStart.at, zone);
    }
  }

  read(equity: number, at: Instant): void {
    if (!Number.isFinite(equity) || at < this.#readAt + APART_MS) return;
    const lower = Math.min(this.#equity ?? equity, equity);
    if (this.#peak === 0 || (this.#equity !== undefined && lower > this.#peak)) this.#peak = lower;
    if (at >= this.#dayEnds) {
      this.#dayStart = lower;
      this.#dayEnds = nextDay(at, this.#zone);
    }
    this.#readAt = at;
    this.#equity = equity;
    this.#before = this.#now;
    this.#now = { dayLossPct: lossPct(equity, this.#dayStart ?? equity), drawdownPct: lossPct(equity, this.#peak) };
    this.#worst = Math.max(this.#worst, this.confirmedDrawdownPct);
  }

  /** The milder of the last two readings. Right after a start there is only one, and guards had rather believe it than nothing. */
  reading(): RiskReading {
    return {
      dayLossPct: milder(this.#before.dayLossPct, this.#now.dayLossPct),
      drawdownPct: milder(this.#before.drawdownPct, this.#now.drawdownPct),
    };
  }

  /** What two readings agree on, percent; 0 until there are two. A halt needs it. */
  get confirmedDrawdownPct(): number {
    return Math.min(this.#before.drawdownPct ?? 0, this.#now.drawdownPct ?? 0);
  }

  /** The deepest confirmed drawdown since start, percent. */
  get worstDrawdownPct(): number {
    return this.#worst;
  }

  transferred(amount: number): void {
    this.#peak += amount;
    if (this.#dayStart !== undefined) this.#dayStart += amount;
    if (this.#equity !== undefined) this.#equity += amount;
  }
}

const lossPct = (equity: number, from: number): number => (from > 0 ? Math.max(0, ((from - equity) / from) * 100) : Number.NaN);

const milder = (before: number | undefined, now: number | undefined): number | undefined =>
  before === undefined || now === undefined ? now : Math.min(before, now);

/** 26 hours on is always in the next day's first hours, also where a day has 25. */
const nextDay = (at: Instant, zone: string): number => startOfDay((startOfDay(at, zone) + 26 * 3_600_000) as Instant, zone);
