import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder in memory, where there is such a thing, for files that are read once. */
export interface Scratch {
  readonly folder: string;
  /** Writes a file that its owner alone can read, and says where it is. */
  written(name: string, content: string | Uint8Array): string;
  close(): void;
}

export function scratch(what: string): Scratch {
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), `heron-fuzz-${what}-`));
  return {
    folder,
    written(name, content) {
      const path = join(folder, name);
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      writeFileSync(path, content, { mode: 0o600 });
      return path;
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}
