import { describe, expect, it } from 'vitest';
import type { Candle } from '#src/domain/candle.ts';
import { Blocks } from './blocks.ts';
import { candlesOf, mirrored, sampleAt } from './sample.ts';

type Row = readonly [number, number, number, number];

/** Average range 10 throughout, so a displacement covers 15. */
function blocksAfter(candles: readonly Candle[], lookback = 50, displacement = 1.5): Blocks {
  const blocks = new Blocks(lookback, displacement);
  for (const candle of candles) blocks.update(candle, 10);
  return blocks;
}

const CALM: Row = [100, 103, 98, 102];
const BLOCK: Row = [102, 104, 97, 99];
const BURST: Row = [99, 116, 98, 114];
const rows = (...list: Row[]) => candlesOf('1h', list);

describe('Blocks', () => {
  it('are the last falling candle before a rise of 1.5 average ranges, with their whole range', () => {
    expect(blocksAfter(rows(CALM, BLOCK)).all).toEqual([]);
    expect(blocksAfter(rows(CALM, BLOCK, BURST)).all).toEqual([
      { kind: 'block', side: 'long', top: 104, bottom: 97, openedAt: sampleAt('1h', 1), index: 1, touchedAt: undefined },
    ]);
  });

  it('are the last rising candle before such a fall', () => {
    expect(blocksAfter(mirrored(rows(CALM, BLOCK, BURST), 200)).all).toMatchObject([{ side: 'short', top: 103, bottom: 96, index: 1 }]);
  });

  it('are not left by a move that falls short', () => {
    expect(blocksAfter(rows(CALM, BLOCK, [99, 116, 98, 113.9])).all).toEqual([]);
    expect(blocksAfter(rows(CALM, BLOCK, [99, 116, 98, 113.9]), 50, 1.4).all).toHaveLength(1);
  });

  it('are found when the move takes up to three candles, and not when it takes four', () => {
    expect(blocksAfter(rows(BLOCK, [99, 105, 98, 104], [104, 110, 103, 109], [109, 115, 108, 114])).all).toHaveLength(1);
    expect(blocksAfter(rows(BLOCK, [99, 103, 98, 102], [102, 107, 101, 106], [106, 111, 105, 110], [110, 116, 109, 115])).all).toEqual([]);
  });

  it('need a close beyond their range', () => {
    expect(blocksAfter(rows([102, 120, 97, 99], BURST)).all).toEqual([]);
  });

  it('are not found while the average range is not known', () => {
    const blocks = new Blocks(50, 1.5);
    for (const candle of rows(CALM, BLOCK, BURST)) blocks.update(candle, undefined);
    expect(blocks.all).toEqual([]);
  });

  it('are measured by the average range at the block, which the move itself has not raised', () => {
    const blocks = new Blocks(50, 1.5);
    const ranges = [10, 10, 40];
    for (const [i, candle] of rows(CALM, BLOCK, BURST).entries()) blocks.update(candle, ranges[i]);
    expect(blocks.all).toHaveLength(1);
  });

  it('are found once, however long the move goes on', () => {
    expect(blocksAfter(rows(CALM, BLOCK, BURST, [114, 132, 113, 130], [130, 150, 129, 148])).all).toHaveLength(1);
  });

  it('are mitigated when price comes back to them', () => {
    const above = blocksAfter(rows(CALM, BLOCK, BURST, [114, 115, 104.1, 110]));
    expect(above.all[0]?.touchedAt).toBeUndefined();
    const touched = blocksAfter(rows(CALM, BLOCK, BURST, [114, 115, 104, 110]));
    expect(touched.all[0]?.touchedAt).toBe(sampleAt('1h', 3));
  });

  it('are gone when a candle closes through them, not when only its wick goes through', () => {
    // The fall itself leaves a short block behind.
    const sidesAfter = (close: number) => blocksAfter(rows(CALM, BLOCK, BURST, [114, 115, 90, close])).all.map(({ side }) => side);
    expect(sidesAfter(97)).toEqual(['long', 'short']);
    expect(sidesAfter(96.9)).toEqual(['short']);
  });

  it('are gone after the lookback', () => {
    const calm = Array.from({ length: 10 }, (): Row => [114, 116, 113, 115]);
    expect(blocksAfter(rows(CALM, BLOCK, BURST, ...calm.slice(0, 4)), 5).all).toHaveLength(1);
    expect(blocksAfter(rows(CALM, BLOCK, BURST, ...calm.slice(0, 5)), 5).all).toEqual([]);
  });
});
