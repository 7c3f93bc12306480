import type { Core } from './core.ts';
import type { LedgerEvent } from './event.ts';

/** A prompt in force. */
export interface PromptRow {
  readonly name: string;
  readonly sha256: string;
  readonly text: string;
}

export function projectPrompt(core: Core, { seq, subject, data }: LedgerEvent<'prompt.changed'>): void {
  const { sha256, text } = data;
  core.run('insert or replace into prompt (name, sha256, text, seq) values (?, ?, ?, ?)', subject, sha256, text, seq);
  core.memory.prompts.set(subject, { name: subject, sha256, text });
}

export const loadPrompts = (core: Core): PromptRow[] => core.all<PromptRow>('select name, sha256, text from prompt order by name');
