import { type Instant, later } from '#src/domain/clock.ts';
import { type Decimal, divide, ONE } from '#src/domain/decimal.ts';
import { parseSymbol } from '#src/domain/market.ts';
import type { VenueFeePart, VenueFill } from '#src/venue/port.ts';
import { fillOf, type ReadFill } from './fill.ts';
import { type ChargedFee, ledgerFees } from './ledgerFees.ts';
import { routesFor } from './listRoutes.ts';
import { optionalPositive } from './number.ts';
import type { OrderReadOptions, OrderReads } from './orderReads.ts';
import { everyPage, olderOn } from './pages.ts';

/** How long a price of a fee asset is used again. */
const RATE_MS = 60_000;
/** How long a fill waits for its fee where another list tells it; then the estimate has to do. */
const FEE_WAIT_MS = 60_000;

/** Fills as the venue tells them, with our order ids and the prices of fees in third assets. */
export class FillReads {
  readonly #options: OrderReadOptions;
  readonly #orders: OrderReads;
  readonly #rates = new Map<string, { rate: Decimal | undefined; at: number }>();
  /** Fills that were called odd before. */
  readonly #odd = new Set<string>();

  constructor(options: OrderReadOptions, orders: OrderReads) {
    this.#options = options;
    this.#orders = orders;
  }

  /** All pages, each fill once, oldest first. Rejects with OutsideError. */
  async since(since: Instant): Promise<readonly VenueFill[]> {
    const { calls, connection, profile, symbols } = this.#options;
    const fills = new Map<string, ReadFill>();
    for (const { call, params, symbol, maxSpanMs } of routesFor(profile.fills, symbols)) {
      const records = await everyPage({
        since,
        now: later(calls.clock.now(), 60_000),
        maxSpanMs,
        older: olderOn(profile.id),
        keyOf: (trade) => `${String(trade.symbol)} ${String(trade.id)}`,
        ask: ({ from, params: more }) =>
          calls.read('its fills', () => connection.client[call](symbol, from, undefined, { ...params, ...more })),
      });
      for (const record of records) {
        const read = fillOf(record, profile.clientId.inInfo);
        if (read.fill.at >= since) fills.set(`${read.fill.market} ${read.fill.venueFillId}`, read);
      }
    }
    const charged = fills.size === 0 ? undefined : await ledgerFees(this.#options, since);
    const whole: VenueFill[] = [];
    for (const read of fills.values()) {
      const known = charged === undefined ? read : this.#charged(read, charged.get(read.fill.venueFillId));
      if (known !== undefined) whole.push(await this.#whole(known));
    }
    return whole.toSorted((a, b) => a.at - b.at);
  }

  /** With the fee that was charged; undefined while it is not known yet: the next read tells the fill. */
  #charged(read: ReadFill, fee: ChargedFee | undefined): ReadFill | undefined {
    const { fill } = read;
    if (fee !== undefined) return { ...read, fill: { ...fill, fee: fee.amount, feeAsset: fee.asset, otherFees: undefined } };
    if (this.#options.calls.clock.now() - fill.at < FEE_WAIT_MS) return undefined;
    return { ...read, odd: `The fee of fill ${fill.venueFillId} was not told; the list price is booked.` };
  }

  async #whole({ fill, venueOrderId, wireId, odd }: ReadFill): Promise<VenueFill> {
    if (odd !== undefined) this.#tellOnce(fill, odd);
    const clientOrderId = await this.#orderOf(fill.market, venueOrderId, wireId);
    const feeRate = await this.#rateOf(fill, fill.feeAsset);
    const otherFees: VenueFeePart[] = [];
    for (const part of fill.otherFees ?? []) otherFees.push({ ...part, rate: await this.#rateOf(fill, part.asset) });
    return { ...fill, clientOrderId, feeRate, ...(otherFees.length > 0 && { otherFees }) };
  }

  /** Ours, or the venue's text for an order of somebody else; empty when the venue has forgotten the order. */
  async #orderOf(market: string, venueOrderId: string, wireId: string): Promise<string> {
    const { names, profile } = this.#options;
    const told = profile.clientId.fromVenue(wireId);
    if (told !== undefined) return told;
    const known = names.clientOrderId(market, venueOrderId);
    if (known !== undefined) return known;
    // A stop that was set off fills under another id; the list of stops tells which, and teaches the names on the way.
    if (profile.lookup.some(({ of }) => of === 'stop')) await this.#orders.learnStops(market);
    const learned = names.clientOrderId(market, venueOrderId);
    if (learned !== undefined) return learned;
    const order = await this.#orders.byVenueId(venueOrderId, market);
    return order?.clientOrderId || wireId;
  }

  async #rateOf({ market, venueFillId }: VenueFill, feeAsset: string): Promise<Decimal | undefined> {
    const parsed = parseSymbol(market);
    if (parsed === undefined || feeAsset === parsed.base || feeAsset === parsed.quote) return undefined;
    const key = `${feeAsset}/${parsed.quote}`;
    const now = this.#options.calls.clock.mono();
    const before = this.#rates.get(key);
    if (before !== undefined && now - before.at < RATE_MS) return before.rate;
    const rate = (await this.#lastOf(key)) ?? inverse(await this.#lastOf(`${parsed.quote}/${feeAsset}`));
    if (rate === undefined)
      this.#options.calls.trouble(
        'odd',
        `The fee of fill ${venueFillId} is in ${feeAsset}, for which the venue has no price in ${parsed.quote}.`,
      );
    this.#rates.set(key, { rate, at: now });
    return rate;
  }

  async #lastOf(symbol: string): Promise<Decimal | undefined> {
    const { calls, connection } = this.#options;
    try {
      return optionalPositive(await calls.read(`the price of ${symbol}`, () => connection.client.fetchTicker(symbol)), 'last');
    } catch {
      return undefined;
    }
  }

  #tellOnce({ market, venueFillId }: VenueFill, sentence: string): void {
    const key = `${market} ${venueFillId}`;
    if (this.#odd.has(key)) return;
    this.#odd.add(key);
    this.#options.calls.trouble('odd', sentence);
  }
}

const inverse = (rate: Decimal | undefined): Decimal | undefined => (rate === undefined ? undefined : divide(ONE, rate));
