import { type Clock, type Instant, later, toIso } from '#src/domain/clock.ts';
import { type Decimal, decimal, divide, fromNumber, isZero, larger, multiply, toMultiple, toNumber, toText } from '#src/domain/decimal.ts';
import { OutsideError } from '#src/domain/errors.ts';
import { clientOrderIdOf } from '#src/domain/ids.ts';
import type { Market } from '#src/domain/market.ts';
import type { Cleared, Order } from '#src/domain/order.ts';
import type { Ledger } from '#src/ledger/ledger.ts';
import type { NetworkVenue, VenueOrder, VenueSink } from '#src/venue/port.ts';
import type { ProfileStamp } from './check.ts';

/** Below the price by so much that nothing fills within seconds, and inside the bands (5 % at the narrowest) that venues allow. */
const FAR = '0.96';
/** Longest that an answer is waited for; a venue's own read lag comes on top. */
const PATIENCE_MS = 15_000;
const AGAIN_MS = 500;
const DEADLINE_MS = 60_000;

export interface ProbeParts {
  /** Opened, and with nobody else connected to it. */
  readonly venue: NetworkVenue;
  /** The ledger that the probe is written to; its lease is held. */
  readonly ledger: Ledger;
  readonly ledgerId: string;
  readonly market: Market;
  /** Last price. */
  readonly price: number;
  readonly clock: Pick<Clock, 'now' | 'mono' | 'after'>;
  readonly profile: ProfileStamp;
  readonly testnet: boolean;
  readonly actor: string;
}

interface ProbeCase {
  readonly name: string;
  readonly ok: boolean;
  readonly figure: string;
}

export interface ProbeReport {
  readonly ok: boolean;
  readonly cases: readonly ProbeCase[];
  /** What was placed, for whoever has to take it back by hand. */
  readonly order: string;
}

/** The order of a probe: the smallest that the market takes, to buy, far below the price. */
export function probeOrder({ market, price, ledgerId, clock }: Pick<ProbeParts, 'market' | 'price' | 'ledgerId' | 'clock'>): Order {
  const now = clock.now();
  const at = toMultiple(multiply(fromNumber(price, 12), decimal(FAR)), market.tick, 'down');
  return {
    id: 'probe',
    clientOrderId: clientOrderIdOf(ledgerId, 'probe', toIso(now), 1),
    deskId: 'probe',
    accountId: 'probe',
    conditionId: 'probe',
    tradeId: 'probe',
    market: market.symbol,
    purpose: 'entry',
    side: 'buy',
    type: 'limit',
    amount: smallest(market, at),
    price: at,
    reduceOnly: false,
    leverage: 1,
    attempt: 1,
    status: 'submitting',
    paramsHash: '',
    deadline: later(now, DEADLINE_MS),
    createdAt: now,
  };
}

function smallest({ minAmount, minNotional, contractSize, step }: Market, price: Decimal): Decimal {
  const unit = multiply(price, contractSize);
  const forWorth = isZero(minNotional) ? step : divide(minNotional, unit, 18, 'up');
  return toMultiple(larger(larger(minAmount, forWorth), step), step, 'up');
}

/**
 * Tries a venue out with one order that rests far from the price for some seconds: placed, found by our id, not taken a second time, canceled, and gone. The
 * order is in the ledger before it is sent. Never throws for what the venue does; what is left at the venue is said.
 */
export async function probeVenue(parts: ProbeParts): Promise<ProbeReport> {
  const { venue, ledger, actor, market, profile, testnet } = parts;
  const order = probeOrder(parts);
  const { clientOrderId } = order;
  const [amount, price] = [toText(order.amount), toText(order.price as Decimal)];
  ledger.transact((tx) =>
    tx.append({
      kind: 'venue.probed',
      subject: venue.name,
      actor,
      data: { venue: venue.name, client_order_id: clientOrderId, market: market.symbol, side: order.side, amount, price },
    }),
  );
  const cases = await casesOf(parts, order);
  const ok = cases.every((one) => one.ok);
  if (ok) {
    const data = { venue: venue.name, testnet, profile: profile.hash, ccxt: profile.ccxt, cases: cases.map(({ name }) => name) };
    ledger.transact((tx) => tx.append({ kind: 'venue.accepted', subject: venue.name, actor, data }));
  }
  return { ok, cases, order: `${order.side} ${amount} ${market.symbol} at ${price}, client order id ${clientOrderId}` };
}

