import { invalidForm } from './refusal.ts';

/** Collects what is wrong with a request, by the path of the field, as Discord lists it. */
export class Form {
  readonly #errors: Record<string, string> = {};

  wrong(path: string, message: string): void {
    this.#errors[path] = message;
  }

  /** Text of so many characters (UTF-16 units do not count, characters do). Undefined is right unless it is required. */
  text(path: string, value: unknown, { min = 0, max, required = false }: { min?: number; max: number; required?: boolean }): void {
    if (value === undefined || value === null) {
      if (required) this.wrong(path, 'This field is required');
      return;
    }
    if (typeof value !== 'string') this.wrong(path, `Could not interpret "${typeof value}" as string.`);
    const length = [...String(value)].length;
    if (length < min || length > max) this.wrong(path, `Must be between ${min} and ${max} in length, not ${length}.`);
  }

  list(path: string, value: unknown, max: number): readonly Record<string, unknown>[] {
    if (value === undefined || value === null) return [];
    if (!Array.isArray(value)) {
      this.wrong(path, 'Only iterables may be used in a ListType');
      return [];
    }
    if (value.length > max) this.wrong(path, `Must be ${max} or fewer in length.`);
    return value as Record<string, unknown>[];
  }

  whole(path: string, value: unknown, allowed: readonly number[]): void {
    if (!allowed.includes(value as number)) this.wrong(path, `Value must be one of {${allowed.join(', ')}}.`);
  }

  /** Throws the refusal when anything is wrong. */
  check(): void {
    if (Object.keys(this.#errors).length > 0) throw invalidForm(this.#errors);
  }
}
