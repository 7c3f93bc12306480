import type { Evidence } from './evidence.ts';
import { figuresOf } from './figures.ts';
import type { Statement } from './verbs.ts';

/** A statement is a sentence or two. */
const LONGEST = 400;
const MOST_IDS = 8;

/** `The trade lost 1.2 R. [t12 c3]` */
const LINE = /^(?:[-*•·]\s+)?(.*?)\s*\[([^[\]]*)\][\s.]*$/s;
/** No row of the ledger holds an address: it could only carry something away. */
const ADDRESS = /:\/\/|www\./i;

/** What a line of the answer is worth: a statement that rests on what was queried, nothing at all, or `dropped`. */
export function checked(line: string, evidence: Evidence): Statement | 'nothing' | 'dropped' {
  const said = line.trim();
  if (said === '' || said === 'NONE') return 'nothing';
  const [, text = '', cited = ''] = LINE.exec(said) ?? [];
  const ids = [...new Set(cited.toLowerCase().split(/[\s,;]+/))].filter((id) => evidence.has(id)).slice(0, MOST_IDS);
  const isBorneOut = text !== '' && text.length <= LONGEST && ids.length > 0 && !ADDRESS.test(text) && evidence.bearsOut(figuresOf(text));
  return isBorneOut ? { text, ids } : 'dropped';
}
