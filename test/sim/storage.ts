/** What SQLite says when somebody else writes, when the disk is full, or when it fails. */
const FAULTS = [
  ['SQLITE_BUSY', 'database is locked'],
  ['SQLITE_FULL', 'database or disk is full'],
  ['SQLITE_IOERR', 'disk I/O error'],
] as const;

class StorageFault extends Error {
  readonly code: string;
  readonly isSimulated = true;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'SqliteError';
    this.code = code;
  }
}

export function storageFault(draw: number): Error {
  const [code, message] = FAULTS[Math.floor(draw * FAULTS.length)] ?? FAULTS[0];
  return new StorageFault(code, message);
}
