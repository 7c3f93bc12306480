import type { Core } from './core.ts';
import type { LedgerEvent } from './event.ts';

type DeskStatus = 'training' | 'active' | 'paused' | 'stopped' | 'training_failed';

/** One trading bot: account, markets, strategist. `markets` is a JSON list of symbols. */
export interface DeskRow {
  readonly id: string;
  readonly account_id: string;
  readonly status: DeskStatus;
  readonly strategist: string;
  readonly profile: string;
  readonly markets: string;
}

export function projectDesk(core: Core, event: LedgerEvent<'desk.created'>): void {
  const { id, account_id, status, strategist, profile, markets } = event.data;
  core.run(
    'insert into desk (id, account_id, status, strategist, profile, markets, seq) values (?, ?, ?, ?, ?, ?, ?)',
    id,
    account_id,
    status,
    strategist,
    profile,
    markets,
    event.seq,
  );
  core.memory.desks.set(id, event.data);
}

/** Settings of a desk that changed between two starts. */
export function projectDeskConfig(core: Core, event: LedgerEvent<'desk.configured'>): void {
  const { strategist, profile, markets } = event.data;
  core.run('update desk set strategist = ?, profile = ?, markets = ? where id = ?', strategist, profile, markets, event.subject);
  const desk = core.memory.desks.get(event.subject);
  if (desk) core.memory.desks.set(desk.id, { ...desk, strategist, profile, markets });
}

export function projectDeskStatus(core: Core, event: LedgerEvent<'desk.paused' | 'desk.unpaused'>): void {
  const status: DeskStatus = event.kind === 'desk.paused' ? 'paused' : 'active';
  core.run('update desk set status = ? where id = ?', status, event.subject);
  const desk = core.memory.desks.get(event.subject);
  if (desk) core.memory.desks.set(desk.id, { ...desk, status });
}

export const loadDesks = (core: Core): DeskRow[] =>
  core.all<DeskRow>('select id, account_id, status, strategist, profile, markets from desk order by id');
