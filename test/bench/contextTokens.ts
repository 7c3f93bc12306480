import { pathToFileURL } from 'node:url';
import { promptOf } from '#src/config/prompt.ts';
import { questionOf } from '#src/strategist/llm/question.ts';
import { tokensOf } from '#src/strategist/llm/tokens.ts';
import { type Wire, wireSchema } from '#src/strategist/llm/wire.ts';
import { askedOf, depsOf } from '#test/askedModel.ts';
import { live, openLived } from '#test/livedDesk.ts';

/** What issue 4 allows a cycle with five markets. */
const MOST_IN = 6_000;
const MOST_OUT = 800;

export interface TokenCount {
  /** What a question is made of, in tokens. */
  readonly rows: readonly (readonly [part: string, tokens: number])[];
  readonly markets: number;
  readonly tokensIn: number;
  readonly tokensOut: number;
  /** Parts that did not fit; with the shipped settings none. */
  readonly leftOut: readonly string[];
}

/** Counts the question about the shipped markets at a desk that has lived, and an answer that uses all the room that its form has for ideas. */
export async function countTokens(): Promise<TokenCount> {
  await using world = await openLived();
  await live(world);
  const asked = askedOf(world);
  const { question, context, fixed } = questionOf(asked, depsOf(world, promptOf));
  return {
    rows: [['prompt', fixed.prompt], ['form of the answer', fixed.schema], ...context.tokens],
    markets: asked.length,
    tokensIn: tokensOf(question.system) + tokensOf(question.user) + fixed.schema,
    tokensOut: tokensOf(JSON.stringify(fullAnswer(asked.map(({ context: { market, price } }) => ({ market: market.symbol, price }))))),
    leftOut: context.leftOut,
  };
}

/** An opinion for each market, and three conditions with two targets and words as long as the prompt asks for. */
function fullAnswer(markets: readonly { readonly market: string; readonly price: number }[]): Wire {
  const at = (price: number, factor: number): number => Number((price * factor).toPrecision(6));
  return wireSchema.parse({
    opinions: markets.map(({ market }) => ({ market, direction: 'down', strength: 0.58 })),
    conditions: markets.slice(-3).map(({ market, price }) => ({
      market,
      side: 'long',
      entry: { kind: 'closes_above', price: at(price, 1.004), timeframe: '15m' },
      stop: at(price, 0.991),
      targets: [
        { price: at(price, 1.02), sharePct: 50 },
        { price: at(price, 1.035), sharePct: 30 },
      ],
      riskPct: 0.75,
      expiryHours: 8,
      pattern: 'order_block_retest',
      thesis:
        'The 1h block that started the last leg up holds, the 4h structure broke upward, and a close back above it shows that buyers have taken over.',
      against: 'The nearest short gap lies close, and volatility is low, so that costs weigh more.',
      invalidation: { kind: 'closes_below', price: at(price, 0.994), timeframe: '15m' },
    })),
    note: 'Three retests in one direction; the rest of the markets offers nothing worth its costs.',
  });
}

/** The table, and whether everything is within bounds. */
export function report({ rows, markets, tokensIn, tokensOut, leftOut }: TokenCount): { readonly text: string; readonly ok: boolean } {
  const line = (name: string, tokens: number, note = ''): string => `${name.padEnd(22)}${String(tokens).padStart(7)}${note}`;
  const ok = tokensIn <= MOST_IN && tokensOut <= MOST_OUT && leftOut.length === 0;
  const text = [
    `Tokens of one strategist cycle, ${markets} markets (estimated: characters ÷ 3.5, or pieces where these are more)`,
    '',
    ...rows.map(([part, tokens]) => line(part, tokens)),
    line('question in all', tokensIn, `   at most ${MOST_IN}`),
    line('full answer', tokensOut, `   at most ${MOST_OUT}`),
    ...(leftOut.length === 0 ? [] : [`left out: ${leftOut.join(', ')}`]),
    '',
    ok ? 'Within bounds.' : 'TOO LONG.',
  ].join('\n');
  return { text, ok };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { text, ok } = report(await countTokens());
  process.stdout.write(`${text}\n`);
  if (!ok) process.exitCode = 1;
}
