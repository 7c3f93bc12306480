import type { Json } from '#src/domain/hash.ts';
import { type Figures, figuresOf, ID } from './figures.ts';

/** A single digit says too little to be checked. */
const FEWEST_DIGITS = 2;
const SLACK = 1e-9;

/** Everything that queries have answered in one inquiry: ids and figures that a statement may rest on. */
export class Evidence {
  readonly #ids = new Set<string>();
  readonly #numbers = new Set<number>();
  readonly #dates = new Set<string>();
  readonly #times = new Set<string>();

  /** Takes in a result: every id and every figure in it, whether it stands as a number or within a text. */
  note(result: Json): void {
    if (typeof result === 'string') this.#noteText(result);
    else if (typeof result === 'number') this.#numbers.add(Math.abs(result));
    else if (Array.isArray(result)) for (const one of result as readonly Json[]) this.note(one);
    else if (result !== null && typeof result === 'object') for (const one of Object.values(result)) if (one !== undefined) this.note(one);
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  /** Whether every id, date, time and number of a text was in a result; numbers also when they were rounded. */
  bearsOut({ ids, numbers, dates, times, unreadable }: Figures): boolean {
    return (
      !unreadable &&
      ids.every((id) => this.#ids.has(id)) &&
      dates.every((date) => this.#dates.has(date)) &&
      times.every((time) => this.#times.has(time)) &&
      numbers.every((figure) => figure.digits < FEWEST_DIGITS || this.#hasNear(figure.value, figure.step))
    );
  }

  #hasNear(value: number, step: number): boolean {
    if (this.#numbers.has(value)) return true;
    const room = (step / 2) * (1 + SLACK) + value * Number.EPSILON;
    for (const one of this.#numbers) if (Math.abs(one - value) <= room) return true;
    return false;
  }

  #noteText(text: string): void {
    for (const id of text.match(ID) ?? []) this.#ids.add(id.toLowerCase());
    const { numbers, dates, times } = figuresOf(text);
    for (const { value } of numbers) this.#numbers.add(value);
    for (const time of times) this.#times.add(time);
    for (const date of dates) for (const form of formsOf(date)) this.#dates.add(form);
  }
}

/** A whole date may also be said without its year, or without its day. */
const formsOf = (date: string): string[] => (date.length === 10 ? [date, date.slice(5), date.slice(0, 7)] : [date]);
