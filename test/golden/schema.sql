-- The schema after all migrations. Written by the test beside it: UPDATE_GOLDEN=1 npx vitest run test/golden/schema.test.ts

CREATE TABLE account (id text primary key, venue text not null, mode text not null check (mode in ('paper', 'live')), quote text not null, seq integer not null references event (seq)) strict;

CREATE TABLE adaptation (
  id text primary key, at text not null, desk_id text not null, insight_id text, change text not null, target text not null, reason text not null,
  proposed_by text not null, status text not null, trial text, applied_at text, applied_by text, grade text not null, measured text, ended_at text, end_reason text,
  seq integer not null references event (seq)
) strict;

CREATE TABLE analyst (
  name text primary key, given integer not null, resolved integer not null, right_count integer not null, brier_sum real not null, move_sum real not null,
  move_squares real not null, buckets text not null, seq integer not null references event (seq)
) strict, without rowid;

CREATE TABLE approval (
  id text primary key, condition_id text not null references condition (id), params_hash text not null, decision text not null, actor text not null,
  band text not null, reason text, at text not null, expires_at text not null, seq integer not null references event (seq)
) strict;

CREATE TABLE button (
  id integer primary key autoincrement, token text not null unique, channel text not null, message_ref text, command text not null, params_hash text,
  subject text, single_use integer not null, created_at text not null, expires_at text not null, used_at text, used_by text, seal text not null
) strict;

CREATE TABLE candle_block (
  id integer primary key autoincrement, market text not null, hour text not null, candles text not null, seal text not null, unique (market, hour)
) strict;

CREATE TABLE chat (
  id text primary key, platform text not null, chat_id text not null, kind text not null check (kind in ('private', 'group')), title text not null,
  person_id text, quiet_from text, quiet_to text, quiet_zone text, status text not null check (status in ('open', 'left')),
  seq integer not null references event (seq)
) strict;

CREATE TABLE condition (
  id text primary key, desk_id text not null references desk (id), account_id text not null references account (id), market text not null, side text not null,
  status text not null, strategist text not null, entry text not null, stop text not null, targets text not null, risk_pct real not null, risk_amount text not null,
  expires_at text not null, invalidation text, exits text not null, thesis text not null, against text, pattern text, regime text, score real, evidence text not null,
  reference_price text not null, params_hash text not null, created_at text not null, seq integer not null references event (seq)
) strict;

CREATE TABLE desk (
  id text primary key, account_id text not null references account (id), status text not null, strategist text not null, profile text not null,
  markets text not null, seq integer not null references event (seq)
) strict;

CREATE TABLE event (
  seq integer primary key, at text not null, actor text not null, kind text not null, subject text not null,
  cause integer references event (seq), data text not null, hash text not null
) strict;

CREATE TABLE fill (
  id text primary key, venue_fill_id text not null, order_id text not null references "order" (id), trade_id text not null, condition_id text not null,
  desk_id text not null, account_id text not null, market text not null, purpose text not null, side text not null, amount text not null, price text not null,
  fee text not null, fee_asset text not null, fee_value text not null, liquidity text not null, quote text not null, at text not null,
  seq integer not null references event (seq), other_fees text, unique (account_id, market, venue_fill_id)
) strict;

CREATE TABLE finding (
  id text primary key, invariant text not null, row text not null, expected text not null, found text not null,
  status text not null check (status in ('open', 'acknowledged', 'repaired', 'gone')), opened_at text not null, seq integer not null references event (seq)
) strict;

CREATE TABLE funding (
  id text primary key, venue_funding_id text not null, trade_id text not null, condition_id text not null, desk_id text not null, account_id text not null,
  market text not null, amount text not null, asset text not null, at text not null, seq integer not null references event (seq),
  unique (account_id, market, venue_funding_id, trade_id)
) strict;

CREATE TABLE halt (seq integer primary key references event (seq), at text not null, actor text not null, reason text not null, ended_seq integer references event (seq)) strict;

CREATE TABLE inbox (
  id integer primary key autoincrement, platform text not null, update_id text not null, chat text not null, actor text not null, text text not null,
  received_at text not null, outcome text, answered_at text, seal text not null, unique (platform, update_id)
) strict;

