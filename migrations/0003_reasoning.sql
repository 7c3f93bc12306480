-- 0003: a strategist that reasons, and learning that is proven. Why: what a model was asked and said, what analysts held, what reflection claims and
-- changes, and what became of conditions that were not traded are facts; candles of the desk's own markets are kept, so that a change can be tried on them.

-- Every exchange with a language model. Facts. `question_hash` is of everything that was sent: the same question has the same one.
create table llm_call (
  id text primary key, at text not null, asked_at text not null, purpose text not null, prompt text not null, prompt_hash text not null, question_hash text not null,
  model text not null, server text not null, rung text not null, attempt integer not null, tokens_in integer not null, tokens_out integer not null,
  cost text not null, latency_ms integer not null, answer text not null, verdict text not null, reason text, source text not null,
  seq integer not null references event (seq)
) strict;
create index llm_call_at on llm_call (at);
create index llm_call_asked on llm_call (asked_at);
create index llm_call_question on llm_call (question_hash, seq);
create trigger llm_call_no_update before update on llm_call begin select raise(abort, 'llm_call is append-only'); end;
create trigger llm_call_no_delete before delete on llm_call begin select raise(abort, 'llm_call is append-only'); end;

-- The prompts in force, so that a change of one shows.
create table prompt (name text primary key, sha256 text not null, text text not null, seq integer not null references event (seq)) strict;

-- What text from outside became: fields of a narrow schema, never the text itself.
create table news (
  id text primary key, at text not null, source text not null, market text not null, topic text not null, sentiment real not null, confidence real not null,
  until text not null, text_hash text not null, seq integer not null references event (seq)
) strict;
create index news_until on news (until);

-- What each analyst held about a market, and how it came out when the horizon had passed.
create table opinion (
  seq integer not null references event (seq), analyst text not null, market text not null, at text not null, direction text not null, strength real not null,
  horizon_minutes integer not null, price real not null, due_at text not null, status text not null, outcome_price real, primary key (seq, analyst)
) strict, without rowid;
create index opinion_open on opinion (market, due_at) where status = 'open';
create index opinion_newest on opinion (market, analyst, seq);

-- The measured record of an analyst: a fold of its opinions.
create table analyst (
  name text primary key, given integer not null, resolved integer not null, right_count integer not null, brier_sum real not null, move_sum real not null,
  move_squares real not null, buckets text not null, seq integer not null references event (seq)
) strict, without rowid;

-- Conditions that were not traded (or whose control is followed), on paper and without money.
create table shadow (
  id text primary key, condition_id text not null references condition (id), why text not null, adaptation_id text, market text not null, begun_at text not null,
  status text not null, entered_at text, ended_at text, exit_reason text, r real, seq integer not null references event (seq), unique (condition_id, why)
) strict;
create index shadow_live on shadow (status) where status = 'following';

-- A sentence with evidence that a query can recompute.
create table insight (
  id text primary key, at text not null, desk_id text not null, claim text not null, evidence text not null, text text not null, source text not null,
  status text not null, seq integer not null references event (seq)
) strict;

-- A bounded change that follows from an insight: an experiment from its proposal to its grade.
create table adaptation (
  id text primary key, at text not null, desk_id text not null, insight_id text, change text not null, target text not null, reason text not null,
  proposed_by text not null, status text not null, trial text, applied_at text, applied_by text, grade text not null, measured text, ended_at text, end_reason text,
  seq integer not null references event (seq)
) strict;
create index adaptation_live on adaptation (status) where status in ('proposed', 'applied', 'kept');

-- One-minute candles of the desk's markets, an hour a row; filled while the hour lasts, pruned when old. Carries a seal.
create table candle_block (
  id integer primary key autoincrement, market text not null, hour text not null, candles text not null, seal text not null, unique (market, hour)
) strict;
