import type { Core } from './core.ts';
import type { LedgerEvent } from './event.ts';

/** Venue + mode; carries the money. */
export interface AccountRow {
  readonly id: string;
  readonly venue: string;
  readonly mode: 'paper' | 'live';
  /** Asset that equity is counted in. */
  readonly quote: string;
}

export function projectAccount(core: Core, event: LedgerEvent<'account.opened'>): void {
  const { id, venue, mode, quote } = event.data;
  core.run('insert into account (id, venue, mode, quote, seq) values (?, ?, ?, ?, ?)', id, venue, mode, quote, event.seq);
  core.memory.accounts.set(id, event.data);
}

export const loadAccounts = (core: Core): AccountRow[] => core.all<AccountRow>('select id, venue, mode, quote from account order by id');
