import type { VenueCall } from '../dialect.ts';
import { BinanceError } from './answer.ts';

/** What a request says, wherever it stands: in the query or in the body. */
export class Params {
  readonly #search: URLSearchParams;

  constructor(call: Pick<VenueCall, 'rawQuery' | 'rawBody'>) {
    this.#search = new URLSearchParams([call.rawQuery, call.rawBody].filter((part) => part !== '').join('&'));
  }

  /** Undefined when it is missing or empty. */
  get(name: string): string | undefined {
    const value = this.#search.get(name);
    return value === null || value === '' ? undefined : value;
  }

  /** Throws -1102 when it is missing. */
  need(name: string): string {
    const value = this.get(name);
    if (value === undefined)
      throw new BinanceError(400, -1102, `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`);
    return value;
  }

  number(name: string): number | undefined {
    const value = this.get(name);
    if (value === undefined) return undefined;
    if (!/^-?\d+$/.test(value))
      throw new BinanceError(400, -1100, `Illegal characters found in parameter '${name}'; legal range is '^[0-9]{1,20}$'.`);
    return Number(value);
  }

  /** 1 to `most`. */
  limit(usual: number, most: number): number {
    const limit = this.number('limit') ?? usual;
    if (limit < 1) throw new BinanceError(400, -1130, "Data sent for parameter 'limit' is not valid.");
    return Math.min(limit, most);
  }

  flag = (name: string): boolean => this.get(name)?.toLowerCase() === 'true';
}
