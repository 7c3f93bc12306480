import { Faults, type Invariant } from '#src/audit/invariant.ts';
import { isEqual, toText } from '#src/domain/decimal.ts';
import { canonicalJson } from '#src/domain/hash.ts';
import type { ScoreSettings } from '#src/domain/score.ts';
import type { Core } from '#src/ledger/core.ts';
import { emptyMemory } from '#src/ledger/memory.ts';
import { loadScores, type ScoreRow, scoreTrade } from '#src/ledger/scores.ts';
import { tradesInOrder } from '#src/ledger/trades.ts';

/** RT-010. */
export const scoredTrades: Invariant = {
  id: 'SCORES',
  says: 'Every closed trade is scored in each dimension, and nothing else is.',
  start({ ledger }) {
    const learnt: { seq: number; settings: ScoreSettings }[] = [];
    return {
      event({ kind, seq, data }) {
        if (kind === 'learning.configured') learnt.push({ seq, settings: JSON.parse(data.settings) as ScoreSettings });
      },
      finish() {
        const faults = new Faults();
        const ignore = (): void => undefined;
        const core: Core = {
          get: () => undefined,
          all: () => [],
          run: ignore,
          insert: ignore,
          change: ignore,
          later: ignore,
          memory: emptyMemory(),
        };
        let next = 0;
        for (const { seq, trade } of tradesInOrder(ledger)) {
          faults.look();
          for (let one = learnt[next]; one !== undefined && one.seq < seq; one = learnt[++next]) core.memory.learning = one.settings;
          scoreTrade(core, seq, trade);
        }
        const found = new Map(loadScores(ledger).map((row) => [`${row.desk_id}|${row.dimension}|${row.key}`, row]));
        for (const [id, should] of core.memory.scores) {
          const is = found.get(id);
          found.delete(id);
          if (is === undefined || !isSame(should, is))
            faults.add(`score ${id.replaceAll('|', '/')}`, shown(should), is === undefined ? 'none' : shown(is));
        }
        for (const [id, row] of found) faults.add(`score ${id.replaceAll('|', '/')}`, 'none', shown(row));
        return faults;
      },
    };
  },
};

const shown = ({ stats, pnl, grade }: ScoreRow): string => `${stats.trades} trades, PnL ${toText(pnl)}, mean ${stats.meanR} R, ${grade}`;

const isSame = (a: ScoreRow, b: ScoreRow): boolean =>
  isEqual(a.pnl, b.pnl) &&
  a.grade === b.grade &&
  a.benched_until === b.benched_until &&
  a.seq === b.seq &&
  canonicalJson(a.stats) === canonicalJson(b.stats);