CREATE TABLE insight (
  id text primary key, at text not null, desk_id text not null, claim text not null, evidence text not null, text text not null, source text not null,
  status text not null, seq integer not null references event (seq)
) strict;

CREATE TABLE job_run (
  id integer primary key autoincrement, job text not null, started_at text not null, outcome text not null, detail text not null, seal text not null
) strict;

CREATE TABLE live_card (channel text not null, kind text not null, message_ref text not null, seq integer not null references event (seq), primary key (channel, kind)) strict, without rowid;

CREATE TABLE llm_call (
  id text primary key, at text not null, asked_at text not null, purpose text not null, prompt text not null, prompt_hash text not null, question_hash text not null,
  model text not null, server text not null, rung text not null, attempt integer not null, tokens_in integer not null, tokens_out integer not null,
  cost text not null, latency_ms integer not null, answer text not null, verdict text not null, reason text, source text not null,
  seq integer not null references event (seq)
) strict;

CREATE TABLE mark (
  seq integer not null references event (seq), at text not null, account_id text not null, desk_id text not null, equity text not null, prices text not null,
  primary key (seq)
) strict;

CREATE TABLE market (
  venue text not null, symbol text not null, kind text not null, base text not null, quote text not null, tick text not null, step text not null,
  min_amount text not null, min_notional text not null, contract_size text not null, max_leverage integer not null, seq integer not null references event (seq),
  primary key (venue, symbol)
) strict;

CREATE TABLE meta (key text primary key, value text not null) strict, without rowid;

CREATE TABLE news (
  id text primary key, at text not null, source text not null, market text not null, topic text not null, sentiment real not null, confidence real not null,
  until text not null, text_hash text not null, seq integer not null references event (seq)
) strict;

CREATE TABLE notice (
  chat_id text not null references chat (id), kind text not null, mode text not null check (mode in ('on', 'silent', 'off')),
  seq integer not null references event (seq), primary key (chat_id, kind)
) strict, without rowid;

CREATE TABLE opinion (
  seq integer not null references event (seq), analyst text not null, market text not null, at text not null, direction text not null, strength real not null,
  horizon_minutes integer not null, price real not null, due_at text not null, status text not null, outcome_price real, primary key (seq, analyst)
) strict, without rowid;

CREATE TABLE "order" (
  id text primary key, client_order_id text not null unique, venue_order_id text, desk_id text not null references desk (id),
  account_id text not null references account (id), condition_id text not null references condition (id), trade_id text not null, market text not null,
  purpose text not null, side text not null, type text not null, amount text not null, price text, stop_price text, reduce_only integer not null,
  leverage real not null, attempt integer not null, status text not null, approval_id text, params_hash text not null, deadline text not null,
  created_at text not null, seq integer not null references event (seq)
) strict;

CREATE TABLE "outbox" (
  id integer primary key autoincrement, event_seq integer not null references event (seq), channel text not null, reply text not null, status text not null,
  attempts integer not null, created_at text not null, sent_at text, seal text not null,
  action text not null default 'send', kind text not null default 'system', priority integer not null default 50, card text, message_ref text, merged_into integer,
  unique (event_seq, channel, action)
) strict;

CREATE TABLE person (
  id text primary key, platform text not null, user_id text not null, name text not null, role text not null check (role in ('viewer', 'trader', 'owner')),
  status text not null check (status in ('active', 'removed')), seq integer not null references event (seq)
) strict;

CREATE TABLE posting (
  seq integer not null references event (seq), line integer not null, account_id text not null, desk_id text not null, book text not null,
  asset text not null, amount text not null, primary key (seq, line)
) strict, without rowid;

CREATE TABLE prompt (name text primary key, sha256 text not null, text text not null, seq integer not null references event (seq)) strict;

CREATE TABLE schedule (
  id text primary key, task text not null, spec text not null, zone text not null, status text not null check (status in ('on', 'removed')),
  created_at text not null, last_due text, seq integer not null references event (seq)
) strict;

CREATE TABLE score (
  desk_id text not null, dimension text not null, key text not null, stats text not null, pnl text not null, grade text not null,
  benched_until text, seq integer not null references event (seq), primary key (desk_id, dimension, key)
) strict, without rowid;

