import { type Change, describeChange } from '#src/domain/adaptation.ts';
import { type AdaptationRow, adaptationById, isInForce } from '#src/ledger/adaptations.ts';
import { tradeFacts } from '#src/ledger/learningFacts.ts';
import { type Kind, planOf } from './plan.ts';
import { PlannedWorld } from './plannedWorld.ts';

export interface Learnt {
  /** Trades that had closed when the planted thing was first acted upon; undefined when it never was. */
  readonly foundAfter: number | undefined;
  /** Changes that are in force at the end and point the wrong way. */
  readonly wrong: readonly string[];
  /** Result per idea in R, each weighed by its size: what was not traded brings nothing. */
  readonly perIdeaR: number;
  readonly trades: number;
  /** How the change that was planted by hand ended. */
  readonly planted: string | undefined;
  /** How it had been measured by then. */
  readonly plantedGrade: string | undefined;
  readonly ms: number;
}

export interface SimulateOptions {
  readonly kind: Kind;
  readonly seed: number;
  readonly ideas: number;
  readonly learns: boolean;
  readonly nowMs: () => number;
}

/** What acting upon the planted thing looks like; anything else is wrong. */
const RIGHT: Readonly<Record<Kind, readonly string[]>> = {
  'no edge': [],
  'bad hour': ['when it is 14:00–14:59 UTC: do not trade', 'when it is 14:00–14:59 UTC: trade half the size'],
  'bad market': ['bench SOL/USDT'],
  'good pattern': ['boost the pattern order block retest'],
  'harmful change': ['favor ETH/USDT'],
};

/** Trades through a whole world with the real app; without learning, nothing is applied. */
export async function simulate({ kind, seed, ideas, learns, nowMs }: SimulateOptions): Promise<Learnt> {
  const startedMs = nowMs();
  const plan = planOf(kind, seed, ideas);
  const quiet = learns ? [] : ['reflection.everyTrades=1000000'];
  const options = { sets: [`reflection.autoApply=${learns}`, ...quiet], id: `${kind} ${seed}`, withShadows: learns };
  await using world = await PlannedWorld.open(plan, options);
  const { ledger, app } = world;
  const isRight = (row: Pick<AdaptationRow, 'change'> | undefined): boolean =>
    row !== undefined && RIGHT[kind].includes(describeChange(JSON.parse(row.change) as Change));
  let trades = 0;
  let foundAfter: number | undefined;
  ledger.listen((event) => {
    if (event.kind === 'trade.closed') trades++;
    if (event.kind === 'adaptation.applied' && isRight(ledger.memory.adaptations.get(event.subject))) foundAfter ??= trades;
  });
  const planted = kind === 'harmful change' && learns ? await plant(world) : undefined;
  await world.playAll();
  const facts = tradeFacts(ledger, 'main').map(({ r, scene }) => ({
    r,
    factor: (JSON.parse(scene ?? '{}') as { factor?: number }).factor ?? 1,
  }));
  return {
    foundAfter,
    wrong: [...app.ledger.memory.adaptations.values()].filter((row) => isInForce(row) && !isRight(row)).map(({ target }) => target),
    perIdeaR: facts.reduce((sum, { r, factor }) => sum + r * factor, 0) / plan.slots.length,
    trades,
    planted: planted && adaptationById(ledger, planted)?.status,
    plantedGrade: planted && adaptationById(ledger, planted)?.grade,
    ms: nowMs() - startedMs,
  };
}

/** Somebody benches the market that earns most. */
async function plant({ app }: PlannedWorld): Promise<string | undefined> {
  const change: Change = { kind: 'market', market: 'ETH/USDT', action: 'bench' };
  const suggestion = { deskId: 'main', change, reason: 'planted by hand', insightId: null, proposedBy: 'user:test' };
  return (await app.adaptations.propose(suggestion)).id;
}
