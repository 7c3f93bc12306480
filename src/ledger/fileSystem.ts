import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';

/** What a file system says of itself, as `statfs` gives it. */
export type Statfs = (path: string) => { readonly type: number; readonly bavail: number; readonly bsize: number };

/** File systems on which locks or syncs cannot be trusted, by the type that statfs tells (linux/magic.h). */
const DOUBTFUL = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB2'],
  [0x65735546, 'FUSE'],
  [0x01021997, '9P'],
  [0x6a656a63, 'virtiofs'],
  [0x794c7630, 'overlay'],
]);

/** What a folder lies on. */
export interface FileSystem {
  /** Name of a doubtful kind, on which live money is refused; undefined for a local one. */
  readonly doubtful: string | undefined;
  readonly freeBytes: number;
}

/** `folder` exists. A file that is mounted alone (a container's single-file volume) is seen by looking at the file as well as at its folder. */
export function fileSystemOf(folder: string, file?: string, statfs: Statfs = statfsSync): FileSystem {
  const { type, bavail, bsize } = statfs(folder);
  const doubtful = DOUBTFUL.get(type >>> 0) ?? (file === undefined ? undefined : ofFile(type, statfs(file).type));
  return { doubtful, freeBytes: bavail * bsize };
}

/** The log beside a file that is mounted alone would lie somewhere else than the file. */
const ofFile = (folder: number, file: number): string | undefined =>
  DOUBTFUL.get(file >>> 0) ?? (file === folder ? undefined : 'another than its folder: the file alone is mounted');

export const folderOf = (path: string): string => dirname(path) || '.';
