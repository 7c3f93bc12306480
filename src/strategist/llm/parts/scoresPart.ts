import { expectancyOf } from '#src/domain/score.ts';
import { type Dimension, gradeNow, type ScoreRow } from '#src/ledger/scores.ts';
import { short, signed } from '#src/strategist/llm/figures.ts';
import { ofMarkets, type PartMaker } from '#src/strategist/llm/part.ts';
import { PATTERN_REGIMES } from '#src/strategist/llm/wire.ts';

/** How the desk has done in each market and with each pattern, in R after all costs, with the grade that sizes follow. */
export const scoresPart: PartMaker = (asked, { ledger, deskId, clock }) => {
  const { scores, learning } = ledger.memory;
  const mean = scores.get(`${deskId}|desk|all`)?.stats.meanR ?? 0;
  const say = (dimension: Dimension, key: string): string | undefined => {
    const row: ScoreRow | undefined = scores.get(`${deskId}|${dimension}|${key}`);
    if (row === undefined || learning === undefined) return undefined;
    const { meanR } = expectancyOf(row.stats, mean, learning);
    return `${row.stats.trades} trades, won ${short((row.stats.wins / row.stats.trades) * 100, 0)} %, ${signed(meanR)} R, ${gradeNow(row, clock.now())}`;
  };
  const patterns = Object.keys(PATTERN_REGIMES).flatMap((pattern) => {
    const said = say('pattern', pattern);
    return said === undefined ? [] : [`${pattern} ${said}`];
  });
  const markets = ofMarkets(asked, ({ context }) => {
    const said = say('market', context.market.symbol);
    return said && `record ${said}`;
  });
  return { ...markets, desk: patterns.length === 0 ? undefined : `patterns so far: ${patterns.join('; ')}` };
};
