import { type Instant, startOfDay } from '#src/domain/clock.ts';

/** What the guards know about losses: percent below the start of the day and below the highest equity, each confirmed by a second reading. */
export interface RiskReading {
  readonly dayLossPct: number | undefined;
  readonly drawdownPct: number | undefined;
}

/**
 * Reads equity about once a minute. A single reading never counts: a glitch of a feed looks like a loss for one reading, a loss stays
 * (FI-64). Money that comes in or goes out moves the marks along, so that it is no PnL.
 */
export class RiskMeter {
  readonly #zone: string;
  #peak: number;
  #dayStart: number | undefined;
  #dayEnds = Number.NEGATIVE_INFINITY;
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
    if (!Number.isFinite(equity)) return;
    if (this.#peak === 0) this.#peak = equity;
    if (at >= this.#dayEnds) {
      this.#dayStart = equity;
      this.#dayEnds = nextDay(at, this.#zone);
    }
    const start = this.#dayStart ?? equity;
    this.#before = this.#now;
    this.#now = { dayLossPct: lossPct(equity, start), drawdownPct: lossPct(equity, this.#peak) };
    const { drawdownPct } = this.reading();
    if (drawdownPct !== undefined && drawdownPct > this.#worst) this.#worst = drawdownPct;
    const isConfirmed = this.#before.drawdownPct === undefined || this.#before.drawdownPct <= 0;
    if (equity > this.#peak && isConfirmed) this.#peak = equity;
  }

  /** The milder of the last two readings: a breach needs both. */
  reading(): RiskReading {
    return {
      dayLossPct: milder(this.#before.dayLossPct, this.#now.dayLossPct),
      drawdownPct: milder(this.#before.drawdownPct, this.#now.drawdownPct),
    };
  }

  /** The deepest confirmed drawdown since start, percent. */
  get worstDrawdownPct(): number {
    return this.#worst;
  }

  transferred(amount: number): void {
    this.#peak += amount;
    if (this.#dayStart !== undefined) this.#dayStart += amount;
  }
}

const lossPct = (equity: number, from: number): number => (from > 0 ? Math.max(0, ((from - equity) / from) * 100) : Number.NaN);

const milder = (before: number | undefined, now: number | undefined): number | undefined =>
  before === undefined || now === undefined ? now : Math.min(before, now);

/** 26 hours on is always in the next day's first hours, also where a day has 25. */
const nextDay = (at: Instant, zone: string): number => startOfDay((startOfDay(at, zone) + 26 * 3_600_000) as Instant, zone);
