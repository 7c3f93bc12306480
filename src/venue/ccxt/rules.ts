import { OutsideError } from '#src/domain/errors.ts';
import type { Market } from '#src/domain/market.ts';
import type { Calls } from './calls.ts';
import type { PublicClient } from './exchangeClient.ts';
import { feePctOf, marketOf } from './market.ts';
import type { CcxtProfile } from './profile.ts';

/** Against a venue that refuses every order: rules are not loaded again within this time. */
const AGAIN_MS = 60_000;

/** The markets of a venue as they were loaded last, and what it charges. */
export class Rules {
  readonly #name: string;
  readonly #profile: CcxtProfile;
  readonly #client: PublicClient;
  readonly #calls: Calls;
  #markets = new Map<string, Market>();
  #loadedAt = Number.NEGATIVE_INFINITY;
  makerFeePct: number;
  takerFeePct: number;

  constructor(name: string, profile: CcxtProfile, client: PublicClient, calls: Calls) {
    this.#name = name;
    this.#profile = profile;
    this.#client = client;
    this.#calls = calls;
    this.makerFeePct = profile.makerFeePct;
    this.takerFeePct = profile.takerFeePct;
  }

  get(symbol: string): Market | undefined {
    return this.#markets.get(symbol);
  }

  all(): readonly Market[] {
    return [...this.#markets.values()];
  }

  /** Rejects with OutsideError, also when nothing there can be traded. */
  async load(symbols: readonly string[]): Promise<void> {
    this.#loadedAt = this.#calls.clock.mono();
    const records = await this.#calls.read('its markets', () => this.#client.loadMarkets(true));
    const markets = new Map<string, Market>();
    for (const record of Object.values(records)) {
      const market = readable(() => marketOf(record, this.#name));
      if (market !== undefined && this.#profile.kinds.includes(market.kind)) markets.set(market.symbol, market);
    }
    if (markets.size === 0)
      throw new OutsideError(
        'no-markets',
        `${this.#profile.title} named no market that Heron can trade.`,
        'Look at the status page of the venue.',
        true,
      );
    this.#markets = markets;
    const first = symbols.map((symbol) => records[symbol]).find((record) => record !== undefined);
    if (first === undefined) return;
    this.makerFeePct = readable(() => feePctOf(first, 'maker')) ?? this.makerFeePct;
    this.takerFeePct = readable(() => feePctOf(first, 'taker')) ?? this.takerFeePct;
  }

  /** Loads them again, at most once a minute; what fails leaves the old ones. */
  async refresh(symbols: readonly string[]): Promise<void> {
    if (this.#calls.clock.mono() - this.#loadedAt < AGAIN_MS) return;
    await this.load(symbols).catch(() => {});
  }
}

/** A market whose rules make no sense is left out; the others are not lost for it. */
function readable<T>(read: () => T | undefined): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof OutsideError) return undefined;
    throw error;
  }
}
