import { type Change, describeChange } from '#src/domain/adaptation.ts';
import type { EventKind, LedgerEvent } from '#src/ledger/event.ts';
import { eventsAbout } from '#src/ledger/events.ts';
import type { Plan } from '#test/learning/plan.ts';
import { planThat } from '#test/learning/plan.ts';
import { PlannedWorld } from '#test/learning/plannedWorld.ts';
import type { Scene } from './settingScenes.ts';

/** Gap fills lose, and so does everything in ETH; breakouts in BTC win. Two things to find. */
export const twoPlanted = (each: number): Plan =>
  planThat(
    Array.from({ length: each }, () => [
      { pattern: 'gap_fill', wins: false },
      { market: 'ETH/USDT' as const, wins: false },
      { wins: true },
    ]).flat(),
  );

/** Everything wins and loses in turn. */
export const coin = (count: number): Plan =>
  planThat(Array.from({ length: count }, (_, i) => ({ pattern: i % 4 < 2 ? 'gap_fill' : 'momentum_breakout', wins: i % 2 === 0 })));

/** Events of a desk's learning, oldest first. */
export const told = <K extends EventKind>(world: PlannedWorld, kind: K): LedgerEvent<K>[] =>
  world.ledger
    .all<{ subject: string }>('select distinct subject from event where kind = ?', kind)
    .flatMap(({ subject }) => eventsAbout(world.ledger, subject).filter((event) => event.kind === kind) as unknown as LedgerEvent<K>[])
    .sort((a, b) => a.seq - b.seq);

/** What was learned from a plan: reflections, sentences, changes. */
const learned =
  (plan: () => Plan): Scene =>
  async (sets) => {
    await using world = await PlannedWorld.open(plan(), { sets, withShadows: false });
    await world.playAll();
    return {
      reflections: told(world, 'reflection.finished').map(({ data }) => [data.trades, data.adaptations.length]),
      insights: told(world, 'insight.found').map(({ data }) => data.claim),
      changes: told(world, 'adaptation.proposed').map(({ data }) => describeChange(JSON.parse(data.change) as Change)),
    };
  };

/** Twelve of each, a perfect divide: a clear case, but a small one. */
export const smallDivide = learned(() =>
  planThat(Array.from({ length: 12 }, () => [{ pattern: 'gap_fill', wins: false }, { wins: true }]).flat()),
);
/** Two things to find in one reflection. */
export const twoAtOnce = learned(() => twoPlanted(28));
