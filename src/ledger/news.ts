import type { Core, Reader } from './core.ts';
import type { LedgerEvent } from './event.ts';

/** What a text from outside became: the fields of a narrow schema. The text itself is not kept, only its hash. */
export interface NewsRow {
  readonly id: string;
  readonly at: string;
  /** Where it came from, cleaned, at most 40 characters. */
  readonly source: string;
  /** A market of the desk, or `all`. */
  readonly market: string;
  readonly topic: string;
  /** −1 to 1. */
  readonly sentiment: number;
  /** 0 to 1. */
  readonly confidence: number;
  /** After that it counts no more. */
  readonly until: string;
  readonly text_hash: string;
}

const COLUMNS = 'id, at, source, market, topic, sentiment, confidence, until, text_hash';

export function projectNews(core: Core, { seq, data }: LedgerEvent<'news.read'>): void {
  const { id, at, source, market, topic, sentiment, confidence, until, text_hash } = data;
  core.run(
    `insert into news (${COLUMNS}, seq) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    id,
    at,
    source,
    market,
    topic,
    sentiment,
    confidence,
    until,
    text_hash,
    seq,
  );
}

/** News that still count, newest first. */
export const liveNews = (ledger: Reader, now: string, limit: number): NewsRow[] =>
  ledger.all<NewsRow>(`select ${COLUMNS} from news where until > ? order by seq desc limit ?`, now, limit);

export const isNewsKnown = (ledger: Reader, textHash: string): boolean =>
  ledger.get('select 1 from news where text_hash = ?', textHash) !== undefined;
