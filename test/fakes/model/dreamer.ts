import { seededRng, seedOf } from '#src/domain/rng.ts';
import type { ChatBody } from './body.ts';
import type { Scripted } from './scripted.ts';

/**
 * A strategist that reads no more than the time and each market's price and range out of its question, and draws the rest: the same question has the same
 * answer. Now and then it proposes, sometimes nonsense, and sometimes it answers what is no JSON at all.
 */
export function dreamed({ messages }: Pick<ChatBody, 'messages'>): Scripted {
  const asked = messages.map(({ content }) => (typeof content === 'string' ? content : '')).join('\n');
  // Not from how the form of the answer is asked for, which hangs on what happened before.
  const rng = seededRng(seedOf(/^now \S+/m.exec(asked)?.[0] ?? '', messages.length));
  if (rng.next() < 0.05) return 'I would rather not say.';
  const markets = [...asked.matchAll(/^## (\S+)\nprice ([\d.]+);.*?ATR \w+ ([\d.]+)/gm)].map(([, market, price, atr]) => ({
    market: market as string,
    price: Number(price),
    atr: Number(atr),
  }));
  return {
    json: {
      opinions: markets.map(({ market }) => ({ market, direction: rng.next() < 0.5 ? 'up' : 'down', strength: 0.5 + rng.next() / 2 })),
      conditions: markets.filter(() => rng.next() < 0.4).map((one) => conditionOf(one, rng.next() < 0.1)),
      note: 'It was dreamed.',
    },
  };
}

/** A long just above the price; with the stop on the wrong side when it is nonsense. */
function conditionOf({ market, price, atr }: { market: string; price: number; atr: number }, isNonsense: boolean): object {
  const entry = price + 0.1 * atr;
  const at = (distance: number): number => Number((entry + distance * atr).toFixed(2));
  return {
    market,
    side: 'long',
    entry: { kind: 'crosses_above', price: at(0), timeframe: null },
    stop: at(isNonsense ? 1 : -1.5),
    targets: [
      { price: at(3), sharePct: 60 },
      { price: at(5), sharePct: 40 },
    ],
    riskPct: 1,
    expiryHours: 6,
    pattern: 'gap_fill',
    thesis: 'A dream of a higher price.',
    against: 'It was only a dream.',
    invalidation: null,
  };
}
