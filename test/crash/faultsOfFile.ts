import Database from 'better-sqlite3';

/** What SQLite itself has to say about a file: integrity_check and foreign_key_check, a sentence for each that is not good. */
export function faultsOfFile(path: string): string[] {
  const db = new Database(path, { readonly: true });
  try {
    const said = db.pragma('integrity_check', { simple: true });
    const strangers = db.pragma('foreign_key_check') as unknown[];
    return [
      ...(said === 'ok' ? [] : [`integrity_check says: ${String(said)}`]),
      ...(strangers.length === 0 ? [] : [`foreign_key_check finds ${strangers.length} rows`]),
    ];
  } finally {
    db.close();
  }
}
