/** Bits that a guesser should have to get right; scrypt makes each guess dear. */
const LEAST_BITS = 70;
const SHORTEST = 16;
/** Longer ones are counted as one letter: they are the first that anybody tries. */
const COMMON =
  /password|passphrase|passwort|letmein|welcome|qwertz?|asdf|secret|heron|vault|bitcoin|crypto|trading|binance|kraken|admin|changeme|default/gi;

/** Why a new key of a vault is too easy to guess, as a sentence; undefined when it is good enough. */
export function weaknessOf(key: string): string | undefined {
  if (key.length < SHORTEST) return `It has ${key.length} characters; at least ${SHORTEST} are needed.`;
  if (bitsOf(key) < LEAST_BITS)
    return 'It is too easy to guess: it repeats itself, follows the alphabet or the keyboard, or is a common word.';
  return undefined;
}

/** A rough lower estimate: characters that surprise, times the bits of the alphabet that they come from. */
function bitsOf(key: string): number {
  const rest = key.replaceAll(COMMON, (word) => word.slice(0, 1));
  const chars = [...rest];
  const pairs = new Set<string>();
  let fresh = 0;
  for (const [index, char] of chars.entries()) {
    const before = chars[index - 1] ?? '';
    const step = (char.codePointAt(0) ?? 0) - (before.codePointAt(0) ?? 0);
    const isNew = !pairs.has(before + char) && Math.abs(step) > 1;
    pairs.add(before + char);
    if (isNew) fresh++;
  }
  return Math.min(fresh, 2 * new Set(chars).size) * Math.log2(alphabetOf(rest));
}

const ALPHABETS: readonly [RegExp, number][] = [
  [/[a-z]/, 26],
  [/[A-Z]/, 26],
  [/[0-9]/, 10],
  [/[^a-zA-Z0-9]/, 20],
];

const alphabetOf = (text: string): number => ALPHABETS.reduce((sum, [pattern, size]) => sum + (pattern.test(text) ? size : 0), 0) || 1;