CREATE TABLE shadow (
  id text primary key, condition_id text not null references condition (id), why text not null, adaptation_id text, market text not null, begun_at text not null,
  status text not null, entered_at text, ended_at text, exit_reason text, r real, seq integer not null references event (seq), unique (condition_id, why)
) strict;

CREATE TABLE trace (
  id integer primary key autoincrement, desk_id text not null, market text not null, strategist text not null, outcome text not null, reasons text not null,
  bias text not null, price real not null, from_at text not null, to_at text not null, cycles integer not null, seal text not null
) strict;

CREATE TABLE trade (
  id text primary key, condition_id text not null references condition (id), desk_id text not null, account_id text not null, market text not null,
  side text not null, strategist text not null, pattern text not null, regime text not null, amount text not null, entry_price text not null,
  exit_price text not null, fees text not null, funding text not null, pnl text not null, planned_risk text not null, dust text not null,
  exit_reason text not null, opened_at text not null, closed_at text not null, seq integer not null references event (seq)
) strict;

CREATE INDEX adaptation_live on adaptation (status) where status in ('proposed', 'applied', 'kept');

CREATE UNIQUE INDEX approval_condition on approval (condition_id);

CREATE INDEX condition_live on condition (status) where status in ('proposed', 'armed', 'triggered');

CREATE INDEX event_subject on event (subject, seq);

CREATE INDEX fill_trade on fill (trade_id);

CREATE INDEX finding_open on finding (status) where status in ('open', 'acknowledged');

CREATE INDEX funding_trade on funding (trade_id);

CREATE INDEX job_run_job on job_run (job, id);

CREATE INDEX llm_call_asked on llm_call (asked_at);

CREATE INDEX llm_call_at on llm_call (at);

CREATE INDEX llm_call_question on llm_call (question_hash, seq);

CREATE INDEX news_until on news (until);

CREATE INDEX opinion_newest on opinion (market, analyst, seq);

CREATE INDEX opinion_open on opinion (market, due_at) where status = 'open';

CREATE INDEX order_live on "order" (status) where status in ('submitting', 'open', 'unknown', 'needs_human');

CREATE INDEX order_trade on "order" (trade_id);

CREATE INDEX outbox_card on outbox (card, channel, id) where card is not null;

CREATE INDEX outbox_pending on outbox (channel, priority, id) where status = 'pending';

CREATE INDEX shadow_live on shadow (status) where status = 'following';

CREATE INDEX trace_market on trace (market, id);

CREATE INDEX trade_closed on trade (closed_at);

CREATE TRIGGER approval_no_delete before delete on approval begin select raise(abort, 'approval is append-only'); end;

CREATE TRIGGER approval_no_update before update on approval begin select raise(abort, 'approval is append-only'); end;

CREATE TRIGGER event_no_delete before delete on event begin select raise(abort, 'event is append-only'); end;

CREATE TRIGGER event_no_update before update on event begin select raise(abort, 'event is append-only'); end;

CREATE TRIGGER fill_no_delete before delete on fill begin select raise(abort, 'fill is append-only'); end;

CREATE TRIGGER fill_no_update before update on fill begin select raise(abort, 'fill is append-only'); end;

CREATE TRIGGER funding_no_delete before delete on funding begin select raise(abort, 'funding is append-only'); end;

CREATE TRIGGER funding_no_update before update on funding begin select raise(abort, 'funding is append-only'); end;

CREATE TRIGGER llm_call_no_delete before delete on llm_call begin select raise(abort, 'llm_call is append-only'); end;

CREATE TRIGGER llm_call_no_update before update on llm_call begin select raise(abort, 'llm_call is append-only'); end;

CREATE TRIGGER posting_no_delete before delete on posting begin select raise(abort, 'posting is append-only'); end;

CREATE TRIGGER posting_no_update before update on posting begin select raise(abort, 'posting is append-only'); end;

CREATE TRIGGER trade_no_delete before delete on trade begin select raise(abort, 'trade is append-only'); end;

CREATE TRIGGER trade_no_update before update on trade begin select raise(abort, 'trade is append-only'); end;