async function casesOf({ venue, clock }: ProbeParts, order: Order): Promise<ProbeCase[]> {
  const heard = new Heard(clock);
  venue.connect(heard.sink);
  const { clientOrderId, market } = order;
  const since = later(clock.now(), -60_000);
  const cases: ProbeCase[] = [];
  const patienceMs = PATIENCE_MS + venue.profile.readLagMs;
  const look = async (name: string, run: () => Promise<string | undefined>): Promise<boolean> => {
    try {
      const figure = await run();
      cases.push({ name, ok: figure !== undefined, figure: figure ?? 'no' });
    } catch (error) {
      if (!(error instanceof OutsideError)) throw error;
      cases.push({ name, ok: false, figure: error.message });
    }
    return cases.at(-1)?.ok === true;
  };
  const ours = async (): Promise<VenueOrder[]> => (await venue.openOrders()).filter((one) => one.clientOrderId === clientOrderId);
  // After a definite no there is nothing to wait for.
  const soon = (run: () => Promise<string | undefined>): Promise<string | undefined> =>
    untilSaid(run, heard.isRefused ? 0 : patienceMs, clock);
  // No guard has a say: a person asked for this one order, by name, and it is the smallest there is.
  const cleared = order as Cleared<Order>;

  await look('balances can be read', async () => `${(await venue.balances()).size} assets`);
  await look('positions can be read', async () => `${(await venue.positions()).length} open`);
  await look('fills can be read', async () => `${(await venue.fillsSince(since)).length} in the last minute`);
  venue.submit(cleared);
  const placed = await look('an order is taken', () => heard.verdict('accepted', patienceMs));
  await look('it is found by our id', () =>
    soon(async () => {
      const found = await venue.orderById(clientOrderId, market);
      return found && `as ${found.venueOrderId}, ${found.status}`;
    }),
  );
  await look('it is among the open orders', () => soon(async () => ((await ours()).length > 0 ? 'once' : undefined)));
  if (placed) {
    heard.clear();
    venue.submit(cleared);
    await look('the same id is not taken twice', async () => {
      const said = await heard.verdict('any', patienceMs);
      const count = (await ours()).length;
      return count <= 1 ? (said ?? 'no answer') : undefined;
    });
  }
  heard.clear();
  // Also after a "no": an answer that was lost may hide an order that rests there.
  await look('it is canceled', () =>
    soon(async () => {
      const left = await ours();
      if (left.length === 0 && placed) return 'gone from the open orders';
      venue.cancel(clientOrderId, market);
      return left.length === 0 ? 'nothing rests there' : undefined;
    }),
  );
  await look('nothing of it was filled', async () => {
    const fills = (await venue.fillsSince(since)).filter((one) => one.clientOrderId === clientOrderId);
    return fills.length === 0 ? 'no fill' : undefined;
  });
  return cases;
}

/** Asks again and again until something is said, or time is up. */
async function untilSaid(
  run: () => Promise<string | undefined>,
  withinMs: number,
  clock: Pick<Clock, 'mono' | 'after'>,
): Promise<string | undefined> {
  const end = clock.mono() + withinMs;
  for (;;) {
    const said = await run();
    if (said !== undefined || clock.mono() >= end) return said;
    await new Promise<void>((done) => clock.after(AGAIN_MS, done));
  }
}

/** What the venue said about the order of the probe. */
class Heard {
  readonly sink: VenueSink;
  readonly #clock: Pick<Clock, 'mono' | 'after'>;
  #said: { readonly kind: 'accepted' | 'rejected' | 'unknown'; readonly text: string } | undefined;

  constructor(clock: Pick<Clock, 'mono' | 'after'>) {
    this.#clock = clock;
    const nothing = (): void => undefined;
    const note = (kind: 'accepted' | 'rejected' | 'unknown') => (report: { reason?: string; venueOrderId?: string; at: Instant }) => {
      this.#said = { kind, text: `${kind}: ${report.reason ?? report.venueOrderId ?? ''}` };
    };
    this.sink = {
      accepted: note('accepted'),
      rejected: note('rejected'),
      unknown: note('unknown'),
      fill: nothing,
      canceled: nothing,
      funding: nothing,
      liquidated: nothing,
    };
  }

  get isRefused(): boolean {
    return this.#said?.kind === 'rejected';
  }

  clear(): void {
    this.#said = undefined;
  }

  /** What was said, when it is what was hoped for. Throws OutsideError when it is something else. */
  async verdict(hoped: 'accepted' | 'any', withinMs: number): Promise<string | undefined> {
    const said = await untilSaid(async () => this.#said?.text, withinMs, this.#clock);
    if (hoped !== 'any' && said !== undefined && this.#said?.kind !== hoped)
      throw new OutsideError('probe', said, 'Look at the reason that the venue gives.');
    return said;
  }
}

/** What the order would cost if it were filled, for the question before it is placed. */
export const worthOf = (order: Order, { contractSize }: Market): number =>
  toNumber(multiply(multiply(order.amount, order.price as Decimal), contractSize));
