import { Refusal } from './refusal.ts';

/** The fields of a request, from its query or body (form or JSON), as text. */
export class Params {
  readonly #values: ReadonlyMap<string, string>;

  constructor(text: string, contentType = 'application/x-www-form-urlencoded') {
    this.#values = contentType.includes('json') ? fromJson(text) : new Map(new URLSearchParams(text));
  }

  get = (name: string): string | undefined => {
    const value = this.#values.get(name);
    return value === '' ? undefined : value;
  };

  /** Throws `EGeneral:Invalid arguments` when it is missing. */
  need(name: string): string {
    const value = this.get(name);
    if (value === undefined) throw new Refusal('EGeneral:Invalid arguments');
    return value;
  }

  is = (name: string): boolean => this.get(name) === 'true' || this.get(name) === '1';

  /** A number that must be one when it is there. */
  number(name: string): number | undefined {
    const value = this.get(name);
    if (value === undefined) return undefined;
    const read = Number(value);
    if (!Number.isFinite(read)) throw new Refusal('EGeneral:Invalid arguments');
    return read;
  }
}

function fromJson(text: string): ReadonlyMap<string, string> {
  try {
    const read = JSON.parse(text === '' ? '{}' : text) as Record<string, unknown>;
    return new Map(Object.entries(read).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]));
  } catch {
    throw new Refusal('EAPI:Bad request');
  }
}
