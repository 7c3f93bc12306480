import { appendPrivate, readPrivate } from './privateFile.ts';

/** One line of the log: who did what with which key, and when. Never a secret. */
export interface Usage {
  readonly at: string;
  readonly who: string;
  readonly what: 'created' | 'added' | 'rotated' | 'tested' | 'used' | 'waived' | 'removed' | 'rewrapped';
  /** Name of the key; empty for the vault itself. */
  readonly name: string;
  readonly version: number;
  /** What came of it, or what it was for. */
  readonly note: string;
}

const logOf = (vaultPath: string): string => `${vaultPath}.log`;

/** Adds a line. Throws CannotStart when it cannot be written: a key that is used without a trace is not used. */
export const logUsage = (vaultPath: string, usage: Usage): void => appendPrivate(logOf(vaultPath), JSON.stringify(usage));

/** Every line, oldest first; a line that a crash cut off is left out. */
export function usagesOf(vaultPath: string): readonly Usage[] {
  const lines = (readPrivate(logOf(vaultPath)) ?? '').split('\n');
  return lines.flatMap((line) => {
    try {
      return [JSON.parse(line) as Usage];
    } catch {
      return [];
    }
  });
}
