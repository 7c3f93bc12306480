import { describe, expect, it } from 'vitest';
import { systemClock } from '#src/domain/clock.ts';
import { decimal, toNumber, toText } from '#src/domain/decimal.ts';
import { OrderForm } from '#test/contracts/orders.ts';
import { type PaperWorld, paperWorld } from '#test/contracts/paperWorld.ts';
import { Scene } from '#test/contracts/scene.ts';
import { PERPETUAL, SPOT } from '#test/contracts/world.ts';

const spot = SPOT.symbol;
const perpetual = PERPETUAL.symbol;

describe('nextLevel', () => {
  it('is infinity where nothing rests', () => {
    const { venue } = paperWorld();
    expect(venue.nextLevel(spot, 100, 'up')).toBe(Number.POSITIVE_INFINITY);
    expect(venue.nextLevel(spot, 100, 'down')).toBe(Number.NEGATIVE_INFINITY);
    expect(venue.nextLevel('NOPE/USDT', 100, 'down')).toBe(Number.NEGATIVE_INFINITY);
  });

  it('is the nearest stop exactly, strictly beyond the price asked from, and forgets canceled ones', async () => {
    const scene = new Scene(paperWorld());
    const { venue } = scene.world as PaperWorld;
    await scene.fund('USDT', '100000');
    await scene.fund('BTC', '10');
    await scene.quote(spot, 99.99, 100.01, { last: 100 });
    const near = await scene.send({ market: spot, side: 'sell', amount: '1', stopPrice: '95', reduceOnly: true });
    await scene.send({ market: spot, side: 'sell', amount: '1', stopPrice: '93', reduceOnly: true });
    await scene.send({ market: spot, side: 'buy', amount: '1', stopPrice: '104' });
    expect(venue.nextLevel(spot, 100, 'down')).toBe(95);
    expect(venue.nextLevel(spot, 95, 'down')).toBe(93);
    expect(venue.nextLevel(spot, 93, 'down')).toBe(Number.NEGATIVE_INFINITY);
    expect(venue.nextLevel(spot, 100, 'up')).toBe(104);
    expect(venue.nextLevel(spot, 104, 'up')).toBe(Number.POSITIVE_INFINITY);
    await scene.cancel(near, spot);
    expect(venue.nextLevel(spot, 100, 'down')).toBe(93);
  });

  it('counts a liquidation price', async () => {
    const scene = new Scene(paperWorld());
    const { venue } = scene.world as PaperWorld;
    await scene.fund('USDT', '100');
    await scene.quote(perpetual, 100, 100, { last: 100 });
    await scene.send({ market: perpetual, side: 'sell', amount: '800', price: '100', leverage: 10 });
    expect(venue.nextLevel(perpetual, 100, 'up')).toBe(toNumber((await scene.position())?.liquidationPrice ?? decimal('0')));
    expect(venue.nextLevel(perpetual, 100, 'down')).toBe(Number.NEGATIVE_INFINITY);
  });

  // A feed that walks from level to level with its own spread must never walk past a limit order without filling it.
  for (const [spread, quoteAt] of [
    ['a proportional spread', (last: number) => ({ bid: last * 0.9995, ask: last * 1.0005 })],
    ['a fixed spread', (last: number) => ({ bid: last - 0.4, ask: last + 0.4 })],
    ['no spread', (last: number) => ({ bid: last, ask: last })],
    ['a spread that widens below', (last: number) => ({ bid: last - 0.1, ask: last + (last < 97 ? 1.3 : 0.1) })],
    ['prices on the tick', (last: number) => ({ bid: Math.round((last - 0.03) * 100) / 100, ask: Math.round((last + 0.03) * 100) / 100 })],
  ] as const) {
    it(`leads a walk with ${spread} to each limit near its price and in few steps`, async () => {
      for (const [side, direction, price] of [
        ['buy', 'down', '96.5'],
        ['sell', 'up', '103.37'],
      ] as const) {
        const scene = new Scene(paperWorld());
        const { venue } = scene.world as PaperWorld;
        await scene.fund('USDT', '1000');
        await scene.fund('BTC', '1');
        let last = 100;
        const show = async (): Promise<void> => {
          const { bid, ask } = quoteAt(last);
          await scene.quote(spot, bid, ask, { last });
        };
        await show();
        const id = await scene.send({ market: spot, side, amount: '1', price });
        let steps = 0;
        for (; Number.isFinite(venue.nextLevel(spot, last, direction)); steps++) {
          if (steps > 20) throw new Error('the walk does not end');
          last = venue.nextLevel(spot, last, direction);
          await show();
        }
        expect(scene.dealsOf(id)).toEqual([`${side} 1@${price} maker`]);
        expect(steps).toBeLessThanOrEqual(4);
        const { bid, ask } = quoteAt(last);
        expect(Math.abs((side === 'buy' ? ask : bid) - Number(price))).toBeLessThan(0.25);
      }
    });
  }
});

describe('deposit', () => {
  it('takes money out as well, but not more than there is', async () => {
    const { venue } = paperWorld();
    venue.deposit('USDT', decimal('10'));
    venue.deposit('USDT', decimal('-4'));
    expect(toText((await venue.balances()).get('USDT') ?? decimal('0'))).toBe('6');
    expect(() => venue.deposit('USDT', decimal('-6.01'))).toThrow('bug');
  });
});

describe('a quote that moves nothing', () => {
  it('costs with 10,000 resting orders what it costs with none', () => {
    const clock = systemClock();
    const { venue } = paperWorld();
    venue.deposit('USDT', decimal('1000000000'));
    const quote = { market: spot, bid: 99.99, ask: 100, last: 100, bidSize: 40, askSize: 40, at: clock.now() };
    /** The fastest of some turns: what it costs where nothing else has the machine. */
    const cost = (): number => {
      let least = Number.POSITIVE_INFINITY;
      for (let turn = 0; turn < 20; turn++) {
        const start = clock.mono();
        for (let i = 0; i < 20_000; i++) venue.quote(quote);
        least = Math.min(least, clock.mono() - start);
      }
      return least;
    };
    const idle = cost();
    const form = new OrderForm();
    for (let i = 0; i < 10_000; i++) venue.submit(form.order({ market: spot, side: 'buy', amount: '1', price: (90 - i / 200).toFixed(2) }));
    // Looking at each of them would cost a thousand times as much.
    expect(cost() / idle).toBeLessThan(20);
  });
});
