import { Faults, type Invariant } from '#src/audit/invariant.ts';
import { add, type Decimal, decimal, isEqual, sum, toText, ZERO } from '#src/domain/decimal.ts';
import { PERFORMANCE_BY, type PnlPart, performanceBy, pnlBetween, postedPnl } from '#src/ledger/pnl.ts';
import { runningPerformance } from '#src/ledger/runningPnl.ts';
import { loadScores } from '#src/ledger/scores.ts';

/** RT-004, RT-005, PROFIT-1…4. */
export const surfacesAgree: Invariant = {
  id: 'SURFACES',
  says: 'Everything that shows realized PnL shows the same, to the last digit.',
  readsEvents: false,
  start: ({ ledger, surfaces = [] }) => ({
    finish() {
      const faults = new Faults();
      const { pnl, trades } = pnlBetween(ledger, undefined, undefined);
      const same = (name: string, found: Decimal): void => {
        faults.look();
        if (!isEqual(found, pnl)) faults.add(`PnL shown by ${name}`, toText(pnl), toText(found));
      };
      for (const by of PERFORMANCE_BY) {
        const parts = performanceBy(ledger, by);
        same(`performance by ${by}`, sum(parts.map((part) => part.pnl)));
        const counted = parts.reduce((total, part) => total + part.trades, 0);
        if (counted !== trades) faults.add(`trades shown by performance by ${by}`, String(trades), String(counted));
        compareParts(faults, by, parts, runningPerformance(ledger, by));
      }
      same('the books', sum(postedPnl(ledger).values()));
      const scores = new Map<string, Decimal>();
      for (const { dimension, pnl: part } of loadScores(ledger)) scores.set(dimension, add(scores.get(dimension) ?? ZERO, part));
      for (const [dimension, total] of scores) same(`scores by ${dimension}`, total);
      for (const surface of surfaces) same(surface.name, decimal(surface.pnl()));
      return faults;
    },
  }),
};

/** What is held of a dimension against what its rows add up to, part by part. */
function compareParts(faults: Faults, by: string, should: readonly PnlPart[], held: readonly PnlPart[]): void {
  const is = new Map(held.map((part) => [part.key, shown(part)]));
  for (const part of should) {
    faults.look();
    const found = is.get(part.key) ?? 'none';
    is.delete(part.key);
    if (found !== shown(part)) faults.add(`running total by ${by} of ${part.key}`, shown(part), found);
  }
  for (const [key, found] of is) faults.add(`running total by ${by} of ${key}`, 'none', found);
}

const shown = ({ trades, wins, pnl, fees, funding }: PnlPart): string =>
  `${trades} trades, ${wins} won, PnL ${toText(pnl)}, fees ${toText(fees)}, funding ${toText(funding)}`;
