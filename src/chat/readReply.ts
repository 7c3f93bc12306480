import { type Reply, say } from './reply.ts';

/** A reply that was written as JSON. One that was damaged by hand is said to be so: it must not hold up the ones behind it. */
export function readReply(json: string): Reply {
  try {
    return JSON.parse(json) as Reply;
  } catch {
    return say('A message in the outbox could not be read.', '/audit names the row.');
  }
}
