import type { Claim, Evidence } from './claims.ts';
import type { Dimension } from './facts.ts';

const plain = (key: string): string => key.replaceAll('_', ' ');

/** A group as a person reads it. */
const GROUPS: Readonly<Record<Dimension, (key: string) => string>> = {
  market: (key) => key,
  pattern: (key) => `Pattern ${plain(key)}`,
  regime: (key) => `Regime ${plain(key)}`,
  hour: (key) => `Entries at ${key}:00–${key}:59 UTC`,
  weekday: (key) => `Entries on ${key}`,
  session: (key) => `Entries in the ${key.charAt(0).toUpperCase()}${key.slice(1)} session`,
  trend: (key) => `Entries while the trend is ${key}`,
  volatility: (key) => `Entries while volatility is ${key}`,
  setup: (key) => capital(plain(key).replace(/ in (up|down|flat)$/, ' while the trend is $1')),
};

/** What a claim is about: `Entries at 14:00–14:59 UTC`. */
export const groupOf = (claim: Claim): string =>
  claim.kind === 'exit_share' ? `Trades that end by ${plain(claim.exit)}` : GROUPS[claim.dimension](claim.key);

/** The sentence of a claim, from its figures alone; at most 200 characters. */
export function sentenceOfClaim(claim: Claim, { n, meanR, restN, restMeanR }: Evidence): string {
  if (claim.kind === 'exit_share') return `${n} of ${n + restN} trades ended by ${plain(claim.exit)}, with ${inR(meanR)} each on average.`;
  return `${groupOf(claim)}: ${n} trades brought ${inR(meanR)} each on average, the other ${restN} ${inR(restMeanR)}.`;
}

/** `-0.61 R`, `+0.08 R` */
export const inR = (r: number): string => `${r > 0 ? '+' : ''}${Number(r.toFixed(2))} R`;

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/**
 * Whether every number in a text is a figure of the claim: its counts, its means, or a number of its group's name. Signs may be said in words
 * (`lost 0.61 R`); a number may be rounded as far as it is written.
 */
export function numbersAgree(text: string, claim: Claim, evidence: Evidence): boolean {
  const { n, meanR, lowR, highR, restN, restMeanR } = evidence;
  const figures = [n, restN, n + restN, meanR, restMeanR, lowR, highR, meanR - restMeanR].map(Math.abs);
  const name = claim.kind === 'exit_share' ? '' : `${claim.key} ${groupOf(claim)}`;
  const named = new Set(name.match(/\d+(?:\.\d+)?/g) ?? []);
  return (text.replace(/(\d),(?=\d{3})/g, '$1').match(/\d+(?:\.\d+)?/g) ?? []).every((said) => {
    if (named.has(said)) return true;
    const places = said.split('.')[1]?.length ?? 0;
    return figures.some(
      (figure) => Math.abs(figure - Number(said)) <= 0.5 * 10 ** -places + 1e-9 && (places > 0 || Number.isInteger(figure)),
    );
  });
}
