import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Line } from './line.ts';

const COMMA = 44;

function fieldsOf(text: string): string[] {
  const line = new Line(Buffer.from(text));
  line.split(0, COMMA);
  return Array.from({ length: line.fields }, (_, field) => line.text(field));
}

function numberOf(text: string): number {
  const line = new Line(Buffer.from(`${text},x`));
  line.split(0, COMMA);
  return line.number(0);
}

describe('a line of CSV', () => {
  it('ends at a line feed, with or without a carriage return', () => {
    const line = new Line(Buffer.from('1,2\r\n3,4\n5,6'));
    const second = line.split(0, COMMA);
    expect([line.number(0), line.number(1)]).toEqual([1, 2]);
    const third = line.split(second, COMMA);
    expect([line.number(0), line.number(1)]).toEqual([3, 4]);
    line.split(third, COMMA);
    expect([line.number(0), line.number(1)]).toEqual([5, 6]);
  });

  it('takes quotes and blanks off its fields', () => {
    expect(fieldsOf(' a ,"b","c, d"," e ","say ""f""",')).toEqual(['a', 'b', 'c, d', 'e', 'say "f"', '']);
  });

  it('does not let a forgotten quote swallow the next line', () => {
    const line = new Line(Buffer.from('1,"2,3\n4,5,6\n'));
    const next = line.split(0, COMMA);
    expect(line.broken).toBe(true);
    line.split(next, COMMA);
    expect([line.broken, line.fields, line.number(2)]).toEqual([false, 3, 6]);
  });

  it('is blank when it holds nothing but blanks', () => {
    const isBlank = (text: string): boolean => {
      const line = new Line(Buffer.from(text));
      line.split(0, COMMA);
      return line.isBlank();
    };
    expect(['', '\n', ' \t\r\n'].map(isBlank)).toEqual([true, true, true]);
    expect(['""', ' "" ', ',', '"', '0'].map(isBlank)).toEqual([false, false, false, false, false]);
  });

  it('reads every decimal number as JavaScript does', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer({ min: 0, max: 12 }), (value, places) => {
        const text = String(value); // never a negative zero
        expect(numberOf(text)).toBe(Number(text));
        expect(numberOf(` "${text}" `)).toBe(Number(text));
        expect(numberOf(value.toFixed(places))).toBe(Number(value.toFixed(places)));
      }),
    );
  });

  it.each(['', ' ', '.', '-', '1.2.3', '1,5', '12a', '0x10', 'NaN', 'Infinity', '1e', '--1', '+1'])(
    'does not read %j as a number',
    (text) => {
      expect(numberOf(text.replace(',', ';'))).toBeNaN();
    },
  );
});
