import { statfsSync } from 'node:fs';
import { cpus } from 'node:os';
import Database from 'better-sqlite3';

/** Numbers of `statfs(2)` for the file systems that are met most. */
const FILE_SYSTEMS: Record<number, string> = {
  61267: 'ext4',
  1481003842: 'xfs',
  2435016766: 'btrfs',
  2035054128: 'overlay',
  16914836: 'tmpfs (memory, not a disk: commits are too cheap)',
};

/** The machine on which figures are true. */
export interface Environment {
  readonly node: string;
  readonly platform: string;
  readonly cpuCount: number;
  readonly cpu: string;
  readonly sqlite: string;
  readonly fileSystem: string;
}

/** `scratchDir` is where the ledgers are written. */
export function environment(scratchDir: string): Environment {
  const db = new Database(':memory:');
  const { version } = db.prepare('select sqlite_version() as version').get() as { version: string };
  db.close();
  const type = statfsSync(scratchDir).type;
  return {
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    cpuCount: cpus().length,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    sqlite: version,
    fileSystem: FILE_SYSTEMS[type] ?? `file system 0x${type.toString(16)}`,
  };
}
