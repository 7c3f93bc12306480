const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** What a clock on the wall and a calendar beside it show. */
export interface LocalMoment {
  readonly year: number;
  /** 0–11. */
  readonly month: number;
  readonly day: number;
  /** Since 1970-01-01 of the same calendar: day 0 was a Thursday. */
  readonly dayNumber: number;
  readonly minuteOfDay: number;
}

/** Wall time of an IANA zone, daylight saving included. A zone that does not exist is taken as UTC. */
export class LocalTime {
  readonly #format: Intl.DateTimeFormat | undefined;
  /** Offsets in ms at the starts of UTC days, by day. */
  readonly #offsets = new Map<number, number>();

  constructor(zone: string) {
    this.#format = zone === 'UTC' ? undefined : formatOf(zone);
  }

  at(ms: number): LocalMoment {
    const local = ms + this.#offsetAt(ms);
    const dayNumber = Math.floor(local / DAY_MS);
    return { ...dateOf(dayNumber), dayNumber, minuteOfDay: Math.floor((local - dayNumber * DAY_MS) / MINUTE_MS) };
  }

  /** Asking for an offset is slow, and clocks change twice a year: on a day that begins and ends with the same offset it holds throughout. */
  #offsetAt(ms: number): number {
    if (this.#format === undefined) return 0;
    const day = Math.floor(ms / DAY_MS);
    const offset = this.#offsetOfDay(day);
    return offset === this.#offsetOfDay(day + 1) ? offset : this.#ask(ms);
  }

  #offsetOfDay(day: number): number {
    let offset = this.#offsets.get(day);
    if (offset === undefined) {
      offset = this.#ask(day * DAY_MS);
      this.#offsets.set(day, offset);
    }
    return offset;
  }

  /** `GMT+05:30` → 19,800,000. */
  #ask(ms: number): number {
    const name = this.#format?.formatToParts(ms).find(({ type }) => type === 'timeZoneName')?.value ?? '';
    const [, sign, hours = '0', minutes = '0', seconds = '0'] = /([+-])(\d\d):(\d\d)(?::(\d\d))?/.exec(name) ?? [];
    const size = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000;
    return sign === '-' ? -size : size;
  }
}

function formatOf(zone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  } catch {
    return undefined;
  }
}

/** Calendar date of a day since 1970-01-01 (Howard Hinnant, "chrono-compatible low-level date algorithms", civil_from_days). */
function dateOf(dayNumber: number): Pick<LocalMoment, 'year' | 'month' | 'day'> {
  const shifted = dayNumber + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = (shiftedMonth + 2) % 12;
  return { year: yearOfEra + era * 400 + (month <= 1 ? 1 : 0), month, day };
}

/** `14:30` */
export const timeText = ({ minuteOfDay }: LocalMoment): string =>
  `${String(Math.floor(minuteOfDay / 60)).padStart(2, '0')}:${String(minuteOfDay % 60).padStart(2, '0')}`;

/** `21 Nov` */
export const dayText = ({ day, month }: LocalMoment): string => `${day} ${MONTHS[month]}`;

export const monthText = ({ month }: LocalMoment): string => MONTHS[month] as string;
