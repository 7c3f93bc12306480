import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { SimulatedStage } from './simulatedStage.ts';
import type { Stage } from './stage.ts';
import { type Part, parseTranscript, printTranscript, type Step } from './transcript.ts';
import { WorldStage } from './worldStage.ts';

const FOLDER = fileURLToPath(new URL('./transcripts/', import.meta.url));
const README = fileURLToPath(new URL('../README.md', import.meta.url));
/** With UPDATE_TRANSCRIPTS=1 the files are rewritten with what came, so that a change of wording is reviewed in the diff. */
const REWRITES = process.env.UPDATE_TRANSCRIPTS === '1';

const open = async (sentence: string): Promise<Stage | undefined> =>
  (await WorldStage.open(sentence)) ?? (await SimulatedStage.open(sentence));

/** Hashes change with every wording of an event; what a reader needs to see is that there is one. */
const readable = (text: string): string => text.replace(/\b[0-9a-f]{16}\b/g, '0123456789abcdef');

/** Plays the steps; returns what came after each. `check` sees each as it comes, so that the first difference stops the play. */
async function play(steps: readonly Step[], check: (step: Step, came: string) => void): Promise<string[]> {
  let stage: Stage | undefined;
  const answers: string[] = [];
  try {
    for (const step of steps) {
      const opened = step.kind === 'happens' ? await open(step.line) : undefined;
      if (opened !== undefined) {
        await stage?.end();
        stage = opened;
      }
      if (stage === undefined) throw new Error(`line ${step.at}: begin with "~ a new Heron" or "~ npm start"`);
      const isOpening = opened instanceof WorldStage;
      const came = isOpening ? [] : await (step.kind === 'says' ? stage.says(step.line) : stage.happens(step.line));
      answers.push(readable(came.join('\n\n')));
      check(step, answers.at(-1) ?? '');
    }
    const last = stage;
    stage = undefined;
    await last?.end();
    return answers;
  } finally {
    await stage?.end().catch(() => undefined);
  }
}

const stepsOf = (parts: readonly Part[]): Step[] => parts.flatMap((part) => ('steps' in part ? part.steps : []));

describe('conversations', () => {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.md'));

  it('are many', () => expect(files.length).toBeGreaterThanOrEqual(14));

  for (const file of files) {
    it(`go as ${file} tells`, async () => {
      const markdown = readFileSync(FOLDER + file, 'utf8');
      const parts = parseTranscript(markdown);
      const answers = await play(stepsOf(parts), (step, came) => {
        if (!REWRITES) expect(came, `${file}, line ${step.at}: ${step.line}`).toBe(step.expected);
      });
      const printed = printTranscript(parts, answers);
      if (REWRITES) writeFileSync(FOLDER + file, printed);
      else expect(markdown).toBe(printed);
    });
  }
});

describe('README.md', () => {
  it('shows the conversation of first-minutes.md, word for word', () => {
    const [, conversation = ''] = /^(```\n[\s\S]+?\n```)$/m.exec(readFileSync(`${FOLDER}first-minutes.md`, 'utf8')) ?? [];
    const readme = readFileSync(README, 'utf8');
    const between = /(<!-- transcript: first-minutes -->\n)[\s\S]*?(<!-- \/transcript -->)/;
    expect(readme).toMatch(between);
    const wanted = readme.replace(between, (_, begin: string, end: string) => `${begin}${conversation}\n${end}`);
    if (REWRITES) writeFileSync(README, wanted);
    else expect(readme).toBe(wanted);
  });
});
