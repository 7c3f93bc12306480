import type { Clock } from '#src/domain/clock.ts';
import { ChatServer } from './chatServer.ts';

export interface TriedKey {
  readonly token: string;
  readonly baseUrl: string;
  /** A page that the server gives only to who has a key: `/models` at most of them. */
  readonly page: string;
  readonly wall: Clock;
}

const PATIENCE_MS = 15_000;

/** Asks a server whether it knows a key, without asking a model anything. `unclear`: it could not be asked, or it has no such page. Never rejects. */
export async function tryModelKey({
  token,
  baseUrl,
  page,
  wall,
}: TriedKey): Promise<{ result: 'accepted' | 'refused' | 'unclear'; text: string }> {
  const server = new ChatServer({ token, baseUrl, wall });
  const { host } = server;
  const fault = await server.tryKey(page, PATIENCE_MS);
  if (fault === undefined) return { result: 'accepted', text: `${host} accepts the key.` };
  const { kind, status } = fault;
  if (status === 401 || status === 403) return { result: 'refused', text: `${host} does not accept the key (${status}).` };
  if (kind === 'timeout') return { result: 'unclear', text: `${host} did not answer within ${PATIENCE_MS / 1_000} seconds.` };
  if (kind !== 'status') return { result: 'unclear', text: `${host} was not reachable, or what it said could not be read.` };
  if (status >= 300 && status < 400)
    return { result: 'unclear', text: `${host} sends Heron elsewhere (${status}); the key was not sent there.` };
  return { result: 'unclear', text: `${host} did not say whether it knows the key (${status}).` };
}
