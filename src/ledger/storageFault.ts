/** What keeps a ledger from being written, in words, and what a person can do. */
export interface StorageFault {
  /** Ends the sentence "the ledger cannot be written: …". */
  readonly what: string;
  readonly hint: string;
}

/** By the beginning of what SQLite calls it (https://sqlite.org/rescode.html). */
const FAULTS: readonly (readonly [code: string, fault: StorageFault])[] = [
  ['SQLITE_FULL', { what: 'its disk is full', hint: 'Free space on the disk of the ledger.' }],
  ['SQLITE_READONLY', { what: 'it may only be read', hint: 'Make the file of the ledger, its folder and its disk writable again.' }],
  ['SQLITE_BUSY', { what: 'another program holds its lock', hint: 'End the database tool or the copy that works on the file.' }],
  ['SQLITE_LOCKED', { what: 'another program holds its lock', hint: 'End the database tool or the copy that works on the file.' }],
  ['SQLITE_IOERR', { what: 'its disk does not work', hint: 'Look at the disk, and at what the system says of it.' }],
  ['SQLITE_CANTOPEN', { what: 'its file cannot be opened', hint: 'Look at the file of the ledger and at its folder.' }],
  ['SQLITE_CORRUPT', { what: 'its file is damaged', hint: 'heron verify says what is damaged; heron restore brings a backup back.' }],
  ['SQLITE_NOTADB', { what: 'its file is damaged', hint: 'heron verify says what is damaged; heron restore brings a backup back.' }],
];

/** Undefined for an error that does not come from the disk or the file. */
export function storageFaultOf(error: unknown): StorageFault | undefined {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return FAULTS.find(([begins]) => code.startsWith(begins))?.[1];
}
