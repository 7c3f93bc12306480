import type { Calls } from './calls.ts';
import type { PrivateConnection } from './client.ts';
import type { CcxtParams } from './profile.ts';
import { Unsent } from './unsent.ts';

/** Entries of one market that are under way with the same leverage. */
interface UnderWay {
  readonly leverage: number;
  /** Settles when the venue has this leverage. */
  readonly isSet: Promise<void>;
  readonly isOver: Promise<void>;
  readonly end: () => void;
  count: number;
}

/**
 * The leverage of each perpetual as Heron set it last. Venues keep it by market, not by order: entries in one market with different leverages follow
 * each other, so that none goes out with the leverage of the other.
 */
export class Leverages {
  readonly #set = new Map<string, number>();
  readonly #underWay = new Map<string, UnderWay>();
  readonly #connection: PrivateConnection;
  readonly #calls: Calls;

  constructor(connection: PrivateConnection, calls: Calls) {
    this.#connection = connection;
    this.#calls = calls;
  }

  of(market: string): number | undefined {
    return this.#set.get(market);
  }

  /** Does `send` while the market has this leverage, setting it before if need be. Throws Unsent: without the approved one nothing is sent. */
  async during(market: string, leverage: number, params: CcxtParams, send: () => Promise<void>): Promise<void> {
    let mine = this.#underWay.get(market);
    while (mine !== undefined && mine.leverage !== leverage) {
      await mine.isOver;
      mine = this.#underWay.get(market);
    }
    mine ??= this.#begin(market, leverage, params);
    mine.count++;
    try {
      if (this.#set.get(market) !== leverage) await mine.isSet;
      await send();
    } finally {
      if (--mine.count === 0) {
        this.#underWay.delete(market);
        mine.end();
      }
    }
  }

  #begin(market: string, leverage: number, params: CcxtParams): UnderWay {
    const { promise: isOver, resolve: end } = Promise.withResolvers<void>();
    const isSet = this.#set.get(market) === leverage ? Promise.resolve() : this.#tell(market, leverage, params);
    const begun: UnderWay = { leverage, isSet, isOver, end, count: 0 };
    this.#underWay.set(market, begun);
    return begun;
  }

  async #tell(market: string, leverage: number, params: CcxtParams): Promise<void> {
    await this.#calls.budget.turn('risk');
    this.#set.delete(market);
    try {
      await this.#calls.once(() => this.#connection.client.setLeverage(leverage, market, params));
    } catch (error) {
      const { reason } = this.#calls.judge(error, 'read');
      throw new Unsent(`The leverage could not be set to ${leverage}, so the order was not sent. ${reason}`);
    }
    this.#set.set(market, leverage);
  }
}
