import type { PromptFile } from '#src/config/prompt.ts';
import type { Ledger } from '#src/ledger/ledger.ts';

/** At a start: writes down each prompt that is new or was changed, with the text before. What is the same is not written again. */
export function recordPrompts(ledger: Ledger, prompts: Iterable<Pick<PromptFile, 'name' | 'sha256' | 'text'>>): void {
  ledger.transact((tx) => {
    for (const { name, sha256, text } of prompts) {
      const known = tx.memory.prompts.get(name);
      if (known?.sha256 === sha256) continue;
      tx.append({ kind: 'prompt.changed', subject: name, actor: 'heron', data: { before: known?.text ?? null, sha256, text } });
    }
  });
}
