import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Thresholds } from './thresholds.ts';

type Entry = { level: number; key: number };

const entries = fc.array(fc.record({ level: fc.integer({ min: 1, max: 60 }), key: fc.integer({ min: 0, max: 5 }) }), { maxLength: 3_000 });

function hits(thresholds: Thresholds, from: number, to: number): Entry[] {
  const found: Entry[] = [];
  thresholds.cross(from, to, (key, level) => found.push({ level, key }));
  return found.sort((a, b) => a.level - b.level || a.key - b.key);
}

const between = (list: Entry[], from: number, to: number): Entry[] =>
  list.filter(({ level }) => level >= Math.min(from, to) && level <= Math.max(from, to)).sort((a, b) => a.level - b.level || a.key - b.key);

describe('Thresholds', () => {
  it('finds what a price move passes over, like a plain list would, after any adds and removals', () => {
    fc.assert(
      fc.property(
        entries,
        entries,
        fc.array(fc.nat(2_999)),
        fc.integer({ min: 0, max: 61 }),
        fc.integer({ min: 0, max: 61 }),
        (bulk, single, gone, from, to) => {
          const thresholds = new Thresholds();
          thresholds.addMany(bulk);
          for (const { level, key } of single) thresholds.add(level, key);
          const list = [...bulk, ...single];
          for (const index of gone) {
            const [entry] = list.splice(index % Math.max(1, list.length), 1);
            if (entry) thresholds.remove(entry.level, entry.key);
          }
          expect(thresholds.size).toBe(list.length);
          expect(hits(thresholds, from, to)).toEqual(between(list, from, to));
          const above = list.map(({ level }) => level).filter((level) => level > from);
          const below = list.map(({ level }) => level).filter((level) => level < from);
          expect(thresholds.next(from, 'up')).toBe(Math.min(...above, Number.POSITIVE_INFINITY));
          expect(thresholds.next(from, 'down')).toBe(Math.max(...below, Number.NEGATIVE_INFINITY));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('does nothing when asked to remove what is not there', () => {
    const thresholds = new Thresholds();
    thresholds.add(10, 1);
    thresholds.remove(10, 2);
    thresholds.remove(11, 1);
    expect(thresholds.size).toBe(1);
  });
});
