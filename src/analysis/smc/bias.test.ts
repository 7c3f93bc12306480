import { describe, expect, it } from 'vitest';
import { Bias } from './bias.ts';
import { candlesOf } from './sample.ts';

function biasAfter(closes: readonly number[], neutralBps = 10): Bias {
  const bias = new Bias('4h', 3, neutralBps);
  for (const candle of candlesOf(
    '4h',
    closes.map((close) => [close, close, close, close] as const),
  ))
    bias.update(candle);
  return bias;
}

describe('Bias', () => {
  it('is neutral and says so until its average is warm', () => {
    expect(biasAfter([]).side).toBe('neutral');
    const early = biasAfter([100, 120]);
    expect(early.side).toBe('neutral');
    expect(early.describe()).toBe('bias neutral: the 4h EMA3 is not warm yet (2 of 3 candles)');
  });

  it('follows the close above and below its average', () => {
    // EMA3 of 100, 100, 104 is 102.
    const up = biasAfter([100, 100, 104]);
    expect(up.side).toBe('long');
    expect(up.describe()).toBe('bias long: the last 4h close is 1.96 % above its EMA3');
    const down = biasAfter([100, 100, 96]);
    expect(down.side).toBe('short');
    expect(down.describe()).toBe('bias short: the last 4h close is 2.04 % below its EMA3');
  });

  it('is neutral within the neutral zone', () => {
    expect(biasAfter([100, 100, 100.15]).side).toBe('neutral');
    expect(biasAfter([100, 100, 100.15], 5).side).toBe('long');
    expect(biasAfter([100, 100, 100.3]).side).toBe('long');
  });
});
