/** The JSON of an answer, or a sentence that says what is wrong with it. */
export type Extracted = { readonly ok: true; readonly json: unknown } | { readonly ok: false; readonly fault: string };

/**
 * The one JSON object in a text, also with prose or a code fence around it. Objects inside of it are parts of it; a second one beside it makes the answer
 * ambiguous, and neither is taken.
 */
export function outermostObject(text: string): Extracted {
  const from = text.indexOf('{');
  if (from < 0) return { ok: false, fault: 'There is no JSON object in the answer.' };
  const to = endOf(text, from);
  if (to === undefined) return { ok: false, fault: 'The JSON object does not end.' };
  if (text.indexOf('{', to) >= 0) return { ok: false, fault: 'There is more than one JSON object in the answer.' };
  try {
    return { ok: true, json: JSON.parse(text.slice(from, to)) };
  } catch {
    return { ok: false, fault: 'The answer is not JSON.' };
  }
}

/** Index after the brace that closes the one at `from`; braces within strings do not count. */
function endOf(text: string, from: number): number | undefined {
  let depth = 0;
  let quoted = false;
  for (let index = from; index < text.length; index++) {
    const character = text[index];
    if (quoted) {
      if (character === '\\') index++;
      else if (character === '"') quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === '{') depth++;
    else if (character === '}' && --depth === 0) return index + 1;
  }
  return undefined;
}
