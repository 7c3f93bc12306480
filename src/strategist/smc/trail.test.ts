import { describe, expect, it } from 'vitest';
import { SAMPLE_SETTINGS } from './sample.ts';
import { trailOf } from './trail.ts';

describe('trailOf', () => {
  it('begins with the runner at target 2 and tightens at 5 and 8 R', () => {
    expect(trailOf(2.5, SAMPLE_SETTINGS.exits)).toEqual([
      { fromR: 2.5, atr: 1.5 },
      { fromR: 5, atr: 1.4 },
      { fromR: 8, atr: 1 },
    ]);
  });

  it('begins at 3 R with 1.8 ATR when costs have pushed target 2 farther out', () => {
    expect(trailOf(3.4, SAMPLE_SETTINGS.exits)).toEqual([
      { fromR: 3, atr: 1.8 },
      { fromR: 3.4, atr: 1.5 },
      { fromR: 5, atr: 1.4 },
      { fromR: 8, atr: 1 },
    ]);
  });

  it('never lets a later step trail farther away', () => {
    expect(trailOf(6, { ...SAMPLE_SETTINGS.exits, runnerAtr: 2 })).toEqual(SAMPLE_SETTINGS.exits.trail);
  });
});
