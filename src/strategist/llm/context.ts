import type { StrategistDeps } from '#src/strategist/port.ts';
import type { Asked, Part, PartMaker } from './part.ts';
import { analystsPart } from './parts/analystsPart.ts';
import { candlesPart } from './parts/candlesPart.ts';
import { changesPart } from './parts/changesPart.ts';
import { insightsPart } from './parts/insightsPart.ts';
import { limitsPart } from './parts/limitsPart.ts';
import { livePart } from './parts/livePart.ts';
import { newsPart } from './parts/newsPart.ts';
import { pricePart } from './parts/pricePart.ts';
import { refusalsPart } from './parts/refusalsPart.ts';
import { scoresPart } from './parts/scoresPart.ts';
import { structuresPart } from './parts/structuresPart.ts';
import { tokensOf } from './tokens.ts';

/** What the context is made of, the most important first: when it is too long, parts go from the end, whole. The first two always stay. */
const PARTS = {
  limits: limitsPart,
  price: pricePart,
  live: livePart,
  structures: structuresPart,
  candles: candlesPart(0),
  refusals: refusalsPart,
  changes: changesPart,
  scores: scoresPart,
  analysts: analystsPart,
  'longer candles': candlesPart(1),
  insights: insightsPart,
  news: newsPart,
} as const satisfies Record<string, PartMaker>;

type PartName = keyof typeof PARTS;
const NAMES = Object.keys(PARTS) as PartName[];
const ALWAYS = 2;

export interface Context {
  readonly text: string;
  /** Parts that did not fit, the most important first. */
  readonly leftOut: readonly PartName[];
  /** Tokens of each part that is there, headings not counted. */
  readonly tokens: readonly (readonly [part: string, tokens: number])[];
}

/** What a model is told about the markets that it is asked about: at most `maxTokens` (estimated), dated, nothing newer than now. Free text of nobody is in it. */
export function contextOf(asked: readonly Asked[], deps: StrategistDeps, maxTokens: number): Context {
  const made = NAMES.map((name) => [name, PARTS[name](asked, deps)] as const);
  for (let kept = NAMES.length; ; kept--) {
    const leftOut = made.slice(kept).flatMap(([name, part]) => (textsOf(part).length > 0 ? [name] : []));
    const text = written(asked, made.slice(0, kept), leftOut);
    if (kept > ALWAYS && tokensOf(text) > maxTokens) continue;
    const tokens = made
      .slice(0, kept)
      .map(([name, part]) => [name, textsOf(part).reduce((sum, one) => sum + tokensOf(`${one}\n`), 0)] as const);
    return { text, leftOut, tokens };
  }
}

const textsOf = ({ desk, markets }: Part): string[] => [...(desk === undefined ? [] : [desk]), ...(markets?.values() ?? [])];

function written(asked: readonly Asked[], parts: readonly (readonly [PartName, Part])[], leftOut: readonly PartName[]): string {
  const lines = parts.flatMap(([, { desk }]) => desk ?? []);
  if (leftOut.length > 0) lines.push(`left out, too long: ${leftOut.join(', ')}`);
  for (const { context } of asked) {
    const { symbol } = context.market;
    lines.push('', `## ${symbol}`, ...parts.flatMap(([, { markets }]) => markets?.get(symbol) ?? []));
  }
  return lines.join('\n');
}
