import type { Reader } from './core.ts';

/** So many of the newest words are looked through: who said nothing among them has been silent for long. */
const WORDS = 20_000;

/** When somebody or something came, and when it was heard last: ISO-8601 UTC. */
export interface Since {
  readonly id: string;
  readonly at: string;
}

/** When each person was let in, as they are now. */
export const peopleSince = (ledger: Reader): Since[] =>
  ledger.all<Since>("select p.id, e.at from person p join event e on e.seq = p.seq where p.status = 'active' order by p.seq");

/** Since when Heron speaks in each of its chats. */
export const chatsSince = (ledger: Reader): Since[] =>
  ledger.all<Since>("select c.id, e.at from chat c join event e on e.seq = c.seq where c.status = 'open' order by c.seq");

/** Actor → when they said something last, among the newest words. */
export const lastHeard = (ledger: Reader): ReadonlyMap<string, string> =>
  new Map(
    ledger
      .all<{ actor: string; at: string }>(
        `select actor, max(received_at) as at from (select actor, received_at from inbox order by id desc limit ${WORDS}) group by actor`,
      )
      .map(({ actor, at }) => [actor, at]),
  );
