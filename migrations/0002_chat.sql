-- 0002: chat platforms. Why: who may speak, where Heron speaks, which button means what, what is due and what an audit found are facts too,
-- and a message that was sent must be found again to be edited.

-- Messages: a card is edited to its outcome, later messages belong to it, many are merged into a digest.
create table outbox_2 (
  id integer primary key autoincrement, event_seq integer not null references event (seq), channel text not null, reply text not null, status text not null,
  attempts integer not null, created_at text not null, sent_at text, seal text not null,
  action text not null default 'send', kind text not null default 'system', priority integer not null default 50, card text, message_ref text, merged_into integer,
  unique (event_seq, channel, action)
) strict;
insert into outbox_2 (id, event_seq, channel, reply, status, attempts, created_at, sent_at, seal)
  select id, event_seq, channel, reply, status, attempts, created_at, sent_at, seal from outbox;
drop table outbox;
alter table outbox_2 rename to outbox;
create index outbox_pending on outbox (channel, priority, id) where status = 'pending';
create index outbox_card on outbox (card, channel, id) where card is not null;

-- A button of a message: an opaque token, and what it means. Bound to a channel and, once it is sent, to a message.
create table button (
  id integer primary key autoincrement, token text not null unique, channel text not null, message_ref text, command text not null, params_hash text,
  subject text, single_use integer not null, created_at text not null, expires_at text not null, used_at text, used_by text, seal text not null
) strict;

-- Who may speak, by the platform's own numeric id: `telegram:111`.
create table person (
  id text primary key, platform text not null, user_id text not null, name text not null, role text not null check (role in ('viewer', 'trader', 'owner')),
  status text not null check (status in ('active', 'removed')), seq integer not null references event (seq)
) strict;

-- Where Heron speaks: a chat of a platform. Its id is the channel's name: `telegram:-100123`.
create table chat (
  id text primary key, platform text not null, chat_id text not null, kind text not null check (kind in ('private', 'group')), title text not null,
  person_id text, quiet_from text, quiet_to text, quiet_zone text, status text not null check (status in ('open', 'left')),
  seq integer not null references event (seq)
) strict;

-- What a chat wants to hear of a kind of message, where it differs from the default.
create table notice (
  chat_id text not null references chat (id), kind text not null, mode text not null check (mode in ('on', 'silent', 'off')),
  seq integer not null references event (seq), primary key (chat_id, kind)
) strict, without rowid;

-- The message that shows how things stand in a chat, edited instead of repeated.
create table live_card (channel text not null, kind text not null, message_ref text not null, seq integer not null references event (seq), primary key (channel, kind)) strict, without rowid;

-- What is done at a time of day or every so often. `last_due` is the due time that was run last: each is run once.
create table schedule (
  id text primary key, task text not null, spec text not null, zone text not null, status text not null check (status in ('on', 'removed')),
  created_at text not null, last_due text, seq integer not null references event (seq)
) strict;

-- What an audit found, from its first sight to its end.
create table finding (
  id text primary key, invariant text not null, row text not null, expected text not null, found text not null,
  status text not null check (status in ('open', 'acknowledged', 'repaired', 'gone')), opened_at text not null, seq integer not null references event (seq)
) strict;
create index finding_open on finding (status) where status in ('open', 'acknowledged');
