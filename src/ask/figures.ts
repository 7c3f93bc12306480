/** A number as somebody wrote it. */
interface Figure {
  /** Without its sign. */
  readonly value: number;
  /** What the last digit that was written for certain stands for: 0.01 in 12.34, 1000 in 64,000. */
  readonly step: number;
  /** Digits from the first one that is not zero. */
  readonly digits: number;
}

/** What a text says in figures. */
export interface Figures {
  readonly numbers: readonly Figure[];
  /** `2026-01-05`; `01-05` where no year was written, `2026-01` where no day was. */
  readonly dates: readonly string[];
  /** `08:00` */
  readonly times: readonly string[];
  readonly ids: readonly string[];
  /** Something that looks like a figure, and cannot be read: nobody can check it. */
  readonly unreadable: boolean;
}

/** An id in the ledger: of an event (`#12`), a trace (`trace4`), or of anything that has a letter. */
export const ID = /(?<![\p{L}\p{N}])(?:#\d{1,15}|trace\d{1,15}|[acdefimnoqstw]\d{1,12})(?![\p{L}\p{N}])/giu;

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTH = '(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.?';
const ISO_DAY = /(?<!\d)(\d{4})-(\d{2})-(\d{2})(?:T(?=\d{2}:))?/g;
const DAY_MONTH = new RegExp(`(?<![\\d.,])(\\d{1,2})(?:st|nd|rd|th)?\\s+${MONTH}(?![a-z])(?:,?\\s+(\\d{4}))?(?!\\d)`, 'gi');
const MONTH_DAY = new RegExp(`(?<![a-z])${MONTH}\\s+(\\d{1,2})(?:st|nd|rd|th)?(?!\\d)(?:,?\\s+(\\d{4}))?`, 'gi');
const MONTH_YEAR = new RegExp(`(?<![a-z])${MONTH}\\s+(\\d{4})(?!\\d)`, 'gi');
const TIME = /(?<!\d)(\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?Z?)?(?!\d)/g;
const NUMBER = /(\d{1,3}(?:[,']\d{3})+(?!\d)|\d+)(\.\d+)?(\p{L}*)/gu;
/** What may stand right behind a number. */
const UNIT = /^(?:[kKM]|bn|x|h|m|min|s|d|R|pp|bps|USD[TC]?|Z)?$/;
const SCALES: Readonly<Record<string, number>> = { k: 1e3, K: 1e3, M: 1e6, bn: 1e9 };

/** Reads the figures of a text: numbers with their precision, dates, times of day, ids. */
export function figuresOf(text: string): Figures {
  const dates: string[] = [];
  const times: string[] = [];
  const ids: string[] = [];
  const plain = text.normalize('NFKC');
  const month = (word: string): string => String(MONTHS.indexOf(word.toLowerCase()) + 1).padStart(2, '0');
  const day = (number: string): string => number.padStart(2, '0');
  const taken = (list: string[], what: string): string => {
    list.push(what);
    return ' ';
  };
  const rest = plain
    .replace(ISO_DAY, (_, year: string, m: string, d: string) => taken(dates, `${year}-${m}-${d}`))
    .replace(DAY_MONTH, (_, d: string, m: string, year?: string) => taken(dates, dated(year, month(m), day(d))))
    .replace(MONTH_YEAR, (_, m: string, year: string) => taken(dates, `${year}-${month(m)}`))
    .replace(MONTH_DAY, (_, m: string, d: string, year?: string) => taken(dates, dated(year, month(m), day(d))))
    .replace(TIME, (_, hours: string, minutes: string) => taken(times, `${day(hours)}:${minutes}`))
    .replace(ID, (id) => taken(ids, id.toLowerCase()));
  let unreadable = /[^\P{Nd}0-9]/u.test(rest);
  const numbers = [...rest.matchAll(NUMBER)].map(([, whole = '', places = '', unit = '']): Figure => {
    if (!UNIT.test(unit)) unreadable = true;
    return figureOf(whole.replace(/[,']/g, ''), places.slice(1), SCALES[unit] ?? 1);
  });
  return { numbers, dates, times, ids, unreadable };
}

const dated = (year: string | undefined, month: string, day: string): string =>
  year === undefined ? `${month}-${day}` : `${year}-${month}-${day}`;

function figureOf(whole: string, places: string, scale: number): Figure {
  const digits = (whole + places).replace(/^0+/, '').length;
  // Zeros at the end of a whole number may be rounding, but two digits always count.
  const zeros = places === '' ? Math.max(0, Math.min(/0*$/.exec(whole)?.[0].length ?? 0, digits - 2)) : 0;
  const step = (places === '' ? 10 ** zeros : 10 ** -places.length) * scale;
  return { value: Number(places === '' ? whole : `${whole}.${places}`) * scale, step, digits };
}
