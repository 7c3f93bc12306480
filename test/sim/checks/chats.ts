import { NOTICES } from '#src/chat/notices.ts';
import type { AnyEvent } from '#src/ledger/event.ts';
import { channelOf } from '../chats.ts';
import { SECRET, type World } from '../world.ts';

/** What somebody has to hear of, whatever else is said. */
const CRITICAL = [
  'order.needs_human',
  'position.naked',
  'halt.set',
  'halt.ended',
  'lockdown.set',
  'lockdown.ended',
  'trade.closed',
] as const;

interface Row {
  readonly id: number;
  readonly event_seq: number;
  readonly channel: string;
  readonly status: string;
  readonly action: string;
  readonly merged_into: number | null;
  readonly message_ref: string | null;
}

/** INV-9: what matters was told, and nothing was told that is not in the ledger. INV-10: what came in had one effect at most. INV-15: no secret was shown or written. */
export function checkChats(world: World): void {
  told(world);
  heardOnce(world);
  nobodyWhileLockedDown(world);
  secrets(world);
}

/** SEC-39: between a lockdown and its end nothing that a chat says approves anything. */
function nobodyWhileLockedDown(world: World): void {
  const rows = world.witness.all<{ seq: number; kind: string; subject: string; actor: string }>(
    "select seq, kind, subject, actor from event where kind in ('lockdown.set', 'lockdown.ended', 'condition.armed', 'approval.pledged', 'halt.ended') order by seq",
  );
  let isLockedDown = false;
  for (const { seq, kind, subject, actor } of rows)
    if (kind.startsWith('lockdown.')) isLockedDown = kind === 'lockdown.set';
    else if (isLockedDown) world.violated('SEC-39', `${actor} did ${kind} to ${subject} (event ${seq}) while Heron was locked down`);
}

function told(world: World): void {
  const { witness, chats, people } = world;
  const rows = witness.all<Row>('select id, event_seq, channel, status, action, merged_into, message_ref from outbox order by id');
  const shown = new Map<string, Set<number>>();
  for (const [channel, nonces] of chats.nonces) {
    const ids = nonces.map((nonce) => Number(nonce.slice(nonce.indexOf('h', 8) + 1)));
    shown.set(channel, new Set(ids));
    for (const id of ids)
      if (rows[id - 1]?.id !== id) world.violated('INV-9', `${channel} was shown message ${id}, which the ledger does not hold`);
  }
  const byId = new Map(rows.map((row) => [row.id, row]));
  const isShown = (row: Row): boolean => {
    if (row.status === 'merged' && row.merged_into !== null) return isShown(byId.get(row.merged_into) as Row);
    return row.status === 'sent' && shown.get(row.channel)?.has(row.id) === true;
  };
  for (const row of rows) if (row.status === 'pending') world.violated('INV-9', `message ${row.id} still waits for ${row.channel}`);
  const about = witness.all<{ id: number; channel: string; seq: number; kind: AnyEvent['kind'] }>(
    "select outbox.id as id, channel, seq, event.kind as kind from outbox join event on event.seq = outbox.event_seq where action = 'send' order by id",
  );
  for (const { id, channel, seq, kind } of about)
    if (NOTICES[kind] === null)
      world.violated('INV-9', `message ${id} to ${channel} is about ${kind} (event ${seq}), of which nothing is to be said`);
  const channels = people.map(channelOf);
  const critical = witness.all<{ seq: number; kind: string; actor: string }>(
    `select seq, kind, actor from event where kind in (${CRITICAL.map((kind) => `'${kind}'`).join(', ')})
       and not (kind = 'halt.set' and coalesce(cause, 0) in (select seq from event where kind = 'lockdown.set')) order by seq`,
  );
  for (const { seq, kind, actor } of critical)
    for (const channel of channels) {
      // Whoever did it has the answer to their command.
      if (actor.startsWith(`user:${channel}:`)) continue;
      const about = rows.filter((row) => row.event_seq === seq && row.channel === channel);
      if (about.length === 0) world.violated('INV-9', `${channel} was never going to be told of ${kind} (event ${seq})`);
      else if (!about.some(isShown))
        world.violated('INV-9', `${channel} was not told of ${kind} (event ${seq}): ${about.map(({ status }) => status).join(', ')}`);
    }
  const opened = witness.all<{ condition: string; seqs: string }>(
    `select condition, group_concat(seq) as seqs from (
       select f.condition_id as condition, f.seq as seq from fill f
       union all select o.condition_id, e.seq from event e join "order" o on o.id = e.subject where o.purpose = 'entry' and e.kind in ('order.canceled', 'order.expired')
     ) where condition in (select condition_id from fill where purpose = 'entry') group by condition`,
  );
  for (const { condition, seqs } of opened)
    for (const channel of channels) {
      const events = new Set(seqs.split(',').map(Number));
      if (!rows.some((row) => row.channel === channel && events.has(row.event_seq) && isShown(row)))
        world.violated('INV-9', `${channel} was not told that ${condition} became a position`);
    }
  for (const [channel, messages] of chats.screens) {
    const seen = new Map<string, number>();
    for (const { nonce } of messages) if (nonce !== '') seen.set(nonce, (seen.get(nonce) ?? 0) + 1);
    const most = channel.startsWith('discord:') ? 1 : 1 + chats.counts.lostAcks + (world.counts.boots ?? 0);
    for (const [nonce, times] of seen) if (times > most) world.violated('INV-9', `${channel} shows message ${nonce} ${times} times`);
  }
}

function heardOnce(world: World): void {
  const { witness, chats } = world;
  for (const [key, { answers, deliveries, heard }] of chats.updates)
    if (answers > 1)
      world.violated('INV-10', `${key} was answered ${answers} times in ${deliveries} deliveries: ${JSON.stringify(heard.said)}`);
  const armed = witness.all<{ subject: string; times: number }>(
    "select subject, count(*) as times from event where kind = 'condition.armed' group by subject having count(*) > 1",
  );
  for (const { subject, times } of armed) world.violated('INV-10', `${subject} was approved ${times} times`);
  const said = [...chats.updates.values()].filter(
    ({ heard }) => 'text' in heard.said && /^\/(?:halt|lockdown)/.test(heard.said.text),
  ).length;
  const [halts] = witness.all<{ times: number }>(
    "select count(*) as times from event where kind = 'halt.set' and actor like 'user:%' and actor <> 'user:shell'",
  );
  if ((halts?.times ?? 0) > said)
    world.violated('INV-10', `${said} times somebody said /halt or /lockdown, and it was halted ${halts?.times} times`);
}

function secrets(world: World): void {
  const { witness, chats } = world;
  const seen = chats.texts.find((text) => text.includes(SECRET));
  if (seen !== undefined) world.violated('INV-15', `a chat shows the key: ${seen.slice(0, 200)}`);
  for (const [table, column] of [
    ['event', 'data'],
    ['outbox', 'reply'],
    ['inbox', 'outcome'],
    ['job_run', 'detail'],
  ] as const) {
    const [row] = witness.all<{ text: string }>(
      `select "${column}" as text from "${table}" where instr("${column}", ?) > 0 limit 1`,
      SECRET,
    );
    if (row !== undefined) world.violated('INV-15', `the ledger holds the key in ${table}: ${row.text.slice(0, 200)}`);
  }
}
