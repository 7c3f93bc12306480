import type { App } from '#src/app.ts';
import { FEWEST_TO_JUDGE } from '#src/domain/calibration.ts';
import type { MarketState } from '#src/domain/marketState.ts';
import { percent } from './money.ts';
import { type Block, table, text } from './reply.ts';

type View = ReturnType<App['analysts']['view']>;
type Judged = View['records'][number];

/** `trend up, volatility high`; what is not known yet is left out. */
export function stateText({ trend, volatility }: MarketState): string {
  const known = [trend === undefined ? '' : `trend ${trend}`, volatility === undefined ? '' : `volatility ${volatility}`];
  const said = known.filter((one) => one !== '').join(', ');
  return said === '' ? 'too few candles to say' : said;
}

/** `up, 56 %`: what they hold together. */
export function togetherText({ consensus: { direction, upProbability, voices } }: View): string {
  if (voices.length === 0) return 'nothing said yet';
  return saidText(direction, direction === 'down' ? 1 - upProbability : upProbability, ', ');
}

/** Who says what, with which weight, and how good each has been; nothing while nobody has said anything. */
export function analystBlocks({ consensus: { voices }, records }: View, intervalPct: number): Block[] {
  const judged = records.filter(({ isJudged }) => isJudged);
  const others = records.filter(({ isJudged }) => !isJudged);
  return [
    ...(voices.length === 0
      ? []
      : [
          table(
            ['analyst', 'says', '>weight'],
            voices.map(({ analyst, direction, strength, weight }) => [analyst, saidText(direction, strength, ' '), wholePct(weight)]),
          ),
          text('weight: by how good each has been; what is missing to 100 % says that nobody knows.'),
        ]),
    ...(judged.length === 0
      ? []
      : [
          table(['analyst', '>n', '>right', '>Brier', '>move %'], judged.map(recordRow)),
          text(
            `move: mean in the direction said, before costs, with its ${intervalPct} % interval. Brier: 0.25 is a coin, less is better.`,
          ),
          text(toldText(judged)),
        ]),
    ...(others.length === 0
      ? []
      : [
          text(
            `Too few to judge: ${others.map(({ analyst, resolved }) => `${analyst} ${resolved}`).join(', ')}. It takes ${FEWEST_TO_JUDGE} that came true or not.`,
          ),
        ]),
  ];
}

const saidText = (direction: string, strength: number, between: string): string =>
  direction === 'flat' ? direction : `${direction}${between}${wholePct(strength)}`;

const wholePct = (share: number): string => `${Math.round(share * 100)} %`;

function recordRow({ analyst, resolved, rightShare = 0, brier = 0, move }: Judged): string[] {
  const bare = (pct: number, signed?: 'signed'): string => percent(pct, signed).replace(' %', '');
  const reach = move === undefined || !Number.isFinite(move.highPct) ? '' : ` ±${bare(move.highPct - move.meanPct)}`;
  return [analyst, String(resolved), wholePct(rightShare), brier.toFixed(3), `${bare(move?.meanPct ?? 0, 'signed')}${reach}`];
}

/** `Said with 50–60 %: 53 % of 212 came true.`: probabilities against what came, over everybody who is judged. */
function toldText(judged: readonly Judged[]): string {
  const all = new Map<number, { to: number; count: number; right: number }>();
  for (const { from, to, count, rightShare } of judged.flatMap(({ reliability }) => reliability)) {
    const sum = all.get(from) ?? { to, count: 0, right: 0 };
    all.set(from, { to, count: sum.count + count, right: sum.right + rightShare * count });
  }
  return [...all]
    .sort(([a], [b]) => a - b)
    .map(
      ([from, { to, count, right }]) =>
        `Said with ${Math.round(from * 100)}–${Math.round(to * 100)} %: ${wholePct(right / count)} of ${count} came true.`,
    )
    .join('\n');
}
