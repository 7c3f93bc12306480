import { brierOf, FEWEST_TO_JUDGE, meanMoveOf, reliabilityOf, rightShareOf, skillOf } from '#src/domain/calibration.ts';
import type { Clock } from '#src/domain/clock.ts';
import type { Ledger } from '#src/ledger/ledger.ts';
import { lastOpinions, recordOf } from '#src/ledger/opinions.ts';
import { coordinate } from './coordinator.ts';
import type { AnalystRecord, AnalystVerbs } from './verbs.ts';

export interface ViewDeps {
  readonly ledger: Pick<Ledger, 'memory' | 'get' | 'all'>;
  readonly clock: Clock;
  /** Who counts. */
  readonly on: readonly string[];
  /** Probability that the interval of the mean move covers it, percent. */
  readonly intervalPct: number;
  /** Hours until an opinion is measured: each hour brings another, so that so many overlap. */
  readonly horizonHours: number;
}

/** The analysts as the ledger knows them: their newest opinions and their measured record. */
export function analystVerbs({ ledger, clock, on, intervalPct, horizonHours }: ViewDeps): AnalystVerbs {
  return {
    view(market) {
      const { analysts } = ledger.memory;
      const held = lastOpinions(ledger, market).filter(({ analyst }) => on.includes(analyst));
      const consensus = coordinate(held, analysts, clock.now());
      const records = [...analysts.values()]
        .map((row): AnalystRecord => {
          const record = recordOf(row);
          return {
            analyst: row.name,
            given: row.given,
            resolved: row.resolved,
            isJudged: row.resolved >= FEWEST_TO_JUDGE,
            rightShare: rightShareOf(record),
            brier: brierOf(record),
            skill: skillOf(record),
            move: meanMoveOf(record, intervalPct, horizonHours),
            reliability: reliabilityOf(record),
          };
        })
        .sort((a, b) => (a.analyst < b.analyst ? -1 : 1));
      return { market, consensus, records };
    },
  };
}
