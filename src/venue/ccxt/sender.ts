import { type Instant, later } from '#src/domain/clock.ts';
import { toText } from '#src/domain/decimal.ts';
import type { Order } from '#src/domain/order.ts';
import type { VenueSink } from '#src/venue/port.ts';
import type { Purpose } from './budget.ts';
import type { PrivateConnection } from './client.ts';
import type { CcxtRecord } from './exchangeClient.ts';
import type { Hints } from './hints.ts';
import { addsRisk, type LastQuestion, lastQuestion } from './lastQuestion.ts';
import type { Leverages } from './leverages.ts';
import type { OrderNames } from './names.ts';
import { optionalText } from './number.ts';
import type { CcxtProfile, CreateCall } from './profile.ts';
import { SentIds } from './sentIds.ts';
import { tellsMore } from './tellsMore.ts';
import { Unsent } from './unsent.ts';
import type { Verdict } from './verdict.ts';
import { wantedPrice } from './wantedPrice.ts';

export interface SenderOptions extends LastQuestion {
  readonly profile: CcxtProfile;
  readonly connection: PrivateConnection;
  readonly names: OrderNames;
  readonly hints: Hints;
  readonly leverages: Leverages;
  readonly sink: VenueSink;
  /** The clock is off, or the rules of a market may have changed. */
  readonly onStale: (what: 'clock' | 'markets') => void;
}

/**
 * Sends a written order: one createOrder for each, whatever happens, and exactly one word about it to the sink while the connection is open. Which
 * ids were sent is known for the length of the process only: after a restart nothing that was written before is sent, it is looked up.
 */
export class Sender {
  readonly #options: SenderOptions;
  readonly #sent = new SentIds();
  /** Wire id → what is asked right before its request goes to the socket. */
  readonly #gates = new Map<string, () => void>();

  constructor(options: SenderOptions) {
    this.#options = options;
  }

  /** Never rejects. */
  async send(order: Order): Promise<void> {
    const { clientOrderId } = order;
    if (this.#sent.has(clientOrderId)) {
      this.#unknown(order, 'An order with this id was sent before; it is looked up, not sent again.');
      return;
    }
    this.#sent.add(clientOrderId);
    try {
      await this.#send(order);
    } catch (error) {
      // Whoever would hear of it has stopped: the next start looks for what is written as under way.
      if (!this.#options.calls.isOpen) return;
      this.#ends(order, error);
    }
  }

  /** What became of it is told; where even that cannot be written down, the next start looks for it at the venue. */
  #ends(order: Order, error: unknown): void {
    try {
      if (error instanceof Unsent) {
        this.#sent.delete(order.clientOrderId);
        this.#reject(order, error.message);
      } else this.#unknown(order, 'The answer of the venue could not be read.');
    } catch {
      this.#options.calls.trouble('odd', `What became of order ${order.id} could not be written down. It is looked for at the next start.`);
    }
  }

  /** Called with each request right before it is written to the socket: the last moment to stop an order. Throws Unsent. */
  atTheSocket = (url: string, body: string | undefined): void => {
    for (const [wireId, gate] of this.#gates) if (url.includes(wireId) || body?.includes(wireId)) gate();
  };

  async #send(order: Order): Promise<void> {
    const market = lastQuestion(this.#options, order);
    const { profile, leverages } = this.#options;
    const isRisk = addsRisk(order);
    const purpose: Purpose = isRisk ? 'risk' : 'safety';
    const wireId = profile.clientId.toVenue(order.clientOrderId);
    const { kind } = market;
    const { side, type, reduceOnly, leverage, stopPrice } = order;
    const call = profile.create({
      kind,
      side,
      type,
      reduceOnly,
      leverage,
      wireId,
      stopPrice: stopPrice === undefined ? undefined : toText(stopPrice),
    });
    const create = async (): Promise<void> => {
      const price = await wantedPrice(this.#options, order, market, call.price);
      await this.#turn(purpose);
      lastQuestion(this.#options, order); // waiting takes time
      await this.#create(order, call, wireId, price);
    };
    if (!isRisk || kind !== 'perpetual' || profile.leverage === undefined) return create();
    return leverages.during(order.market, leverage, profile.leverage(leverage), create);
  }

  async #turn(purpose: Purpose): Promise<void> {
    const { budget } = this.#options.calls;
    if (budget.take(purpose)) return;
    const pauseMs = budget.pauseMs();
    if (purpose === 'risk' && pauseMs > 0)
      throw new Unsent(`The venue asked for fewer requests; entries wait another ${Math.ceil(pauseMs / 1_000)} seconds.`);
    await budget.turn(purpose);
  }

  async #create(order: Order, call: CreateCall, wireId: string, price: string | undefined): Promise<void> {
    const { calls, connection, profile, aheadMs } = this.#options;
    const theirs = (at: Instant): Instant => later(at, -aheadMs());
    const now = theirs(calls.clock.now());
    const params = {
      ...call.params,
      ...profile.deadline?.params(earlier(theirs(order.deadline), later(now, profile.deadline.lengthMs)), now),
    };
    this.#gates.set(wireId, () => lastQuestion(this.#options, order));
    try {
      const { market, side, amount } = order;
      const answer = await calls.once(() => connection.client.createOrder(market, call.type, side, toText(amount), price, params));
      this.#accepted(order, answer);
    } catch (error) {
      if (error instanceof Unsent) throw error;
      this.#judged(order, calls.judge(error, 'create'));
    } finally {
      this.#gates.delete(wireId);
    }
  }

  #accepted(order: Order, answer: CcxtRecord): void {
    const { names, sink, calls, hints } = this.#options;
    const venueOrderId = optionalText(answer, 'id');
    if (venueOrderId === undefined) {
      this.#unknown(order, 'The venue answered without naming the order.');
      return;
    }
    names.learn(order.market, venueOrderId, order.clientOrderId);
    sink.accepted({ clientOrderId: order.clientOrderId, venueOrderId, at: calls.clock.now() });
    if (tellsMore(answer)) hints.give();
  }

  #judged(order: Order, verdict: Verdict): void {
    if (verdict.kind === 'definite') this.#reject(order, verdict.reason, order.type === 'stop' && verdict.reached === true);
    else this.#unknown(order, verdict.reason);
    if (verdict.resync === true) this.#options.onStale('clock');
    if (verdict.refresh === true) this.#options.onStale('markets');
    if (verdict.alert === true) this.#options.calls.trouble('odd', `${verdict.reason} It was about order ${order.id}.`);
  }

  #reject({ clientOrderId }: Order, reason: string, isReached = false): void {
    this.#options.sink.rejected({ clientOrderId, reason, at: this.#options.calls.clock.now(), ...(isReached && { reached: true }) });
  }

  #unknown({ clientOrderId }: Order, reason: string): void {
    this.#options.sink.unknown({ clientOrderId, reason, at: this.#options.calls.clock.now() });
  }
}

const earlier = (a: Instant, b: Instant): Instant => (a < b ? a : b);
