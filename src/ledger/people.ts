import type { Core } from './core.ts';
import type { LedgerEvent } from './event.ts';

/** Somebody who may speak, known by the platform's own numeric id. */
export interface PersonRow {
  /** `telegram:111` */
  readonly id: string;
  readonly platform: string;
  readonly user_id: string;
  /** As it was when they were paired; for display alone. */
  readonly name: string;
  readonly role: 'viewer' | 'trader' | 'owner';
}

export function projectPerson(core: Core, { seq, data }: LedgerEvent<'person.paired'>): void {
  const { id, platform, user_id, name, role } = data;
  core.run(
    "insert or replace into person (id, platform, user_id, name, role, status, seq) values (?, ?, ?, ?, ?, 'active', ?)",
    id,
    platform,
    user_id,
    name,
    role,
    seq,
  );
  core.memory.people.set(id, data);
}

export function projectRole(core: Core, { subject, data }: LedgerEvent<'person.changed'>): void {
  core.run('update person set role = ? where id = ?', data.role, subject);
  const person = core.memory.people.get(subject);
  if (person) core.memory.people.set(subject, { ...person, role: data.role });
}

export function projectPersonEnd(core: Core, { subject }: LedgerEvent<'person.removed'>): void {
  core.run("update person set status = 'removed' where id = ?", subject);
  core.memory.people.delete(subject);
}

/** Those who may speak now. */
export const loadPeople = (core: Core): PersonRow[] =>
  core.all<PersonRow>("select id, platform, user_id, name, role from person where status = 'active' order by id");
