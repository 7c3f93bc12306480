import { z } from 'zod';
import { oneOf, person } from '#src/chat/argument.ts';
import { type Context, command, ROLES, type Role } from '#src/chat/command.ts';
import { actorOf, removePerson } from '#src/chat/people.ts';
import { buttons, type Reply, say, table, text } from '#src/chat/reply.ts';
import { clockTime, fromNow } from '#src/chat/time.ts';
import { platformName } from '#src/chat/who.ts';
import { chatsSince, lastHeard, peopleSince } from '#src/ledger/letIn.ts';

const MACHINE = ['user:terminal', 'user:shell'] as const;

export const users = command({
  name: 'users',
  summary: 'who is let in where, as what, since when and when heard last; change a role or remove somebody',
  role: 'owner',
  discreet: true,
  args: z.object({ id: person.optional(), what: oneOf('role', 'remove').optional(), role: oneOf(...ROLES).optional() }),
  repeatable: true,
  examples: ['/users', '/users telegram:111 role viewer', '/users telegram:111 remove'],
  oneStep: ({ what }) => what === undefined,
  inLockdown: ({ what }) => what === undefined,
  run(context, { id, what, role }): Reply {
    const { people } = context.app.ledger.memory;
    if (id === undefined) return list(context);
    const known = people.get(id);
    if (known === undefined) return say(`Nobody is known as ${id}.`, '/users lists who is.');
    if (what === 'remove') return remove(context, id, known.name);
    if (what === 'role' && role !== undefined) return change(context, id, known.name, known.role, role);
    return {
      title: `${known.name} is ${known.role} on ${platformName(known.platform)}`,
      blocks: [
        buttons({
          Remove: `/users ${id} remove`,
          ...Object.fromEntries(ROLES.filter((one) => one !== known.role).map((one) => [`Make ${one}`, `/users ${id} role ${one}`])),
        }),
      ],
    };
  },
});

function list({ app, now }: Context): Reply {
  const { ledger } = app;
  const { people, chats } = ledger.memory;
  const heard = lastHeard(ledger);
  const ago = (at: string | undefined): string => (at === undefined ? 'not yet' : fromNow(at, now));
  const letIn = peopleSince(ledger).flatMap(({ id, at }) => {
    const person = people.get(id);
    return person === undefined ? [] : [{ ...person, since: at, heard: heard.get(actorOf(person)) }];
  });
  const speaksIn = chatsSince(ledger).flatMap(({ id, at }) => {
    const chat = chats.get(id);
    return chat === undefined ? [] : [{ ...chat, since: at }];
  });
  const machine = MACHINE.flatMap((actor) => heard.get(actor) ?? []).sort();
  const data = {
    people: letIn.map(({ id, platform, name, role, since, heard }) => ({ id, platform, name, role, since, heard: heard ?? null })),
    chats: speaksIn.map(({ id, platform, kind, title, since }) => ({ id, platform, kind, title, since })),
  };
  if (letIn.length === 0)
    return { ...say('Nobody but whoever sits at the machine.', 'There, /pair trader makes a code that lets somebody in.'), data };
  return {
    title: `${letIn.length === 1 ? '1 person' : `${letIn.length} people`} may speak, beside whoever sits at the machine`,
    blocks: [
      table(
        ['id', 'name', 'role', 'let in', 'heard'],
        [
          ...letIn.map((one) => [one.id, one.name, one.role, clockTime(one.since, now), ago(one.heard)]),
          ['machine', '', 'owner', '', ago(machine.at(-1))],
        ],
      ),
      table(
        ['Heron speaks in', 'title', 'since'],
        speaksIn.map(({ id, kind, title, since }) => [id, kind === 'group' ? `group ${title}` : title, clockTime(since, now)]),
      ),
      text(
        'Somebody or a group that you do not know? /lockdown stops every yes at once; /users ID remove takes a person out, and a group ends when the bot is removed from it.',
      ),
    ],
    data,
  };
}

function change({ app, user }: Context, id: string, name: string, before: Role, role: Role): Reply {
  if (before === role) return say(`${name} is ${role} already.`);
  app.ledger.transact((tx) => tx.append({ kind: 'person.changed', subject: id, actor: user.actor, data: { role } }));
  return { title: `${name} is ${role} now`, tone: 'good', blocks: [] };
}

function remove({ app, user }: Context, id: string, name: string): Reply {
  removePerson(app.ledger, id, user.actor);
  return {
    title: `${name} is removed`,
    tone: 'good',
    blocks: [
      { kind: 'text', text: 'From now on Heron does not know them. What they approved stays as it is; /conditions shows what is armed.' },
    ],
  };
}
