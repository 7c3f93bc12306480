import { describe, expect, it } from 'vitest';
import { add, decimal, toText, ZERO } from '#src/domain/decimal.ts';
import { PERPETUAL } from '#test/contracts/world.ts';
import { closableBy, foldPerpetual, type PaperPosition, unrealizedAt } from './perpetual.ts';

const tiny = { ...PERPETUAL, contractSize: decimal('0.000000000001'), tick: decimal('0.0000000001') };
const short: PaperPosition = { amount: decimal('-3'), cost: decimal('3'), leverage: 2 };

describe('a perpetual position of the venue', () => {
  it('releases its whole cost with the last part, whatever the earlier parts were rounded to', () => {
    let position: PaperPosition | undefined;
    let realized = ZERO;
    for (const [side, amount, price] of [
      ['buy', '3', '0.0000000007'],
      ['buy', '4', '0.0000000009'],
      ['sell', '2', '0.0000000009'],
      ['sell', '5', '0.0000000011'],
    ] as const) {
      const folded = foldPerpetual(position, tiny, side, decimal(amount), decimal(price), 1);
      position = folded.position;
      realized = add(realized, folded.realized);
    }
    expect(position).toBeUndefined();
    expect(toText(realized)).toBe('0.0000000000000000000016'); // (2·9 + 5·11 − 3·7 − 4·9) e−22
  });

  it('is closed by the other side only, up to its amount', () => {
    expect([closableBy(short, 'buy'), closableBy(short, 'sell'), closableBy(undefined, 'buy')].map(toText)).toEqual(['3', '0', '0']);
  });

  it('turns around with the price of the turning fill as its new cost', () => {
    const { position, realized } = foldPerpetual(short, PERPETUAL, 'buy', decimal('5'), decimal('90'), 7);
    expect(toText(realized)).toBe('0.3'); // sold for 3, bought back for 3 · 0.01 · 90
    expect(position).toEqual({ amount: decimal('2'), cost: decimal('1.8'), leverage: 7 });
  });

  it('gains unrealized what its side of the price gained', () => {
    expect(toText(unrealizedAt(short, PERPETUAL, decimal('90')))).toBe('0.3');
    expect(toText(unrealizedAt({ ...short, amount: decimal('3') }, PERPETUAL, decimal('90')))).toBe('-0.3');
  });
});
