/** One line of a transcript and what came after it, as one text. */
export interface Step {
  /** `says`: typed by a person (`> /status`). `happens`: what the world does (`~ 5 minutes pass`). */
  readonly kind: 'says' | 'happens';
  readonly line: string;
  readonly expected: string;
  /** Line of the file, from 1. */
  readonly at: number;
}

/** A transcript: prose as it stands, and between it fenced blocks of steps. */
export type Part = { readonly prose: string } | { readonly steps: readonly Step[] };

const FENCE = '```';
const MARKS = { '> ': 'says', '~ ': 'happens' } as const;

/** Reads a Markdown file in which each fenced block is a piece of conversation. Throws an Error that names the line. */
export function parseTranscript(markdown: string): Part[] {
  const parts: Part[] = [];
  const chunks = markdown.split(/^```.*$/m);
  if (chunks.length % 2 === 0) throw new Error('a fenced block is not closed');
  let at = 1;
  for (const [index, chunk] of chunks.entries()) {
    parts.push(index % 2 === 0 ? { prose: chunk } : { steps: stepsOf(chunk, at) });
    at += chunk.split('\n').length - 1;
  }
  return parts;
}

function stepsOf(block: string, from: number): Step[] {
  const steps: { kind: Step['kind']; line: string; said: string[]; at: number }[] = [];
  for (const [index, line] of block.split('\n').entries()) {
    const kind = MARKS[line.slice(0, 2) as keyof typeof MARKS];
    if (kind !== undefined) steps.push({ kind, line: line.slice(2).trim(), said: [], at: from + index });
    else if (steps.length > 0) steps.at(-1)?.said.push(line.trimEnd());
    else if (line.trim() !== '') throw new Error(`line ${from + index}: a block begins with "> " or "~ "`);
  }
  return steps.map(({ said, ...step }) => ({ ...step, expected: said.join('\n').trim() }));
}

/** Writes a transcript as it is read, with `answers` for its steps, in order. */
export function printTranscript(parts: readonly Part[], answers: readonly string[]): string {
  let next = 0;
  return parts
    .map((part) => {
      if ('prose' in part) return part.prose;
      const steps = part.steps.map(({ kind, line }) => `${kind === 'says' ? '>' : '~'} ${line}\n${answers[next++] ?? ''}`.trimEnd());
      return `${FENCE}\n${steps.join('\n\n')}\n${FENCE}`;
    })
    .join('');
}
