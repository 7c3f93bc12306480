import { expect } from 'vitest';
import { instant } from '#src/domain/clock.ts';
import type { Decimal } from '#src/domain/decimal.ts';
import { toText } from '#src/domain/decimal.ts';
import type { Quote } from '#src/domain/quote.ts';
import type { VenueFill, VenueOrder } from '#src/venue/port.ts';
import { balanceUnits, expectedUnits } from './oracle.ts';
import { type Asked, OrderForm } from './orders.ts';
import { PERPETUAL, SPOT, type VenueCapabilities, type VenueWorld } from './world.ts';

/** One case: its name, which capabilities it needs, and what happens. */
export type Scenario = (name: string, needs: readonly (keyof VenueCapabilities)[], play: (scene: Scene) => Promise<void>) => void;

export const BEGINNING = instant(0);

/** A world and the few moves that the cases are made of. Each waits until the venue has answered. */
export class Scene {
  readonly world: VenueWorld;
  readonly #form = new OrderForm();
  readonly #deposits: Record<string, string> = {};

  constructor(world: VenueWorld) {
    this.world = world;
  }

  async fund(asset: string, amount: string): Promise<void> {
    this.#deposits[asset] = amount;
    await this.world.deposit(asset, amount);
  }

  async quote(market: string, bid: number, ask: number, more: Partial<Pick<Quote, 'last' | 'bidSize' | 'askSize'>> = {}): Promise<void> {
    await this.world.setQuote(market, { bid, ask, ...more });
    await this.world.settle();
  }

  /** Sends an order; its client order id. */
  async send(asked: Asked): Promise<string> {
    const order = this.#form.order(asked);
    this.world.venue.submit(order);
    await this.world.settle();
    return order.clientOrderId;
  }

  async cancel(clientOrderId: string, market: string): Promise<void> {
    this.world.venue.cancel(clientOrderId, market);
    await this.world.settle();
  }

  lifeOf(clientOrderId: string): string[] {
    return this.world.heard.lifeOf(clientOrderId);
  }

  /**
   * The order was refused and is nowhere. Where a venue says no in words that prove nothing to ccxt, nobody can say at first whether it took the
   * order; it must then not be found.
   */
  async expectRefused(clientOrderId: string, market = SPOT.symbol): Promise<void> {
    const life = this.lifeOf(clientOrderId);
    expect(life).toEqual([life.includes('unknown') && this.world.refusesInDoubt !== undefined ? 'unknown' : 'rejected']);
    const [said] = [...this.world.heard.all('rejected', clientOrderId), ...this.world.heard.all('unknown', clientOrderId)];
    expect(said?.reason).toMatch(/\w{4}/);
    if (life.includes('unknown')) expect(await this.world.venue.orderById(clientOrderId, market)).toBeUndefined();
  }

  fillsOf(clientOrderId: string): VenueFill[] {
    return this.world.heard.all('fill', clientOrderId);
  }

  /** `side amount@price liquidity` of each fill, to be read at a glance. */
  dealsOf(clientOrderId: string): string[] {
    return this.fillsOf(clientOrderId).map(
      ({ side, amount, price, liquidity }) => `${side} ${toText(amount)}@${toText(price)} ${liquidity}`,
    );
  }

  async order(clientOrderId: string, market = SPOT.symbol): Promise<VenueOrder> {
    const order = await this.world.venue.orderById(clientOrderId, market);
    if (order === undefined) throw new Error(`the venue does not know ${clientOrderId}`);
    return order;
  }

  /** `status filled` of an order. */
  async stateOf(clientOrderId: string, market = SPOT.symbol): Promise<string> {
    const { status, filled } = await this.order(clientOrderId, market);
    return `${status} ${toText(filled)}`;
  }

  async balance(asset: string): Promise<string> {
    const held: Decimal | undefined = (await this.world.venue.balances()).get(asset);
    return held === undefined ? '0' : toText(held);
  }

  /** The position of the perpetual, `amount` in contracts, or undefined. */
  async position(): Promise<{ amount: string; entryPrice: string; leverage: number; liquidationPrice: Decimal | undefined } | undefined> {
    const open = (await this.world.venue.positions()).find(({ market }) => market === PERPETUAL.symbol);
    if (open === undefined) return undefined;
    const { amount, entryPrice, leverage, liquidationPrice } = open;
    return { amount: toText(amount), entryPrice: toText(entryPrice), leverage, liquidationPrice };
  }

  /** Balances are deposits ± fills ± fees ± funding, to the last digit; only while no perpetual is open. */
  async expectExactBalances(): Promise<void> {
    const { venue, heard } = this.world;
    const fills = await venue.fillsSince(BEGINNING);
    expect(balanceUnits(await venue.balances())).toEqual(expectedUnits(this.#deposits, fills, heard.all('funding'), [SPOT, PERPETUAL]));
    expect(fills.map(({ venueFillId }) => venueFillId)).toEqual(heard.all('fill').map(({ venueFillId }) => venueFillId));
  }
}
