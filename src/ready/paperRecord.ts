import { parseInstant } from '#src/domain/clock.ts';
import { recentEvents } from '#src/ledger/events.ts';
import { isSimulated } from '#src/ledger/ownTime.ts';
import { closedAfter, startsOf } from '#src/ledger/readiness.ts';
import { DAY_MS, type ReadyCheck } from './check.ts';

const LEAST_DAYS = 7;
const LEAST_TRADES = 50;

/** Days and trades on paper at a real market, with Herons of this line of versions. */
export const paperRecord: ReadyCheck = {
  name: 'paper record',
  look({ paper, version, clock }) {
    const hint = `Let this version trade on paper at the real market for ${LEAST_DAYS} days and ${LEAST_TRADES} closed trades; name its ledger with --paper.`;
    if (paper === undefined) return { ok: false, figure: 'no paper ledger', hint };
    if (isSimulated(paper)) return { ok: false, figure: `${paper.path} is of a simulated market`, hint };
    const line = lineOf(version);
    const first = startsOf(paper).find((one) => lineOf(one.version) === line);
    if (first === undefined) return { ok: false, figure: `no start of ${line} in ${paper.path}`, hint };
    const newest = recentEvents(paper, 1)[0]?.at ?? first.at;
    const days = (Math.min(parseInstant(newest), clock.now()) - parseInstant(first.at)) / DAY_MS;
    const trades = closedAfter(paper, first.seq);
    return {
      ok: days >= LEAST_DAYS && trades >= LEAST_TRADES,
      figure: `${days.toFixed(1)} days and ${trades} closed trades with ${line}`,
      hint,
    };
  },
};

/** `0.5` of `0.5.2`: what is compatible by its number. */
const lineOf = (version: string): string => version.split('.').slice(0, 2).join('.');
