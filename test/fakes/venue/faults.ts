import { seededRandom } from './random.ts';
import type { RefusalKind } from './refusal.ts';

/** What a call is for, so that a fault can name its victims: `read` is a private read, `public` needs no key, `other` is the rest. */
export type CallKind = 'create' | 'cancel' | 'read' | 'public' | 'other';

/** An answer as it goes over the wire: text as it is, anything else as JSON. */
export interface WireAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** The body with every row of the page given twice; an array is doubled without being told. */
  readonly doubled?: unknown;
}

/**
 * What goes wrong with one call.
 * - `lostBefore`: the connection is cut and the venue never hears of it.
 * - `lostAfter`: the venue does it, then the connection is cut.
 * - `frozen`: the connection stays open, nothing is done and no answer comes, ever.
 * - `hold`: the call waits at the door until `release()`, then it is done and answered (if anybody still listens).
 * - `holdAnswer`: it is done at once, and its answer waits until `release()`.
 * - `late`: it is done only after so many real milliseconds; `slow`: done at once, answered only after so many.
 * - `stale`: a read is answered with the books as they were so many of the exchange's milliseconds ago (1 hides this very moment).
 * - `duplicatePage`: every row of the answer comes twice.
 * - `maintenance`: the venue's own words for it, nothing is done.
 * - `status`: an HTTP error in the venue's usual form (429 and 418 with Retry-After in seconds); done before it only with `handled`.
 * - `garbage`: done (unless `handled: false`), but answered with a proxy's page, nothing, or half of the JSON.
 * - `answer`: a recorded body; done before it only with `handled`.
 * - `refuse`: the venue says no in its own words, without looking; with `handled` it has done it all the same.
 */
export type Fault =
  | 'lostBefore'
  | 'lostAfter'
  | 'frozen'
  | 'hold'
  | 'holdAnswer'
  | 'duplicatePage'
  | 'maintenance'
  | { readonly late: number }
  | { readonly slow: number }
  | { readonly stale: number }
  | { readonly status: number; readonly retryAfter?: number; readonly body?: string; readonly handled?: boolean }
  | { readonly garbage: 'html' | 'empty' | 'truncated'; readonly status?: number; readonly handled?: boolean }
  | { readonly answer: WireAnswer; readonly handled?: boolean }
  | { readonly refuse: RefusalKind; readonly handled?: boolean };

/** Which calls; all that are given must fit. */
export interface Victims {
  readonly kind?: CallKind;
  readonly method?: string;
  /** A part of the path, or a pattern for `METHOD /path`. */
  readonly path?: string | RegExp;
  /** How many of them; 1 unless told, Infinity for until `clear()`. */
  readonly times?: number;
  /** So many are spared first. */
  readonly skip?: number;
}

/** Chances (0–1) per call. Losses and delays hit creates, cancels and private reads; stale and doubled answers private reads. */
export interface FaultRates {
  readonly lostBefore?: number;
  readonly lostAfter?: number;
  readonly late?: number;
  /** Longest real milliseconds of `late`. */
  readonly lateMs?: number;
  readonly garbage?: number;
  readonly serverError?: number;
  readonly tooMany?: number;
  readonly stale?: number;
  /** Longest of the exchange's milliseconds of `stale`. */
  readonly staleMs?: number;
  readonly duplicatePage?: number;
  /** Per message that is pushed: every websocket is cut. */
  readonly socketCut?: number;
}

interface Planned extends Victims {
  readonly fault: Fault;
  left: number;
  spare: number;
}

/** Faults on demand, in the order in which they were planned, and beside them at random from a seed. */
export class Faults {
  #planned: Planned[] = [];
  #rates: FaultRates = {};
  #random: () => number = () => 1;
  #held: (() => void)[] = [];
  /** How often each fault happened, by its name. */
  readonly counts = new Map<string, number>();

  /** The next calls that fit go wrong. */
  plan(fault: Fault, victims: Victims = {}): void {
    this.#planned.push({ ...victims, fault, left: victims.times ?? 1, spare: victims.skip ?? 0 });
  }

  /** From now on calls go wrong by chance; the same seed and the same calls give the same faults. */
  swarm(rates: FaultRates, seed: number): void {
    this.#rates = rates;
    this.#random = seededRandom(seed);
  }

  /** No more faults; what is held stays held. */
  clear(): void {
    this.#planned = [];
    this.#rates = {};
  }

  /** Lets go what `hold` holds, oldest first. Returns how many calls that were. */
  release(count = Number.POSITIVE_INFINITY): number {
    const released = this.#held.splice(0, Math.min(count, this.#held.length));
    for (const go of released) go();
    return released.length;
  }

  get held(): number {
    return this.#held.length;
  }

  /** Resolves with `release`. */
  hold(): Promise<void> {
    return new Promise((resolve) => this.#held.push(resolve));
  }

  take(call: { readonly kind: CallKind; readonly method: string; readonly path: string }): Fault | undefined {
    const fault = this.#takePlanned(call) ?? this.#draw(call.kind);
    if (fault !== undefined) this.#count(typeof fault === 'string' ? fault : (Object.keys(fault)[0] as string));
    return fault;
  }

  /** Whether the websockets are cut now. */
  cutsSockets(): boolean {
    const cut = this.#chance(this.#rates.socketCut);
    if (cut) this.#count('socketCut');
    return cut;
  }

  #takePlanned(call: { readonly kind: CallKind; readonly method: string; readonly path: string }): Fault | undefined {
    for (const planned of this.#planned) {
      if (!fits(planned, call)) continue;
      if (planned.spare-- > 0) continue;
      planned.left--;
      if (planned.left <= 0) this.#planned = this.#planned.filter((one) => one !== planned);
      return planned.fault;
    }
    return undefined;
  }

  #draw(kind: CallKind): Fault | undefined {
    const { lostBefore, lostAfter, late, lateMs = 50, garbage, serverError, tooMany, stale, staleMs = 10_000, duplicatePage } = this.#rates;
    if (kind === 'public' || kind === 'other') return undefined;
    if (this.#chance(lostBefore)) return 'lostBefore';
    if (this.#chance(lostAfter)) return 'lostAfter';
    if (this.#chance(late)) return { late: Math.ceil(this.#random() * lateMs) };
    if (this.#chance(garbage)) return { garbage: (['html', 'empty', 'truncated'] as const)[Math.floor(this.#random() * 3)] ?? 'html' };
    if (this.#chance(serverError)) return { status: 503, handled: this.#random() < 0.5 };
    if (this.#chance(tooMany)) return { status: 429, retryAfter: 1 };
    if (kind !== 'read') return undefined;
    if (this.#chance(stale)) return { stale: Math.ceil(this.#random() * staleMs) };
    return this.#chance(duplicatePage) ? 'duplicatePage' : undefined;
  }

  #chance = (rate: number | undefined): boolean => rate !== undefined && rate > 0 && this.#random() < rate;

  #count(name: string): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
  }
}

function fits({ kind, method, path }: Victims, call: { readonly kind: CallKind; readonly method: string; readonly path: string }): boolean {
  if (kind !== undefined && kind !== call.kind) return false;
  if (method !== undefined && method.toUpperCase() !== call.method) return false;
  if (path === undefined) return true;
  return typeof path === 'string' ? call.path.includes(path) : path.test(`${call.method} ${call.path}`);
}
