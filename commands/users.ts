import { z } from 'zod';
import { oneOf, person } from '#src/chat/argument.ts';
import { type Context, command, ROLES, type Role } from '#src/chat/command.ts';
import { removePerson } from '#src/chat/people.ts';
import { buttons, type Reply, say, table } from '#src/chat/reply.ts';
import { platformName } from '#src/chat/who.ts';

export const users = command({
  name: 'users',
  summary: 'who may speak, and as what; change a role or remove somebody',
  role: 'owner',
  discreet: true,
  args: z.object({ id: person.optional(), what: oneOf('role', 'remove').optional(), role: oneOf(...ROLES).optional() }),
  repeatable: true,
  examples: ['/users', '/users telegram:111 role viewer', '/users telegram:111 remove'],
  oneStep: ({ what }) => what === undefined,
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

function list({ app }: Context): Reply {
  const people = [...app.ledger.memory.people.values()];
  if (people.length === 0) return say('Nobody but whoever sits at the machine.', 'There, /pair trader makes a code that lets somebody in.');
  return {
    title: `${people.length === 1 ? '1 person' : `${people.length} people`} may speak, beside whoever sits at the machine`,
    blocks: [
      table(
        ['id', 'name', 'role'],
        people.map(({ id, name, role }) => [id, name, role]),
      ),
    ],
    data: people.map(({ id, platform, name, role }) => ({ id, platform, name, role })),
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
