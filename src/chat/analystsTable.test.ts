import { describe, expect, it } from 'vitest';
import { analystBlocks, stateText, togetherText } from './analystsTable.ts';
import { PHONE_COLUMNS, toPlainText } from './plainText.ts';

type View = Parameters<typeof analystBlocks>[0];
type Judged = View['records'][number];

const voice = (analyst: string, direction: 'up' | 'down' | 'flat', strength: number, weight: number) => ({
  analyst,
  direction,
  strength,
  weight,
  at: '2026-01-05T12:00:00.000Z',
  horizonMinutes: 240,
  resolved: 0,
});

const record = (analyst: string, resolved: number, different: Partial<Judged> = {}): Judged => ({
  analyst,
  given: resolved,
  resolved,
  isJudged: resolved >= 20,
  rightShare: 0.53,
  brier: 0.2487,
  skill: 0.01,
  move: { meanPct: 0.021, lowPct: -0.009, highPct: 0.051 },
  reliability: [{ from: 0.5, to: 0.6, count: resolved, rightShare: 0.53 }],
  ...different,
});

const view = (voices: View['consensus']['voices'], records: readonly Judged[], upProbability = 0.5): View => ({
  market: 'BTC/USDT',
  consensus: { direction: upProbability > 0.5 ? 'up' : upProbability < 0.5 ? 'down' : 'flat', upProbability, voices },
  records,
});

const plain = (shown: View): string => toPlainText({ title: 'x', blocks: analystBlocks(shown, 80) });

describe('what the analysts hold', () => {
  it('is said with weights and records, within the width of a phone', () => {
    const said = plain(
      view(
        [voice('structure', 'up', 0.58, 0.71), voice('volatility', 'down', 0.55, 0.2), voice('trend', 'flat', 0.5, 0)],
        [record('structure', 9_412), record('volatility', 212, { move: { meanPct: -1.23, lowPct: -3.4, highPct: 0.94 } })],
      ),
    );
    expect(said).toContain(
      'analyst     says       weight\nstructure   up 58 %      71 %\nvolatility  down 55 %    20 %\ntrend       flat          0 %',
    );
    expect(said).toContain(
      'analyst       n right Brier      move %\nstructure  9412  53 % 0.249 +0.02 ±0.03\nvolatility  212  53 % 0.249 -1.23 ±2.17',
    );
    for (const row of said.split('\n').filter((line) => /^(?:analyst|structure|volatility|trend) /.test(line)))
      expect(row.length, row).toBeLessThanOrEqual(PHONE_COLUMNS);
    expect(said).toContain('Said with 50–60 %: 53 % of 9624 came true.');
  });

  it('judges nobody before there is a record', () => {
    const said = plain(view([voice('trend', 'up', 0.55, 0.33)], [record('momentum', 0), record('trend', 19)]));
    expect(said).toContain('Too few to judge: momentum 0, trend 19. It takes 20 that came true or not.');
    expect(said).not.toContain('Brier');
    expect(plain(view([], []))).toBe('x');
  });

  it('leaves out an interval that nobody knows', () => {
    const move = { meanPct: 0.5, lowPct: Number.NEGATIVE_INFINITY, highPct: Number.POSITIVE_INFINITY };
    expect(plain(view([], [record('trend', 25, { move })]))).toMatch(/trend +25 +53 % +0\.249 +\+0\.5$/m);
  });

  it('is one word and its probability where they hold it together', () => {
    expect(togetherText(view([voice('trend', 'up', 0.6, 0.5)], [], 0.56))).toBe('up, 56 %');
    expect(togetherText(view([voice('trend', 'down', 0.6, 0.5)], [], 0.44))).toBe('down, 56 %');
    expect(togetherText(view([voice('trend', 'flat', 0.5, 0.5)], []))).toBe('flat');
    expect(togetherText(view([], []))).toBe('nothing said yet');
  });
});

describe('the state of a market in words', () => {
  const rest = { session: 'asia', weekday: 'Mon', hour: 3 } as const;
  it('leaves out what is not known', () => {
    expect(stateText({ ...rest, trend: 'up', volatility: 'high' })).toBe('trend up, volatility high');
    expect(stateText({ ...rest, trend: 'flat', volatility: undefined })).toBe('trend flat');
    expect(stateText({ ...rest, trend: undefined, volatility: undefined })).toBe('too few candles to say');
  });
});
