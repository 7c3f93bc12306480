import { type Reply, text } from './reply.ts';

/** What verbs of the sniper answer: done, or why not, in a sentence. */
interface Acted {
  readonly ok: boolean;
  readonly text: string;
}

/** One answer for one or several things that were asked for at once. */
export function allOf(results: readonly Acted[]): Reply {
  const [first] = results;
  const failed = results.filter(({ ok }) => !ok).length;
  const tone = failed === 0 ? 'good' : failed === results.length ? 'bad' : 'warn';
  const failure = tone === 'bad' ? { failed: true as const } : {};
  if (first !== undefined && results.length === 1) return { title: first.text, tone, ...failure, blocks: [] };
  const done = results.length - failed;
  return { title: `${done} of ${results.length} done`, tone, ...failure, blocks: [text(results.map((one) => `· ${one.text}`).join('\n'))] };
}
