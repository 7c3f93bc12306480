import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toIso } from '#src/domain/clock.ts';
import { decimal, isMore, isNegative, sum, toNumber, toText } from '#src/domain/decimal.ts';
import type { Quote } from '#src/domain/quote.ts';
import type { FeeAsset } from '#src/venue/paper/settings.ts';
import type { VenueOrder } from '#src/venue/port.ts';
import { balanceUnits, expectedUnits, unitsOf } from './oracle.ts';
import { OrderForm } from './orders.ts';
import { type PaperWorld, paperWorld } from './paperWorld.ts';
import { BEGINNING } from './scene.ts';
import { PERPETUAL, SPOT } from './world.ts';

type Step =
  | {
      readonly do: 'quote';
      readonly market: string;
      readonly middle: number;
      readonly spread: number;
      readonly size: number;
      readonly ms: number;
    }
  | {
      readonly do: 'order';
      readonly market: string;
      readonly side: 'buy' | 'sell';
      readonly type: 'market' | 'limit' | 'stop';
      readonly amount: number;
      readonly offset: number;
      readonly reduceOnly: boolean;
      readonly leverage: number;
    }
  | { readonly do: 'cancel'; readonly which: number };

const market = fc.constantFrom(SPOT.symbol, PERPETUAL.symbol);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant('quote' as const),
    market,
    middle: fc.integer({ min: 70, max: 140 }),
    spread: fc.integer({ min: 0, max: 4 }),
    size: fc.constantFrom(0, 0.5, 3, 40, 1_000, Number.POSITIVE_INFINITY),
    ms: fc.constantFrom(0, 1_000, 3_600_000, 30_000_000),
  }),
  fc.record({
    do: fc.constant('order' as const),
    market,
    side: fc.constantFrom('buy' as const, 'sell' as const),
    type: fc.constantFrom('market' as const, 'limit' as const, 'stop' as const),
    amount: fc.integer({ min: 1, max: 5_000 }),
    offset: fc.integer({ min: -30, max: 30 }),
    reduceOnly: fc.boolean(),
    leverage: fc.integer({ min: 1, max: 20 }),
  }),
  fc.record({ do: fc.constant('cancel' as const), which: fc.nat(30) }),
);
const feeAsset: fc.Arbitrary<FeeAsset> = fc.constantFrom<FeeAsset[]>('quote', 'base', { asset: 'BNB', rate: decimal('300') });
const settings = fc.record({
  feeAsset,
  makerFeePct: fc.constantFrom(-0.01, 0, 0.1),
  participationPct: fc.constantFrom(10, 25, 100),
  slippageBps: fc.constantFrom(0, 1, 30),
});
/** Half of the stories begin with more leverage than is good, so that liquidations are not left to chance. */
const beginning: fc.Arbitrary<Step[]> = fc.constantFrom<('buy' | 'sell' | 'calm')[]>('buy', 'sell', 'calm', 'calm').map((side) => {
  if (side === 'calm') return [];
  const market = PERPETUAL.symbol;
  const quote = { do: 'quote', market, middle: 100, spread: 0, size: Number.POSITIVE_INFINITY, ms: 0 } as const;
  return [quote, { do: 'order', market, side, type: 'market', amount: 9_000, offset: 0, reduceOnly: false, leverage: 20 }];
});
const steps = fc.tuple(beginning, fc.array(step, { minLength: 5, maxLength: 60 })).map(([first, then]) => [...first, ...then]);
const story = fc.record({ settings, steps });
type BidAsk = Pick<Quote, 'bid' | 'ask'>;
type Story = typeof story extends fc.Arbitrary<infer T> ? T : never;

const DEPOSITS = { USDT: '900', BTC: '2', BNB: '0.002' };

/** Plays a story; calls `after` when each step is done. The last prices make the offsets of orders meaningful. */
function play({ settings, steps }: Story, after: (world: PaperWorld) => void = () => {}): PaperWorld & { quotes: Map<string, BidAsk> } {
  const quotes = new Map<string, BidAsk>();
  const world = paperWorld({ settings, fundingPct: (_market, at) => ((at / 3_600_000) % 7) / 100 - 0.02 });
  for (const [asset, amount] of Object.entries(DEPOSITS)) world.deposit(asset, amount);
  const form = new OrderForm();
  const sent: [string, string][] = [];
  const prices = new Map<string, number>();
  for (const one of steps) {
    if (one.do === 'quote') {
      world.advance(one.ms);
      prices.set(one.market, one.middle);
      const [bid, ask] = [one.middle - one.spread / 2, one.middle + one.spread / 2];
      quotes.set(`${bid}/${ask}/${one.middle}@${toIso(world.now())}`, { bid, ask });
      world.setQuote(one.market, { bid, ask, last: one.middle, bidSize: one.size, askSize: one.size });
    } else if (one.do === 'order') {
      const price = String((prices.get(one.market) ?? 100) + one.offset);
      const spot = one.market === SPOT.symbol;
      const { market, side, reduceOnly } = one;
      const order = form.order({
        market,
        side,
        reduceOnly,
        clientOrderId: `${reduceOnly ? 'reduce' : 'plain'}-${sent.length}`,
        amount: spot ? (one.amount / 1_000).toFixed(3) : String(one.amount),
        leverage: spot ? 1 : one.leverage,
        ...(one.type === 'limit' ? { price } : one.type === 'stop' ? { stopPrice: price } : {}),
      });
      sent.push([order.clientOrderId, one.market]);
      world.venue.submit(order);
    } else {
      const [id, of] = sent[one.which % Math.max(1, sent.length)] ?? ['none', SPOT.symbol];
      world.venue.cancel(id, of);
    }
    after(world);
  }
  return { ...world, quotes };
}

