-- 0001: the ledger. Why: one file is the only truth; everything that anybody sees is read from here.
-- Amounts are canonical decimal text, instants ISO-8601 UTC text, `seq` the event that a row comes from.

create table meta (key text primary key, value text not null) strict, without rowid;

-- Facts. Each event carries the hash of the one before it; `cause` is the event that led to it.
create table event (
  seq integer primary key, at text not null, actor text not null, kind text not null, subject text not null,
  cause integer references event (seq), data text not null, hash text not null
) strict;
create index event_subject on event (subject, seq);

create table account (id text primary key, venue text not null, mode text not null check (mode in ('paper', 'live')), quote text not null, seq integer not null references event (seq)) strict;

create table desk (
  id text primary key, account_id text not null references account (id), status text not null, strategist text not null, profile text not null,
  markets text not null, seq integer not null references event (seq)
) strict;

create table market (
  venue text not null, symbol text not null, kind text not null, base text not null, quote text not null, tick text not null, step text not null,
  min_amount text not null, min_notional text not null, contract_size text not null, max_leverage integer not null, seq integer not null references event (seq),
  primary key (venue, symbol)
) strict;

create table condition (
  id text primary key, desk_id text not null references desk (id), account_id text not null references account (id), market text not null, side text not null,
  status text not null, strategist text not null, entry text not null, stop text not null, targets text not null, risk_pct real not null, risk_amount text not null,
  expires_at text not null, invalidation text, exits text not null, thesis text not null, against text, pattern text, regime text, score real, evidence text not null,
  reference_price text not null, params_hash text not null, created_at text not null, seq integer not null references event (seq)
) strict;
create index condition_live on condition (status) where status in ('proposed', 'armed', 'triggered');

-- Answers to conditions, of humans and of the policy. Bound to the hash of the parameters; single use.
create table approval (
  id text primary key, condition_id text not null references condition (id), params_hash text not null, decision text not null, actor text not null,
  band text not null, reason text, at text not null, expires_at text not null, seq integer not null references event (seq)
) strict;
create unique index approval_condition on approval (condition_id);

create table "order" (
  id text primary key, client_order_id text not null unique, venue_order_id text, desk_id text not null references desk (id),
  account_id text not null references account (id), condition_id text not null references condition (id), trade_id text not null, market text not null,
  purpose text not null, side text not null, type text not null, amount text not null, price text, stop_price text, reduce_only integer not null,
  leverage real not null, attempt integer not null, status text not null, approval_id text, params_hash text not null, deadline text not null,
  created_at text not null, seq integer not null references event (seq)
) strict;
create index order_trade on "order" (trade_id);
create index order_live on "order" (status) where status in ('submitting', 'open', 'unknown', 'needs_human');

create table fill (
  id text primary key, venue_fill_id text not null, order_id text not null references "order" (id), trade_id text not null, condition_id text not null,
  desk_id text not null, account_id text not null, market text not null, purpose text not null, side text not null, amount text not null, price text not null,
  fee text not null, fee_asset text not null, fee_value text not null, liquidity text not null, quote text not null, at text not null,
  seq integer not null references event (seq), unique (account_id, market, venue_fill_id)
) strict;
create index fill_trade on fill (trade_id);

create table funding (
  id text primary key, venue_funding_id text not null, trade_id text not null, condition_id text not null, desk_id text not null, account_id text not null,
  market text not null, amount text not null, asset text not null, at text not null, seq integer not null references event (seq),
  unique (account_id, market, venue_funding_id, trade_id)
) strict;
create index funding_trade on funding (trade_id);

-- Double entry: one journal entry is one event, and per asset its lines sum to zero. A balance is a sum of these.
create table posting (
  seq integer not null references event (seq), line integer not null, account_id text not null, desk_id text not null, book text not null,
  asset text not null, amount text not null, primary key (seq, line)
) strict, without rowid;

create table trade (
  id text primary key, condition_id text not null references condition (id), desk_id text not null, account_id text not null, market text not null,
  side text not null, strategist text not null, pattern text not null, regime text not null, amount text not null, entry_price text not null,
  exit_price text not null, fees text not null, funding text not null, pnl text not null, planned_risk text not null, dust text not null,
  exit_reason text not null, opened_at text not null, closed_at text not null, seq integer not null references event (seq)
) strict;
create index trade_closed on trade (closed_at);

-- Scores of closed trades, by dimension and key; written with the close, recomputed by the audit.
create table score (
  desk_id text not null, dimension text not null, key text not null, stats text not null, pnl text not null, grade text not null,
  benched_until text, seq integer not null references event (seq), primary key (desk_id, dimension, key)
) strict, without rowid;

-- No new risk while the newest row has no end.
create table halt (seq integer primary key references event (seq), at text not null, actor text not null, reason text not null, ended_seq integer references event (seq)) strict;

-- Equity at a moment, with the prices that it was measured at, so that it can be measured again.
create table mark (
  seq integer not null references event (seq), at text not null, account_id text not null, desk_id text not null, equity text not null, prices text not null,
  primary key (seq)
) strict;

-- Why there was, or was not, a proposal. Neighbors that say the same are one row; old rows are pruned.
create table trace (
  id integer primary key autoincrement, desk_id text not null, market text not null, strategist text not null, outcome text not null, reasons text not null,
  bias text not null, price real not null, from_at text not null, to_at text not null, cycles integer not null, seal text not null
) strict;
create index trace_market on trace (market, id);

-- What is to be said, to whom, about which event. Delivery follows; a row is never dropped.
create table outbox (
  id integer primary key autoincrement, event_seq integer not null references event (seq), channel text not null, reply text not null, status text not null,
  attempts integer not null, created_at text not null, sent_at text, seal text not null, unique (event_seq, channel)
) strict;
create index outbox_pending on outbox (channel, id) where status = 'pending';

-- What was said to Heron, and what became of it: at most one effect for each update.
create table inbox (
  id integer primary key autoincrement, platform text not null, update_id text not null, chat text not null, actor text not null, text text not null,
  received_at text not null, outcome text, answered_at text, seal text not null, unique (platform, update_id)
) strict;

create table job_run (
  id integer primary key autoincrement, job text not null, started_at text not null, outcome text not null, detail text not null, seal text not null
) strict;
create index job_run_job on job_run (job, id);

-- Facts are append-only: corrections are new facts.
create trigger event_no_update before update on event begin select raise(abort, 'event is append-only'); end;
create trigger event_no_delete before delete on event begin select raise(abort, 'event is append-only'); end;
create trigger fill_no_update before update on fill begin select raise(abort, 'fill is append-only'); end;
create trigger fill_no_delete before delete on fill begin select raise(abort, 'fill is append-only'); end;
create trigger funding_no_update before update on funding begin select raise(abort, 'funding is append-only'); end;
create trigger funding_no_delete before delete on funding begin select raise(abort, 'funding is append-only'); end;
create trigger posting_no_update before update on posting begin select raise(abort, 'posting is append-only'); end;
create trigger posting_no_delete before delete on posting begin select raise(abort, 'posting is append-only'); end;
create trigger approval_no_update before update on approval begin select raise(abort, 'approval is append-only'); end;
create trigger approval_no_delete before delete on approval begin select raise(abort, 'approval is append-only'); end;
create trigger trade_no_update before update on trade begin select raise(abort, 'trade is append-only'); end;
create trigger trade_no_delete before delete on trade begin select raise(abort, 'trade is append-only'); end;
