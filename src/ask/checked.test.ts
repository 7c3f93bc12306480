import { describe, expect, it } from 'vitest';
import { checked } from './checked.ts';
import { Evidence } from './evidence.ts';

function evidence(): Evidence {
  const one = new Evidence();
  one.note({
    trades: [
      { id: 't12', condition: 'c3', event: '#841', pnl: '-123.456', entry_price: '63987.5', closed: '2026-01-15T14:05:00.000Z', r: -1.21 },
    ],
    count: 17,
    win_rate_pct: 58.82,
    looked: { id: 'trace4', reasons: ['the bias is neutral: 61 of 70'] },
  });
  return one;
}

describe('a line of an answer', () => {
  it.each([
    ['The worst trade lost 123.46 USDT. [t12]', ['t12']],
    ['- It lost 1.2 R. [T12, C3]', ['t12', 'c3']],
    ['It was closed on 2026-01-15 at 14:05 UTC. [#841]', ['#841']],
    ['It was closed on 15 January 2026, at about 64,000 USDT. [t12]', ['t12']],
    ['On January 15 it lost about 123 USDT. [t12]', ['t12']],
    ['In January 2026, 17 trades were closed and 58.8 % won. [t12]', ['t12']],
    ['Nothing was proposed: 61 of 70 points. [trace4]', ['trace4']],
    ['Trade t12 came from c3. [t12 t99]', ['t12']],
    ['It lost 5 times in a row. [t12].', ['t12']],
    ['Der Verlust war 123.46. [t12]', ['t12']],
  ])('is a statement: %s', (line, ids) => {
    expect(checked(line, evidence())).toEqual({ text: expect.any(String), ids });
  });

  it('is shown without its mark and its ids', () => {
    expect(checked('* It lost 1.21 R.  [t12 c3]', evidence())).toEqual({ text: 'It lost 1.21 R.', ids: ['t12', 'c3'] });
  });

  it.each([
    ['names no id', 'The worst trade lost 123.46 USDT.'],
    ['names an id that no query gave', 'The worst trade lost 123.46 USDT. [t13]'],
    ['speaks of an id that no query gave', 'Unlike t13, it lost 1.21 R. [t12]'],
    ['has ids and no words', '[t12]'],
    ['says a sum that no query gave', 'It lost 124.46 USDT. [t12]'],
    ['rounds the wrong way', 'It lost 1.3 R, or 123.5 USDT. [t12]'],
    ['makes a figure ten times larger', 'It was entered at 639,875. [t12]'],
    ['counts what was not counted', '18 trades were closed. [t12]'],
    ['adds a scale', 'It lost 123k USDT. [t12]'],
    ['says another day', 'It was closed on 2026-01-16. [t12]'],
    ['says another day in words', 'It was closed on 16 January. [t12]'],
    ['says another month', 'It was closed in March 2026. [t12]'],
    ['says another time', 'It was closed at 14:06. [t12]'],
    ['writes a power', 'It made 1e5 USDT. [t12]'],
    ['writes digits of another script', 'It made ٩٩٩ USDT. [t12]'],
    ['writes wide digits', 'It made ９９９ USDT. [t12]'],
    ['holds an address', 'See https://example.com/t12 for more. [t12]'],
    ['is longer than a statement', `${'It lost and lost. '.repeat(40)} [t12]`],
  ])('that %s is dropped', (_, line) => {
    expect(checked(line, evidence())).toBe('dropped');
  });

  it.each(['', '   ', 'NONE'])('that says nothing is no statement: %j', (line) => {
    expect(checked(line, evidence())).toBe('nothing');
  });
});