/** Ends all perpetual positions, so that the balances can be compared without open results. */
function flatten(world: PaperWorld): void {
  world.setQuote(PERPETUAL.symbol, { bid: 100, ask: 100 });
  const form = new OrderForm();
  for (const side of ['buy', 'sell'] as const) {
    const clientOrderId = `flatten-${side}`;
    world.venue.submit(form.order({ market: PERPETUAL.symbol, side, amount: '1000000', reduceOnly: true, clientOrderId }));
  }
}

const allOrders = async (world: PaperWorld): Promise<readonly VenueOrder[]> => [
  ...(await world.venue.openOrders()),
  ...(await world.venue.closedOrders(BEGINNING)),
];

describe('the paper venue, whatever is asked of it', () => {
  it('balances are deposits ± fills ± fees ± funding to the last digit once no perpetual is open', async () => {
    await fc.assert(
      fc.asyncProperty(story, async (told) => {
        const world = play(told);
        flatten(world);
        expect(await world.venue.positions()).toEqual([]);
        const fills = await world.venue.fillsSince(BEGINNING);
        const expected = expectedUnits(DEPOSITS, fills, world.heard.all('funding'), [SPOT, PERPETUAL]);
        expect(balanceUnits(await world.venue.balances())).toEqual(expected);
        expect(fills.map(({ venueFillId }) => venueFillId)).toEqual(world.heard.all('fill').map(({ venueFillId }) => venueFillId));
      }),
      { numRuns: 300 },
    );
  });

  it('spot trading never makes a balance negative, and an order is never filled beyond its amount', async () => {
    await fc.assert(
      fc.asyncProperty(story, async ({ settings, steps }) => {
        const spotOnly = steps.map((one): Step => (one.do === 'cancel' ? one : { ...one, market: SPOT.symbol }));
        const world = play({ settings, steps: spotOnly });
        for (const [asset, held] of await world.venue.balances()) expect(isNegative(held), `${asset} ${toText(held)}`).toBe(false);
      }),
      { numRuns: 300 },
    );
    await fc.assert(
      fc.asyncProperty(story, async (told) => {
        const world = play(told);
        for (const order of await allOrders(world)) {
          const filled = sum(world.heard.all('fill', order.clientOrderId).map(({ amount }) => amount));
          expect(toText(order.filled)).toBe(toText(filled));
          expect(isMore(filled, order.amount)).toBe(false);
          expect(order.status === 'filled').toBe(toText(filled) === toText(order.amount));
        }
      }),
      { numRuns: 200 },
    );
  });

  it('a reduce-only order never opens or turns a position', () => {
    let reductions = 0;
    fc.assert(
      fc.property(story, ({ settings, steps }) => {
        let position = 0n;
        let held = unitsOf(decimal(DEPOSITS.BTC));
        let seen = 0;
        const world = play({ settings, steps }, ({ heard }) => {
          for (const report of heard.reports.slice(seen)) {
            if (report.kind !== 'fill') continue;
            const before = report.market === PERPETUAL.symbol ? position : held;
            const moved = unitsOf(report.amount) * (report.side === 'buy' ? 1n : -1n);
            const after = before + moved - (report.feeAsset === 'BTC' && report.market === SPOT.symbol ? unitsOf(report.fee) : 0n);
            if (report.market === PERPETUAL.symbol) position = after;
            else held = after;
            if (!report.clientOrderId.startsWith('plain')) {
              reductions++;
              expect(before === 0n || before > 0n !== moved > 0n).toBe(true);
              expect(after === 0n || after > 0n === before > 0n).toBe(true);
            }
          }
          seen = heard.reports.length;
        });
        expect(world.heard.reports.length).toBe(seen);
      }),
      { numRuns: 300 },
    );
    expect(reductions).toBeGreaterThan(50); // or the stories say nothing about it
  });

  it('the same story has the same reports', () => {
    fc.assert(
      fc.property(story, (told) => {
        expect(play(told).heard.reports).toEqual(play(told).heard.reports);
      }),
      { numRuns: 50 },
    );
  });

  it('reports of one order come in order: accepted, fills, at most one end', () => {
    const words = new Set<string>();
    fc.assert(
      fc.property(story, (told) => {
        const lives = new Map<string, string>();
        for (const report of play(told).heard.reports) {
          words.add(report.kind);
          if (report.kind !== 'funding') lives.set(report.clientOrderId, `${lives.get(report.clientOrderId) ?? ''}${report.kind[0]}`);
        }
        for (const life of lives.values()) expect(life).toMatch(/^(r|[al]f*c?)$/);
      }),
      { numRuns: 300 },
    );
    expect([...words].sort()).toEqual(['accepted', 'canceled', 'fill', 'funding', 'liquidated', 'rejected']);
  });

  it('PAPER-1: each fill cites a quote that was there, and is no better than it', () => {
    fc.assert(
      fc.property(story, (told) => {
        const { heard, quotes } = play(told);
        for (const fill of heard.all('fill')) {
          const quote = quotes.get(fill.quote);
          if (quote === undefined) throw new Error(`nobody ever saw ${fill.quote}`);
          const halfTick = fill.market === SPOT.symbol ? 0.005 : 0.25;
          if (fill.side === 'buy') expect(toNumber(fill.price)).toBeGreaterThanOrEqual(quote.ask - halfTick);
          else expect(toNumber(fill.price)).toBeLessThanOrEqual(quote.bid + halfTick);
        }
      }),
      { numRuns: 200 },
    );
  });
});
